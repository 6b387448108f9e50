package dev.sluice.rtp.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.trace.TracePacket;
import dev.sluice.rtp.trace.TraceReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RedPayloadTest {

    private static final byte[] TWO_BLOCKS =
            Hex.bytes(
                    "EF ; F, payload type 111",
                    "0F00 03 ; timestamp offset 960 in 14 bits, length 3 in 10 bits",
                    "6F ; primary, payload type 111",
                    "0A0B0C ; redundant block",
                    "010203040506 ; primary block");

    private final RedPayload red = new RedPayload();

    @Test
    void shouldFindTheBlocks() {
        assertTrue(red.parse(TWO_BLOCKS, 0, TWO_BLOCKS.length));
        assertEquals(2, red.blocks());
        assertEquals(111, red.payloadType(0));
        assertEquals(960, red.timestampOffset(0));
        assertEquals(5, red.offset(0));
        assertEquals(3, red.length(0));
        assertEquals(111, red.payloadType(1));
        assertEquals(0, red.timestampOffset(1));
        assertEquals(8, red.offset(1));
        assertEquals(6, red.length(1));
    }

    @Test
    void shouldReadAPrimaryAlone() {
        byte[] data = Hex.bytes("6F 0102");
        assertTrue(red.parse(data, 0, data.length));
        assertEquals(1, red.blocks());
        assertEquals(1, red.offset(0));
        assertEquals(2, red.length(0));
    }

    @Test
    void shouldStayInsideEveryTruncation() {
        int headersAndRedundant = 8;
        for (int length = 0; length < TWO_BLOCKS.length; length++) {
            byte[] cut = Arrays.copyOf(TWO_BLOCKS, length);
            assertEquals(length >= headersAndRedundant, red.parse(cut, 0, length), "" + length);
            if (length >= headersAndRedundant) {
                assertEquals(length - headersAndRedundant, red.length(1));
                assertEquals(length, red.offset(1) + red.length(1));
            }
        }
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        for (String hex :
                new String[] {"", "EF", "EF0F0003", "EF0F0003 6F", "EF0F0003 6F 0A0B", "EF0F00"}) {
            byte[] data = Hex.bytes(hex);
            assertFalse(red.parse(data, 0, data.length), hex);
        }
        byte[] endless = new byte[200];
        Arrays.fill(endless, (byte) 0x80);
        assertFalse(red.parse(endless, 0, endless.length));
    }

    @Test
    void shouldStayInsideDamagedPayloads() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            byte[] data = Arrays.copyOf(TWO_BLOCKS, random.nextInt(TWO_BLOCKS.length + 1));
            if (data.length > 0) {
                data[random.nextInt(data.length)] = (byte) random.nextInt();
            }
            if (red.parse(data, 0, data.length)) {
                int last = red.blocks() - 1;
                assertEquals(data.length, red.offset(last) + red.length(last));
            }
        }
    }

    /** Chromium repeats each frame in the next packet. */
    @Test
    void shouldFindTheFrameBeforeInChromiumsPackets() {
        RtpPacket packet = new RtpPacket();
        Map<Long, byte[]> primaries = new HashMap<>();
        int repeats = 0;
        for (TracePacket captured : TraceReader.read("chromium-opus-red").packets()) {
            byte[] data = captured.bytes();
            boolean rtp = captured.outgoing() && !captured.rtcp();
            if (!rtp
                    || packet.parse(data, 0, data.length) != RtpPacket.Verdict.OK
                    || packet.payloadType() != 63
                    || packet.payloadBytes() == 0) {
                continue;
            }
            assertTrue(red.parse(data, packet.payloadOffset(), packet.payloadBytes()));
            int last = red.blocks() - 1;
            assertEquals(111, red.payloadType(last));
            for (int i = 0; i < last; i++) {
                byte[] before = primaries.get(packet.timestamp() - red.timestampOffset(i));
                if (before != null && red.length(i) > 0) {
                    int from = red.offset(i);
                    assertTrue(
                            Arrays.equals(
                                    before, Arrays.copyOfRange(data, from, from + red.length(i))));
                    repeats++;
                }
            }
            int from = red.offset(last);
            primaries.put(
                    packet.timestamp(), Arrays.copyOfRange(data, from, from + red.length(last)));
        }
        assertTrue(repeats > 200, repeats + " repeats");
    }
}
