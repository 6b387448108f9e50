package dev.sluice.mediacore.num;

/**
 * Arithmetic modulo 2^16 as RTP sequence numbers want it (RFC 3550, section 5.1; RFC 1982). Values
 * are 0 to 65,535; of two numbers 32,768 apart neither is newer.
 */
public final class SequenceNumbers {

    private static final int MASK = 0xFFFF;

    private SequenceNumbers() {}

    /** The number {@code by} steps after {@code sequence}; {@code by} may be negative. */
    public static int plus(int sequence, int by) {
        return (sequence + by) & MASK;
    }

    /** The shortest way from {@code from} to {@code to}: -32,768 to 32,767. */
    public static int distance(int from, int to) {
        return (short) (to - from);
    }

    /** Whether {@code a} comes after {@code b} within half the circle. */
    public static boolean newer(int a, int b) {
        int ahead = (a - b) & MASK;
        return ahead != 0 && ahead < 0x8000;
    }
}
