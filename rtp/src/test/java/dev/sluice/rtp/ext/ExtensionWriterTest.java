package dev.sluice.rtp.ext;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.packet.Hex;
import dev.sluice.rtp.packet.RtpPacket;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExtensionWriterTest {

    private final ExtensionWriter writer = new ExtensionWriter();
    private final byte[] data = new byte[64];

    @Test
    void shouldWriteOneByteElements() {
        Arrays.fill(data, (byte) 0xEE);
        writer.begin(data, 3, false);
        assertEquals(8, writer.put(1, new byte[] {'x', 'a', 'b'}, 1, 2));
        assertEquals(11, writer.reserve(2, 2));
        assertEquals(12, writer.end());
        assertArrayEquals(
                Hex.bytes("EEEEEE", "BEDE 0002", "11 6162", "21 0000", "0000", "EE"),
                Arrays.copyOf(data, 16));
    }

    @Test
    void shouldWriteTwoByteElements() {
        Arrays.fill(data, (byte) 0xEE);
        writer.begin(data, 0, true);
        assertEquals(6, writer.put(200, new byte[] {'q'}, 0, 1));
        assertEquals(9, writer.put(3, new byte[0], 0, 0));
        assertEquals(12, writer.end());
        assertArrayEquals(
                Hex.bytes("1000 0002", "C8 01 71", "03 00", "000000", "EE"),
                Arrays.copyOf(data, 13));
    }

    @Test
    void shouldWriteNothingWithoutElements() {
        writer.begin(data, 0, false);
        assertEquals(0, writer.end());
    }

    @Test
    void shouldRefuseWhatTheFormOrTheArrayCannotHold() {
        writer.begin(data, 0, false);
        assertEquals(ExtensionWriter.REFUSED, writer.reserve(15, 1));
        assertEquals(ExtensionWriter.REFUSED, writer.reserve(0, 1));
        assertEquals(ExtensionWriter.REFUSED, writer.reserve(1, 0));
        assertEquals(ExtensionWriter.REFUSED, writer.reserve(1, 17));
        assertEquals(0, writer.end());
        writer.begin(data, 64 - 8, false);
        assertEquals(ExtensionWriter.REFUSED, writer.reserve(1, 4));
        assertNotEquals(ExtensionWriter.REFUSED, writer.reserve(1, 3));
        assertEquals(8, writer.end());
        writer.begin(data, 0, true);
        assertEquals(ExtensionWriter.REFUSED, writer.reserve(256, 1));
        assertEquals(ExtensionWriter.REFUSED, writer.reserve(1, 61));
    }

    @Test
    void shouldWriteWhatTheParserFinds() {
        Random random = new Random(21);
        for (int round = 0; round < 20_000; round++) {
            boolean twoByte = random.nextBoolean();
            Map<Extension, Integer> ids = randomIds(random, twoByte ? 255 : 14);
            Map<Extension, byte[]> values = new EnumMap<>(Extension.class);
            byte[] packetBytes = new byte[1_500];
            packetBytes[0] = (byte) 0x90;
            writer.begin(packetBytes, 12, twoByte);
            ids.forEach((extension, id) -> {
                byte[] value = new byte[twoByte ? random.nextInt(60) : 1 + random.nextInt(16)];
                random.nextBytes(value);
                values.put(extension, value);
                assertTrue(writer.put(id, value, 0, value.length) > 0);
            });
            int bytes = writer.end();
            RtpPacket packet = new RtpPacket();
            HeaderExtensions extensions = new HeaderExtensions();
            assertEquals(RtpPacket.Verdict.OK, packet.parse(packetBytes, 0, 12 + bytes));
            assertTrue(extensions.parse(packet, ExtensionIds.of(ids)));
            values.forEach((extension, value) -> {
                int from = extensions.offset(extension);
                assertArrayEquals(
                        value,
                        Arrays.copyOfRange(packetBytes, from, from + extensions.length(extension)));
            });
        }
    }

    private static Map<Extension, Integer> randomIds(Random random, int max) {
        Map<Extension, Integer> ids = new EnumMap<>(Extension.class);
        Set<Integer> used = new HashSet<>();
        for (Extension extension : Extension.values()) {
            int id = 1 + random.nextInt(max);
            if (used.add(id)) {
                ids.put(extension, id);
            }
        }
        return ids;
    }
}
