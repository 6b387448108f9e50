package dev.sluice.examples.bot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Opus packets of an Ogg file with one stream (RFC 3533, RFC 7845). */
final class OggReader {

    private static final int PAGE_HEADER_BYTES = 27;
    private static final int FULL_SEGMENT = 255;

    private OggReader() {}

    static List<byte[]> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.BIG_ENDIAN);
        List<byte[]> packets = new ArrayList<>();
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        while (in.remaining() >= PAGE_HEADER_BYTES) {
            if (in.getInt() != 0x4F676753) {
                throw new IOException(file + " has no Ogg page at byte " + (in.position() - 4));
            }
            in.position(in.position() + PAGE_HEADER_BYTES - 5);
            byte[] lengths = new byte[in.get() & 0xFF];
            in.get(lengths);
            for (byte length : lengths) {
                byte[] segment = new byte[length & 0xFF];
                in.get(segment);
                packet.writeBytes(segment);
                if (segment.length < FULL_SEGMENT) {
                    packets.add(packet.toByteArray());
                    packet.reset();
                }
            }
        }
        if (packets.size() < 2 || !startsWith(packets.get(0), "OpusHead")) {
            throw new IOException(file + " is no Ogg file with Opus");
        }
        return packets.subList(2, packets.size());
    }

    private static boolean startsWith(byte[] packet, String text) {
        return new String(packet, StandardCharsets.ISO_8859_1).startsWith(text);
    }
}
