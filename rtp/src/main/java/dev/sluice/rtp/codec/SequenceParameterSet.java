package dev.sluice.rtp.codec;

/**
 * Reads the height of the pictures out of an H264 sequence parameter set (ITU-T H.264, section
 * 7.3.2.1.1). One for each set that is read: a few in a minute.
 */
final class SequenceParameterSet {

    private static final int EMULATION_PREVENTION = 3;

    /** Exp-Golomb codes of numbers below 2^16 have at most so many leading zeros. */
    private static final int MAX_LEADING_ZEROS = 16;

    private static final int MAX_FRAMES_IN_CYCLE = 255;
    private static final int SCALING_LISTS = 8;
    private static final int SCALING_LISTS_444 = 12;
    private static final int SMALL_LISTS = 6;

    private final byte[] data;
    private final int start;
    private final int end;
    private int at;

    /** Bits of the byte at {@link #at} that were read. */
    private int bit;

    private boolean failed;

    private SequenceParameterSet(byte[] data, int start, int end) {
        this.data = data;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    /**
     * The height in pixels, 0 when it cannot be told.
     *
     * @param start behind the header of the NAL unit
     */
    static int height(byte[] data, int start, int end) {
        SequenceParameterSet set = new SequenceParameterSet(data, start, end);
        int height = set.height();
        return set.failed || height < 0 ? 0 : height;
    }

    private int height() {
        int profile = bits(8);
        bits(16);
        number();
        int chroma = hasChromaFormat(profile) ? chromaFormat() : 1;
        number();
        skipPictureOrder();
        number();
        bits(1);
        number();
        int mapUnits = number() + 1;
        boolean framesOnly = bits(1) == 1;
        if (!framesOnly) {
            bits(1);
        }
        bits(1);
        int fields = framesOnly ? 1 : 2;
        int height = mapUnits * 16 * fields;
        if (bits(1) == 1) {
            number();
            number();
            height -= (number() + number()) * (chroma == 1 ? 2 : 1) * fields;
        }
        return height;
    }

    private static boolean hasChromaFormat(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    private int chromaFormat() {
        int chroma = number();
        if (chroma == 3) {
            bits(1);
        }
        number();
        number();
        bits(1);
        if (bits(1) == 1) {
            int lists = chroma == 3 ? SCALING_LISTS_444 : SCALING_LISTS;
            for (int i = 0; i < lists; i++) {
                if (bits(1) == 1) {
                    skipScalingList(i < SMALL_LISTS ? 16 : 64);
                }
            }
        }
        return chroma;
    }

    private void skipScalingList(int size) {
        int last = 8;
        int next = 8;
        for (int i = 0; i < size && !failed; i++) {
            if (next != 0) {
                int code = number();
                int delta = (code & 1) == 1 ? (code + 1) / 2 : -(code / 2);
                next = (last + delta) & 0xFF;
            }
            last = next == 0 ? last : next;
        }
    }

    private void skipPictureOrder() {
        int type = number();
        if (type == 0) {
            number();
        } else if (type == 1) {
            bits(1);
            number();
            number();
            int frames = number();
            failed |= frames > MAX_FRAMES_IN_CYCLE;
            for (int i = 0; i < frames && !failed; i++) {
                number();
            }
        }
    }

    /** An Exp-Golomb code, signed ones as they are coded. */
    private int number() {
        int zeros = 0;
        while (!failed && bits(1) == 0) {
            zeros++;
            failed |= zeros > MAX_LEADING_ZEROS;
        }
        return failed ? 0 : (1 << zeros) - 1 + bits(zeros);
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (bit == 0 && isEmulationPrevention()) {
                at++;
            }
            if (at >= end) {
                failed = true;
                return 0;
            }
            value = (value << 1) | ((data[at] >>> (7 - bit)) & 1);
            bit = (bit + 1) & 7;
            at += bit == 0 ? 1 : 0;
        }
        return value;
    }

    private boolean isEmulationPrevention() {
        return at - start >= 2
                && at < end
                && data[at] == EMULATION_PREVENTION
                && data[at - 1] == 0
                && data[at - 2] == 0;
    }
}
