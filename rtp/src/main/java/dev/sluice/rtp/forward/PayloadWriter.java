package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.FrameInfo;

/**
 * Writes a payload as a slot's rewriting wants it: the picture ids of VP8 (RFC 7741) and VP9 (RFC
 * 9628) replaced and 15 bits wide, everything else as it was. Stateless.
 */
final class PayloadWriter {

    /** The most bytes that the result has more than the source. */
    static final int GROWTH_BYTES = 1;

    private static final int WIDE = 0x80;
    private static final int RED_MORE = 0x80;
    private static final int RED_HEADER_BYTES = 4;

    private PayloadWriter() {}

    /** How many bytes a payload of {@code length} becomes. */
    static int length(Codec codec, FrameInfo frame, int length) {
        boolean pictures = codec == Codec.VP8 || codec == Codec.VP9;
        return pictures && frame.pictureIdBits == 7 ? length + 1 : length;
    }

    /** Writes the payload at {@code at}, for which there must be room. */
    static void write(
            Codec codec,
            FrameInfo frame,
            Rewrite rewrite,
            byte[] source,
            int offset,
            int length,
            byte[] out,
            int at) {
        boolean pictures = codec == Codec.VP8 || codec == Codec.VP9;
        if (!pictures || frame.pictureIdBits == 0) {
            System.arraycopy(source, offset, out, at, length);
            if (codec == Codec.VP8) {
                writeVp8Layers(frame, rewrite, out, at + 2);
            } else if (codec == Codec.VP9 && frame.tl0PictureIndex != FrameInfo.ABSENT) {
                out[at + 2] = (byte) rewrite.tl0PictureIndex;
            }
            return;
        }
        int before = codec == Codec.VP8 ? 2 : 1;
        System.arraycopy(source, offset, out, at, before);
        int id = at + before;
        out[id] = (byte) (WIDE | (rewrite.pictureId >>> 8));
        out[id + 1] = (byte) rewrite.pictureId;
        int skipped = before + (frame.pictureIdBits == 7 ? 1 : 2);
        System.arraycopy(source, offset + skipped, out, id + 2, length - skipped);
        if (codec == Codec.VP8) {
            writeVp8Layers(frame, rewrite, out, id + 2);
        } else if (frame.tl0PictureIndex != FrameInfo.ABSENT) {
            out[id + 3] = (byte) rewrite.tl0PictureIndex;
        }
    }

    /** Sets the payload type of every block of redundant audio (RFC 2198), which must be whole. */
    static void setRedTypes(byte[] data, int offset, int payloadType) {
        int at = offset;
        while (data[at] < 0) {
            data[at] = (byte) (RED_MORE | payloadType);
            at += RED_HEADER_BYTES;
        }
        data[at] = (byte) payloadType;
    }

    /** Rewrites the octets behind the picture id, which start at {@code layers}. */
    private static void writeVp8Layers(FrameInfo frame, Rewrite rewrite, byte[] out, int layers) {
        int next = layers;
        if (frame.tl0PictureIndex != FrameInfo.ABSENT) {
            out[next++] = (byte) rewrite.tl0PictureIndex;
        }
        if (frame.keyIndex != FrameInfo.ABSENT) {
            out[next] = (byte) ((out[next] & 0xE0) | rewrite.keyIndex);
        }
    }
}
