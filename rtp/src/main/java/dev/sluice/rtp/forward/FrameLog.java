package dev.sluice.rtp.forward;

import java.util.Arrays;

/** Which of the latest frames of an encoding went on, by frame number. Owned by a filter. */
final class FrameLog {

    static final int UNSEEN = 0;
    static final int FORWARDED = 1;
    static final int DROPPED = 2;

    /** Farther back than any reference that a sender makes in practice, long-term ones included. */
    private static final int SIZE = 1_024;

    private final byte[] states = new byte[SIZE];
    private final long[] numbers = new long[SIZE];
    private long highest = Long.MIN_VALUE;

    /** Continues a 16-bit frame number without wraps, as the one nearest to the highest put. */
    long unwrap(int frameNumber) {
        return highest == Long.MIN_VALUE
                ? frameNumber + 0x10000L
                : highest + (short) (frameNumber - (int) highest);
    }

    /** The highest number put, or {@link Long#MIN_VALUE}. */
    long highest() {
        return highest;
    }

    int get(long number) {
        int at = (int) number & (SIZE - 1);
        return numbers[at] == number ? states[at] : UNSEEN;
    }

    void put(long number, boolean forwarded) {
        if (highest != Long.MIN_VALUE && number <= highest - SIZE) {
            return;
        }
        highest = Math.max(highest, number);
        int at = (int) number & (SIZE - 1);
        numbers[at] = number;
        states[at] = (byte) (forwarded ? FORWARDED : DROPPED);
    }

    void clear() {
        Arrays.fill(states, (byte) UNSEEN);
        highest = Long.MIN_VALUE;
    }
}
