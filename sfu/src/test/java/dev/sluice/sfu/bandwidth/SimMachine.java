package dev.sluice.sfu.bandwidth;

import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A computer that has too much to do for a while: whoever is on it gets to run only now and then,
 * for some milliseconds, and what came meanwhile has waited.
 */
final class SimMachine {

    private static final long MILLI = 1_000_000L;

    /** Start and end of each sleep. */
    private final TreeMap<Long, Long> sleeps = new TreeMap<>();

    /** Sleeps of up to {@code mostMillis} with some awake milliseconds between. */
    void busy(long fromNanos, long toNanos, int mostMillis, RandomGenerator random) {
        long at = fromNanos;
        while (at < toNanos) {
            long wakes = Math.min(toNanos, at + random.nextLong(20, mostMillis) * MILLI);
            sleeps.put(at, wakes);
            at = wakes + random.nextLong(2, 12) * MILLI;
        }
    }

    /** When what happens now is noticed. */
    long runsAt(long nowNanos) {
        Map.Entry<Long, Long> sleep = sleeps.floorEntry(nowNanos);
        return sleep == null ? nowNanos : Math.max(nowNanos, sleep.getValue());
    }
}
