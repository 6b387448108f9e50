package dev.sluice.rtp.codec;

/**
 * Reads bits from the most significant one on. A read past the end gives 0 and makes the reader
 * {@linkplain #failed() failed} for good, so that a parser may read all fields and ask once.
 */
final class BitReader {

    private byte[] data = new byte[0];
    private int start;
    private int position;
    private int limit;
    private boolean failed;

    /** Starts over at the first bit of {@code offset}. */
    void reset(byte[] data, int offset, int length) {
        this.data = data;
        start = offset * 8;
        position = start;
        limit = start + length * 8;
        failed = false;
    }

    boolean flag() {
        return bits(1) != 0;
    }

    /** The next {@code count} bits (0 to 32) as an unsigned number in an int. */
    int bits(int count) {
        if (failed || count > limit - position) {
            failed = true;
            return 0;
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            int bit = (data[position >>> 3] >>> (7 - (position & 7))) & 1;
            value = (value << 1) | bit;
            position++;
        }
        return value;
    }

    /** A number below {@code values} in the AV1 specification's ns(n) code (4.10.7). */
    int nonSymmetric(int values) {
        int width = 32 - Integer.numberOfLeadingZeros(values);
        int shorter = (1 << width) - values;
        int value = bits(width - 1);
        return value < shorter ? value : (value << 1) - shorter + bits(1);
    }

    /** How many bits were read since the start. */
    int consumed() {
        return position - start;
    }

    boolean failed() {
        return failed;
    }
}
