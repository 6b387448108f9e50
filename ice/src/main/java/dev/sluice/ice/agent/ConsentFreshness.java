package dev.sluice.ice.agent;

import dev.sluice.ice.stun.TransactionId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/** Consent as whoever sends media asks for it (RFC 7675, section 5.1). */
final class ConsentFreshness {

    private static final double MIN_INTERVAL_FACTOR = 0.8;
    private static final double MAX_INTERVAL_FACTOR = 1.2;

    private final RandomGenerator random;
    private final long intervalNanos;
    private final long lifeNanos;
    private final Deque<TransactionId> outstanding = new ArrayDeque<>();
    private final int maxOutstanding;
    private boolean running;
    private long nextNanos;
    private long endNanos;

    ConsentFreshness(RandomGenerator random, long intervalNanos, long lifeNanos) {
        this.random = random;
        this.intervalNanos = intervalNanos;
        this.lifeNanos = lifeNanos;
        this.maxOutstanding =
                (int) Math.ceil(lifeNanos / (intervalNanos * MIN_INTERVAL_FACTOR)) + 1;
    }

    /** Begins with the consent that the check which selected the pair has brought. */
    void start(long nowNanos) {
        outstanding.clear();
        running = true;
        endNanos = nowNanos + lifeNanos;
        scheduleNext(nowNanos);
    }

    /** Sends no more requests; what consent there is still ends in its time. */
    void pause() {
        outstanding.clear();
        nextNanos = Long.MAX_VALUE;
    }

    void stop() {
        outstanding.clear();
        running = false;
    }

    boolean isDue(long nowNanos) {
        return running && nowNanos >= nextNanos;
    }

    /** A request is due at once. */
    void hurry(long nowNanos) {
        nextNanos = Math.min(nextNanos, nowNanos);
    }

    void sent(long nowNanos, TransactionId id) {
        if (outstanding.size() >= maxOutstanding) {
            outstanding.removeFirst();
        }
        outstanding.add(id);
        scheduleNext(nowNanos);
    }

    boolean awaits(TransactionId id) {
        return running && outstanding.contains(id);
    }

    void confirm(long nowNanos, TransactionId id) {
        outstanding.remove(id);
        endNanos = nowNanos + lifeNanos;
    }

    boolean isOver(long nowNanos) {
        return running && nowNanos >= endNanos;
    }

    boolean isValid(long nowNanos) {
        return running && nowNanos < endNanos;
    }

    long nextDeadlineNanos() {
        return running ? Math.min(nextNanos, endNanos) : Long.MAX_VALUE;
    }

    private void scheduleNext(long nowNanos) {
        double factor = random.nextDouble(MIN_INTERVAL_FACTOR, MAX_INTERVAL_FACTOR);
        nextNanos = nowNanos + (long) (intervalNanos * factor);
    }
}
