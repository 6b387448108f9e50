package dev.sluice.rtp.codec;

/**
 * What an H264 payload (RFC 6184, section 5.4) tells of its frame: single NAL units, STAP-A and
 * FU-A. Stateless.
 *
 * <pre>
 * +---------------+
 * |0|1|2|3|4|5|6|7|
 * +-+-+-+-+-+-+-+-+
 * |F|NRI|  Type   |  1-23 NAL unit, 24 STAP-A (size, unit, ...), 28 FU-A
 * +---------------+
 * |S|E|R|  Type   |  FU-A only
 * +---------------+
 * </pre>
 */
public final class H264Payload {

    private static final int SLICE = 1;
    private static final int IDR_SLICE = 5;
    private static final int SEI = 6;
    private static final int SEQUENCE_PARAMETER_SET = 7;
    private static final int PICTURE_PARAMETER_SET = 8;
    private static final int ACCESS_UNIT_DELIMITER = 9;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;

    private H264Payload() {}

    /** Fills what the payload says into a cleared {@code out}. Says false when it is damaged. */
    public static boolean parse(byte[] data, int offset, int length, FrameInfo out) {
        if (length < 1) {
            return false;
        }
        out.frameStartUncertain = true;
        int type = data[offset] & 0x1F;
        if (type == STAP_A) {
            return parseAggregate(data, offset + 1, offset + length, out);
        }
        if (type != FU_A) {
            unit(type, data, offset + 1, offset + length, out);
            return true;
        }
        if (length < 2) {
            return false;
        }
        int fragment = data[offset + 1] & 0xFF;
        if ((fragment & 0x80) != 0) {
            unit(fragment & 0x1F, data, offset + 2, offset + length, out);
        }
        return true;
    }

    private static boolean parseAggregate(byte[] data, int start, int end, FrameInfo out) {
        int at = start;
        while (at < end) {
            if (end - at < 3) {
                return false;
            }
            int size = ((data[at] & 0xFF) << 8) | (data[at + 1] & 0xFF);
            at += 2;
            if (size == 0 || size > end - at) {
                return false;
            }
            unit(data[at] & 0x1F, data, at + 1, at + size, out);
            at += size;
        }
        return true;
    }

    /** Takes note of one NAL unit, whose bytes behind its header start at {@code at}. */
    private static void unit(int type, byte[] data, int at, int end, FrameInfo out) {
        switch (type) {
            case SEI, PICTURE_PARAMETER_SET, ACCESS_UNIT_DELIMITER -> out.frameStart = true;
            case SEQUENCE_PARAMETER_SET -> {
                // Whatever may stand before it in the access unit, a decoder can do without.
                out.frameStart = true;
                out.frameStartUncertain = false;
                out.keyframe = true;
                out.height = SequenceParameterSet.height(data, at, end);
            }
            case SLICE, IDR_SLICE -> {
                // first_mb_in_slice is 0, which Exp-Golomb writes as a single 1.
                boolean first = at < end && data[at] < 0;
                out.frameStart |= first;
                out.keyframe |= first && type == IDR_SLICE;
            }
            default -> {}
        }
    }
}
