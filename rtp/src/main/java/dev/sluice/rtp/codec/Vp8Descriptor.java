package dev.sluice.rtp.codec;

import dev.sluice.mediacore.buf.Bytes;

/**
 * The VP8 payload descriptor (RFC 7741, section 4.2). Stateless.
 *
 * <pre>
 *       0 1 2 3 4 5 6 7
 *      +-+-+-+-+-+-+-+-+
 *      |X|R|N|S|R| PID |  required
 *      +-+-+-+-+-+-+-+-+
 * X:   |I|L|T|K|  RSV  |
 *      +-+-+-+-+-+-+-+-+
 * I:   |M| PictureID   |  7 bits, or 15 when M
 *      +-+-+-+-+-+-+-+-+
 * L:   |   TL0PICIDX   |
 *      +-+-+-+-+-+-+-+-+
 * T/K: |TID|Y| KEYIDX  |
 *      +-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Vp8Descriptor {

    private static final int MALFORMED = -1;
    private static final int START_CODE = 0x9D012A;
    private static final int KEYFRAME_HEADER_BYTES = 10;

    private Vp8Descriptor() {}

    /**
     * Fills what the descriptor says into a cleared {@code out}; the frame's end is not its
     * business. Gives the descriptor's length in bytes, or -1 when it is damaged.
     */
    public static int parse(byte[] data, int offset, int length, FrameInfo out) {
        if (length < 1) {
            return MALFORMED;
        }
        int end = offset + length;
        int at = offset;
        int first = data[at++] & 0xFF;
        if ((first & 0x80) != 0) {
            at = parseExtended(data, at, end, out);
            if (at < 0) {
                return MALFORMED;
            }
        }
        if (at >= end) {
            return MALFORMED;
        }
        out.frameStart = (first & 0x17) == 0x10;
        // P of the frame header (RFC 6386, section 9.1) is 0 in a keyframe.
        out.keyframe = out.frameStart && (data[at] & 0x01) == 0;
        if (out.keyframe
                && end - at >= KEYFRAME_HEADER_BYTES
                && Bytes.uint24(data, at + 3) == START_CODE) {
            // RFC 6386, section 9.1: tag and start code of 3 bytes each, width, height with scale.
            out.height = (data[at + 8] & 0xFF) | ((data[at + 9] & 0x3F) << 8);
        }
        return at - offset;
    }

    private static int parseExtended(byte[] data, int start, int end, FrameInfo out) {
        int at = start;
        if (at >= end) {
            return MALFORMED;
        }
        int flags = data[at++] & 0xFF;
        if ((flags & 0x80) != 0) {
            at = PictureId.parse(data, at, end, out);
            if (at < 0) {
                return MALFORMED;
            }
        }
        boolean layers = (flags & 0x30) != 0;
        int needed = ((flags & 0x40) != 0 ? 1 : 0) + (layers ? 1 : 0);
        if (end - at < needed) {
            return MALFORMED;
        }
        if ((flags & 0x40) != 0) {
            out.tl0PictureIndex = data[at++] & 0xFF;
        }
        if (layers) {
            int layer = data[at++] & 0xFF;
            if ((flags & 0x20) != 0) {
                out.temporalId = layer >>> 6;
                out.switchingPoint = (layer & 0x20) != 0;
            }
            if ((flags & 0x10) != 0) {
                out.keyIndex = layer & 0x1F;
            }
        }
        return at;
    }
}
