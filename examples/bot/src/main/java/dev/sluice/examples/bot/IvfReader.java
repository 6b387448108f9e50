package dev.sluice.examples.bot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The frames of an IVF file: a header of 32 bytes, then frames with a header of 12. */
final class IvfReader {

    private static final int FOURCC_VP8 = 0x30385056;
    private static final int FRAME_HEADER_BYTES = 12;

    /**
     * One frame.
     *
     * @param timestamp in units of 1/90,000 s
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(byte[] data, long timestamp) {}

    private IvfReader() {}

    static List<Frame> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < 32 || in.getInt(8) != FOURCC_VP8) {
            throw new IOException(file + " is no IVF file with VP8");
        }
        long rate = in.getInt(16) & 0xFFFFFFFFL;
        long scale = in.getInt(20) & 0xFFFFFFFFL;
        in.position(in.getShort(6));
        List<Frame> frames = new ArrayList<>();
        while (in.remaining() >= FRAME_HEADER_BYTES) {
            byte[] data = new byte[in.getInt()];
            long timestamp = in.getLong() * 90_000 * scale / rate;
            in.get(data);
            frames.add(new Frame(data, timestamp));
        }
        return frames;
    }
}
