package dev.sluice.rtp.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RtxTest {

    private static final byte[] RTX =
            Hex.bytes(
                    "B0 ; version 2, padding, extension",
                    "E1 ; marker, payload type 97",
                    "0009 ; sequence number of its own",
                    "12345678 ; timestamp of the original",
                    "00000002 ; SSRC of its own",
                    "BEDE 0001 22 0102 03 ; an extension",
                    "ABCD ; original sequence number",
                    "CAFEBABE ; original payload",
                    "0002 ; padding");

    private final RtpPacket packet = new RtpPacket();

    @Test
    void shouldRestoreTheOriginalInPlace() {
        byte[] data = Arrays.copyOf(RTX, RTX.length + 8);
        packet.parse(data, 0, RTX.length);
        assertTrue(Rtx.decapsulate(packet, 96, 0xFFFF_FFF1L));
        assertArrayEquals(
                Hex.bytes(
                        "B0 E0 ABCD ; marker, payload type 96, original sequence number",
                        "12345678 FFFFFFF1",
                        "BEDE 0001 22 0102 03",
                        "CAFEBABE",
                        "0002"),
                Arrays.copyOfRange(data, packet.offset(), packet.offset() + packet.length()));
        assertEquals(0xABCD, packet.sequenceNumber());
        assertEquals(96, packet.payloadType());
        assertEquals(0xFFFF_FFF1L, packet.ssrc());
        assertEquals(4, packet.payloadBytes());
        assertEquals(2, packet.paddingBytes());
    }

    @Test
    void shouldRestoreAnEmptyOriginal() {
        byte[] data = Hex.bytes("80610009 12345678 00000002 ABCD");
        packet.parse(data, 0, data.length);
        assertFalse(Rtx.isProbe(packet));
        assertTrue(Rtx.decapsulate(packet, 96, 1));
        assertEquals(0, packet.payloadBytes());
        assertEquals(12, packet.length());
    }

    @Test
    void shouldStayInsideEveryTruncation() {
        int originals = 0;
        byte[] unpadded = RTX.clone();
        unpadded[0] &= ~0x20;
        for (byte[] whole : new byte[][] {RTX, unpadded}) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                if (packet.parse(cut, 0, length) != RtpPacket.Verdict.OK) {
                    continue;
                }
                Rtx.isProbe(packet);
                if (Rtx.decapsulate(packet, 96, 1)) {
                    originals++;
                    assertEquals(length, packet.offset() + packet.length());
                    assertTrue(packet.payloadBytes() >= 0);
                    assertEquals(0xABCD, packet.sequenceNumber());
                }
            }
        }
        assertTrue(originals >= 4, "the payload may be cut anywhere: " + originals);
    }

    @Test
    void shouldLeaveProbesAlone() {
        byte[] data = Hex.bytes("A0610009 00000000 00000002 000003");
        byte[] before = data.clone();
        packet.parse(data, 0, data.length);
        assertTrue(Rtx.isProbe(packet));
        assertFalse(Rtx.decapsulate(packet, 96, 1));
        assertArrayEquals(before, data);
    }

    @Test
    void shouldTakeOneByteForAProbe() {
        byte[] data = Hex.bytes("80610009 00000000 00000002 AB");
        packet.parse(data, 0, data.length);
        assertTrue(Rtx.isProbe(packet));
    }
}
