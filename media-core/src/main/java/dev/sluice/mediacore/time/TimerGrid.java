package dev.sluice.mediacore.time;

/**
 * Instants that all timers share which need not be exact, so that those of many peers are due
 * together: one wake-up for all of them. In nanoseconds of the monotonic clock.
 */
public final class TimerGrid {

    /** From one instant to the next; periods of 100 ms, 500 ms and 1 s are multiples of it. */
    public static final long STEP_NANOS = 20_000_000L;

    private TimerGrid() {}

    /**
     * The last instant that is not after {@code nanos}: for what repeats itself, because a timer
     * that runs a little late does not put off the next time, as it would with {@link #ceil}.
     */
    public static long floor(long nanos) {
        return nanos - Math.floorMod(nanos, STEP_NANOS);
    }

    /** The first instant that is not before {@code nanos}; Long.MAX_VALUE stays what it is. */
    public static long ceil(long nanos) {
        return nanos > Long.MAX_VALUE - STEP_NANOS ? nanos : floor(nanos + STEP_NANOS - 1);
    }
}
