package dev.sluice.rtp.codec;

/**
 * Reads the height of the pictures out of the first OBU of an AV1 payload (AV1 specification,
 * sections 5.3 and 5.5; RTP Payload Format for AV1, section 4.4), where that is a sequence header.
 */
final class Av1SequenceHeader {

    private static final int SEQUENCE_HEADER = 1;
    private static final int MAX_LEB128_BYTES = 8;
    private static final int HIGHEST_LEVEL_WITHOUT_TIER = 7;

    private final BitReader bits = new BitReader();

    private Av1SequenceHeader() {}

    /**
     * The height in pixels; 0 when it cannot be told, or when there are several operating points,
     * of which each may have its own.
     *
     * @param offset of the aggregation header
     */
    static int height(byte[] data, int offset, int length) {
        Av1SequenceHeader header = new Av1SequenceHeader();
        header.bits.reset(data, offset, length);
        int height = header.height();
        return header.bits.failed() ? 0 : height;
    }

    private int height() {
        bits.bits(2);
        int elements = bits.bits(2);
        bits.bits(4);
        if (elements != 1) {
            skipLeb128();
        }
        bits.bits(1);
        boolean starts = bits.bits(4) == SEQUENCE_HEADER;
        boolean extended = bits.flag();
        boolean sized = bits.flag();
        bits.bits(extended ? 9 : 1);
        if (sized) {
            skipLeb128();
        }
        bits.bits(4);
        boolean reduced = bits.flag();
        if (!starts || (reduced ? !skipLevel() : !skipOperatingPoint())) {
            return 0;
        }
        int widthBits = bits.bits(4) + 1;
        int heightBits = bits.bits(4) + 1;
        bits.bits(widthBits);
        return bits.bits(heightBits) + 1;
    }

    private void skipLeb128() {
        boolean more = true;
        for (int i = 0; i < MAX_LEB128_BYTES && more; i++) {
            more = bits.flag();
            bits.bits(7);
        }
    }

    private boolean skipLevel() {
        bits.bits(5);
        return true;
    }

    /** Says false when a decoder model follows, which nobody needs on a network. */
    private boolean skipTiming() {
        bits.bits(32);
        bits.bits(32);
        if (bits.flag()) {
            int zeros = 0;
            while (!bits.failed() && !bits.flag()) {
                zeros++;
            }
            bits.bits(Math.min(zeros, 32));
        }
        return !bits.flag();
    }

    /** Says false when there are several. */
    private boolean skipOperatingPoint() {
        if (bits.flag() && !skipTiming()) {
            return false;
        }
        boolean delay = bits.flag();
        if (bits.bits(5) != 0) {
            return false;
        }
        bits.bits(12);
        if (bits.bits(5) > HIGHEST_LEVEL_WITHOUT_TIER) {
            bits.bits(1);
        }
        if (delay && bits.flag()) {
            bits.bits(4);
        }
        return true;
    }
}
