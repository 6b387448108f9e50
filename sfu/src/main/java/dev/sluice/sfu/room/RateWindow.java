package dev.sluice.sfu.room;

import java.util.Arrays;

/** Lets so many events pass within any window of a given length. Owned by one thread. */
public final class RateWindow {

    private static final int FIRST_ENTRIES = 8;

    private final int count;
    private final long windowNanos;

    /** When the last ones passed; once full, the oldest is at {@link #next}. */
    private long[] passedNanos;

    private int next;
    private int size;

    /** A window in which nothing passed yet. */
    public RateWindow(int count, long windowNanos) {
        this.count = count;
        this.windowNanos = windowNanos;
        this.passedNanos = new long[Math.min(count, FIRST_ENTRIES)];
    }

    /** Counts an event and returns 0, or leaves it and returns how long it should wait. */
    public long tryPass(long nowNanos) {
        if (count == 0) {
            return windowNanos;
        }
        if (size == count) {
            long waitNanos = passedNanos[next] + windowNanos - nowNanos;
            if (waitNanos > 0) {
                return waitNanos;
            }
        } else {
            if (size == passedNanos.length) {
                passedNanos = Arrays.copyOf(passedNanos, Math.min(count, 2 * size));
            }
            size++;
        }
        passedNanos[next] = nowNanos;
        next = (next + 1) % count;
        return 0;
    }
}
