package dev.sluice.mediacore.buf;

/**
 * Unsigned integers in network order at a place in an array. The caller has checked the bounds; the
 * array checks them once more and throws when the caller erred. Any thread.
 */
public final class Bytes {

    private Bytes() {}

    /** 8 bits. */
    public static int uint8(byte[] data, int at) {
        return data[at] & 0xFF;
    }

    /** 16 bits. */
    public static int uint16(byte[] data, int at) {
        return ((data[at] & 0xFF) << 8) | (data[at + 1] & 0xFF);
    }

    /** 24 bits. */
    public static int uint24(byte[] data, int at) {
        return ((data[at] & 0xFF) << 16) | uint16(data, at + 1);
    }

    /** A 24-bit number in two's complement. */
    public static int int24(byte[] data, int at) {
        return (data[at] << 16) | uint16(data, at + 1);
    }

    /** 32 bits. */
    public static long uint32(byte[] data, int at) {
        return ((long) uint16(data, at) << 16) | uint16(data, at + 2);
    }

    /** 64 bits, whatever their sign. */
    public static long uint64(byte[] data, int at) {
        return (uint32(data, at) << 32) | uint32(data, at + 4);
    }

    /** Writes the low 8 bits of {@code value}. */
    public static void put8(byte[] data, int at, int value) {
        data[at] = (byte) value;
    }

    /** Writes the low 16 bits of {@code value}. */
    public static void put16(byte[] data, int at, int value) {
        data[at] = (byte) (value >>> 8);
        data[at + 1] = (byte) value;
    }

    /** Writes the low 24 bits of {@code value}. */
    public static void put24(byte[] data, int at, int value) {
        data[at] = (byte) (value >>> 16);
        put16(data, at + 1, value);
    }

    /** Writes the low 32 bits of {@code value}. */
    public static void put32(byte[] data, int at, long value) {
        put16(data, at, (int) (value >>> 16));
        put16(data, at + 2, (int) value);
    }

    /** Writes all 64 bits of {@code value}. */
    public static void put64(byte[] data, int at, long value) {
        put32(data, at, value >>> 32);
        put32(data, at + 4, value);
    }
}
