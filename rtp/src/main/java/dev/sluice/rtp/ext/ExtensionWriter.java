package dev.sluice.rtp.ext;

import dev.sluice.mediacore.buf.Bytes;

/**
 * Writes the header extension block of one packet (RFC 8285): {@link #begin}, then elements, then
 * {@link #end}. The caller sets the X bit in the header. Reused; owned by one thread.
 *
 * <p>A packet has one form for all elements. The one-byte form takes ids 1 to 14 and values of 1 to
 * 16 bytes; the two-byte form takes ids 1 to 255 and values of 0 to 255 bytes, and may only stand
 * beside one-byte packets where extmap-allow-mixed was negotiated (section 4.1.2).
 */
public final class ExtensionWriter {

    /** What a method gives instead of an offset when the element does not fit the form or array. */
    public static final int REFUSED = -1;

    private static final int HEADER_BYTES = 4;

    private byte[] data = new byte[0];
    private boolean twoByte;
    private int start;
    private int at;

    /** Whether the one-byte form can carry a value of {@code length} bytes under {@code id}. */
    public static boolean fitsOneByte(int id, int length) {
        return id >= 1 && id <= 14 && length >= 1 && length <= 16;
    }

    /** Starts a block at {@code offset}, right behind the fixed header and the CSRCs. */
    public void begin(byte[] data, int offset, boolean twoByte) {
        this.data = data;
        this.twoByte = twoByte;
        start = offset;
        at = offset + HEADER_BYTES;
    }

    /** Adds a value; gives where it stands in the array, or {@link #REFUSED}. */
    public int put(int id, byte[] value, int offset, int length) {
        int to = reserve(id, length);
        if (to != REFUSED) {
            System.arraycopy(value, offset, data, to, length);
        }
        return to;
    }

    /**
     * Adds an element of {@code length} bytes whose value the caller writes, now or later; gives
     * where, or {@link #REFUSED}. The bytes are zero until then.
     */
    public int reserve(int id, int length) {
        int head = twoByte ? 2 : 1;
        boolean fits =
                twoByte
                        ? id >= 1 && id <= 255 && length >= 0 && length <= 255
                        : fitsOneByte(id, length);
        if (!fits || wordAligned(at + head + length) > data.length) {
            return REFUSED;
        }
        if (twoByte) {
            Bytes.put8(data, at, id);
            Bytes.put8(data, at + 1, length);
        } else {
            Bytes.put8(data, at, id << 4 | (length - 1));
        }
        int to = at + head;
        for (int i = to; i < to + length; i++) {
            data[i] = 0;
        }
        at = to + length;
        return to;
    }

    /**
     * Pads to a whole word and writes the block's header; gives the block's length in bytes, or 0
     * when no element was added: then there is no block, and the X bit stays clear.
     */
    public int end() {
        if (at == start + HEADER_BYTES) {
            return 0;
        }
        int end = wordAligned(at);
        while (at < end) {
            data[at++] = 0;
        }
        Bytes.put16(data, start, twoByte ? 0x1000 : 0xBEDE);
        Bytes.put16(data, start + 2, (end - start - HEADER_BYTES) / 4);
        return end - start;
    }

    private int wordAligned(int end) {
        return start + ((end - start + 3) & ~3);
    }
}
