package dev.sluice.mediacore.buf;

/**
 * Reads a borrowed stretch of an array from front to back and never beyond it. A read past the end
 * gives 0 and makes the reader {@linkplain #failed() failed} for good, so that a parser may read
 * all fields and ask once. Reused; owned by one thread.
 */
public final class ByteReader {

    private byte[] data = new byte[0];
    private int position;
    private int limit;
    private boolean failed;

    /** Starts over at {@code offset}. */
    public ByteReader reset(byte[] data, int offset, int length) {
        this.data = data;
        this.position = offset;
        this.limit = offset + length;
        this.failed = false;
        return this;
    }

    public int uint8() {
        return has(1) ? Bytes.uint8(data, take(1)) : 0;
    }

    public int uint16() {
        return has(2) ? Bytes.uint16(data, take(2)) : 0;
    }

    public int uint24() {
        return has(3) ? Bytes.uint24(data, take(3)) : 0;
    }

    public long uint32() {
        return has(4) ? Bytes.uint32(data, take(4)) : 0;
    }

    public long uint64() {
        return has(8) ? Bytes.uint64(data, take(8)) : 0;
    }

    /** Steps over {@code count} bytes; fails when there are fewer, or when it is negative. */
    public void skip(int count) {
        if (has(count)) {
            take(count);
        }
    }

    public byte[] data() {
        return data;
    }

    /** Where the next byte stands in {@link #data()}. */
    public int position() {
        return position;
    }

    /** How many bytes are left. */
    public int remaining() {
        return limit - position;
    }

    /** Whether something was read that was not there. */
    public boolean failed() {
        return failed;
    }

    private boolean has(int count) {
        if (failed || count < 0 || count > limit - position) {
            failed = true;
            return false;
        }
        return true;
    }

    private int take(int count) {
        int at = position;
        position += count;
        return at;
    }
}
