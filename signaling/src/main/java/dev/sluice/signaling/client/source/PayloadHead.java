package dev.sluice.signaling.client.source;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.codec.Codec;

/**
 * Writes what stands before the media bytes of a video packet, as the payload formats of VP8 (RFC
 * 7741), VP9 (RFC 9628), H264 (RFC 6184) and AV1 say it, and as much of a frame's own header as a
 * forwarding server reads.
 */
final class PayloadHead {

    /** The longest head. */
    static final int MAX_BYTES = 16;

    private PayloadHead() {}

    /** A frame of one layer. */
    static final class Frame {

        boolean keyframe;
        int height;
        int pictureId;
        int tl0PictureIndex;
        int temporalId;
        boolean switchingPoint;
        int packets;
        int packet;

        boolean first() {
            return packet == 0;
        }

        boolean last() {
            return packet == packets - 1;
        }
    }

    /**
     * Writes the head at 0; gives its length.
     *
     * @param length of the whole payload, at least {@link #MAX_BYTES}
     */
    static int write(Codec codec, Frame frame, int length, byte[] out) {
        return switch (codec) {
            case VP8 -> vp8(frame, out);
            case VP9 -> vp9(frame, out);
            case H264 -> h264(frame, length, out);
            case AV1 -> av1(frame, out);
            case OPUS, RED -> throw new IllegalArgumentException(codec + " has no frames");
        };
    }

    private static int vp8(Frame frame, byte[] out) {
        out[0] = (byte) (0x80 | (frame.first() ? 0x10 : 0));
        out[1] = (byte) 0xE0;
        Bytes.put16(out, 2, 0x8000 | frame.pictureId);
        Bytes.put8(out, 4, frame.tl0PictureIndex);
        Bytes.put8(out, 5, frame.temporalId << 6 | (frame.switchingPoint ? 0x20 : 0));
        if (!frame.first()) {
            return 6;
        }
        if (!frame.keyframe) {
            out[6] = 1;
            return 7;
        }
        // RFC 6386, section 9.1: a shown keyframe, the start code, width and height.
        Bytes.put24(out, 6, 0x100000);
        Bytes.put24(out, 9, 0x9D012A);
        Bytes.put16(out, 12, Short.reverseBytes((short) (frame.height * 16 / 9)));
        Bytes.put16(out, 14, Short.reverseBytes((short) frame.height));
        return MAX_BYTES;
    }

    private static int vp9(Frame frame, byte[] out) {
        int flags = 0x80 | (frame.keyframe ? 0 : 0x40);
        Bytes.put8(out, 0, flags | (frame.first() ? 0x08 : 0) | (frame.last() ? 0x04 : 0));
        Bytes.put16(out, 1, 0x8000 | frame.pictureId);
        return 3;
    }

    /**
     * Each packet is a slice of its own. A keyframe begins with an aggregate (STAP-A) of a sequence
     * parameter set and its first slice.
     */
    private static int h264(Frame frame, int length, byte[] out) {
        int at = 0;
        if (frame.keyframe && frame.first()) {
            Bytes.put8(out, at++, 0x78);
            Bytes.put16(out, at, 4);
            Bytes.put32(out, at + 2, 0x6742_E01FL);
            Bytes.put16(out, at + 6, length - 9);
            at += 8;
        }
        Bytes.put8(out, at++, 0x60 | (frame.keyframe ? 5 : 1));
        // first_mb_in_slice (Exp-Golomb): 0, or 1 for any other.
        Bytes.put8(out, at++, frame.first() ? 0x88 : 0x48);
        return at;
    }

    private static int av1(Frame frame, byte[] out) {
        int obus = 0x10;
        int sequence = frame.keyframe && frame.first() ? 0x08 : 0;
        Bytes.put8(
                out, 0, (frame.first() ? 0 : 0x80) | (frame.last() ? 0 : 0x40) | obus | sequence);
        return 1;
    }
}
