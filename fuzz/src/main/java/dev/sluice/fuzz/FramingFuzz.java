package dev.sluice.fuzz;

import dev.sluice.ice.tcp.FrameDecoder;
import dev.sluice.ice.tcp.FrameEncoder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** RFC 4571 framing: however a stream is cut, the same datagrams come out, and they go back in. */
public final class FramingFuzz {

    private static final int MAX_FRAME_BYTES = 1500;

    private FramingFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Input input = new Input(data);
        int cut = 1 + input.uint8();
        byte[] stream = input.rest();
        List<byte[]> whole = new ArrayList<>();
        boolean sound = decode(stream, Math.max(1, stream.length), whole);
        List<byte[]> pieces = new ArrayList<>();
        Check.that(sound == decode(stream, cut, pieces), "cuts change the verdict");
        Check.that(whole.size() == pieces.size(), "cuts change the number of frames");
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        for (int i = 0; i < whole.size(); i++) {
            byte[] frame = whole.get(i);
            Check.that(Arrays.equals(frame, pieces.get(i)), "cuts change a frame");
            Check.that(frame.length <= MAX_FRAME_BYTES, "a frame beyond the limit");
            byte[] encoded = new byte[frame.length + FrameEncoder.HEADER_BYTES];
            again.writeBytes(
                    Arrays.copyOf(
                            encoded, FrameEncoder.encode(frame, 0, frame.length, encoded, 0)));
            Check.that(
                    Arrays.equals(frame, Arrays.copyOfRange(encoded, 2, encoded.length)),
                    "a frame changed its datagram");
        }
        List<byte[]> second = new ArrayList<>();
        byte[] written = again.toByteArray();
        Check.that(decode(written, Math.max(1, written.length), second), "our own is refused");
        Check.that(second.size() == whole.size(), "frames were lost on the way");
    }

    private static boolean decode(byte[] stream, int cut, List<byte[]> out) {
        FrameDecoder decoder = new FrameDecoder(MAX_FRAME_BYTES);
        boolean sound = true;
        for (int at = 0; at < stream.length; at += cut) {
            sound =
                    decoder.onBytes(
                            stream,
                            at,
                            Math.min(cut, stream.length - at),
                            (data, offset, length) ->
                                    out.add(Arrays.copyOfRange(data, offset, offset + length)));
        }
        return sound;
    }
}
