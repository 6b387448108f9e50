package dev.sluice.signaling.webhook;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is to be delivered to one receiver, in order and one at a time. A delivery that fails is
 * tried again after 1 s, then after twice as long each time up to 30 s, with a fifth more or less
 * by chance, until it is too old. When the queue is full the oldest goes. Owned by one thread;
 * pure.
 */
final class DeliveryQueue {

    static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
    static final long MAX_PAUSE_NANOS = 30_000_000_000L;

    private final int maxEntries;
    private final long maxAgeNanos;
    private final RandomGenerator random;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private @Nullable Entry inFlight;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long nextAttemptNanos;
    private boolean paused;
    private final AtomicLong dropped = new AtomicLong();
    private long delivered;
    private long failedAttempts;

    /** One event. */
    static final class Entry {

        final String id;
        final byte[] body;
        final long offeredNanos;

        Entry(String id, byte[] body, long offeredNanos) {
            this.id = id;
            this.body = body;
            this.offeredNanos = offeredNanos;
        }
    }

    DeliveryQueue(Limits limits, RandomGenerator random) {
        this.maxEntries = limits.of(Limit.WEBHOOK_DELIVERIES);
        this.maxAgeNanos = limits.nanos(Limit.WEBHOOK_SECONDS);
        this.random = random;
    }

    void offer(long nowNanos, String id, byte[] body) {
        if (entries.size() >= maxEntries) {
            entries.removeFirst();
            dropped.incrementAndGet();
        }
        entries.addLast(new Entry(id, body, nowNanos));
    }

    /** What to deliver now, null for nothing; an outcome must follow before the next. */
    @Nullable Entry take(long nowNanos) {
        if (inFlight != null || (paused && nextAttemptNanos - nowNanos > 0)) {
            return null;
        }
        while (!entries.isEmpty() && nowNanos - entries.peekFirst().offeredNanos > maxAgeNanos) {
            entries.removeFirst();
            dropped.incrementAndGet();
        }
        inFlight = entries.pollFirst();
        return inFlight;
    }

    /** What was taken was delivered. */
    void succeeded() {
        inFlight = null;
        delivered++;
        paused = false;
        pauseNanos = FIRST_PAUSE_NANOS;
    }

    /** What was taken was not delivered: it stays first in line. */
    void failed(long nowNanos) {
        Entry entry = inFlight;
        if (entry == null) {
            throw new IllegalStateException("an outcome follows a delivery");
        }
        inFlight = null;
        entries.addFirst(entry);
        failedAttempts++;
        paused = true;
        nextAttemptNanos = nowNanos + (long) (pauseNanos * random.nextDouble(0.8, 1.2));
        pauseNanos = Math.min(2 * pauseNanos, MAX_PAUSE_NANOS);
    }

    /** When to look again; Long.MAX_VALUE: not before an offer or an outcome. */
    long nextAttemptNanos(long nowNanos) {
        if (inFlight != null || entries.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return paused ? nextAttemptNanos : nowNanos;
    }

    int size() {
        return entries.size() + (inFlight == null ? 0 : 1);
    }

    /** Events that nobody will be told. Any thread. */
    long dropped() {
        return dropped.get();
    }

    long delivered() {
        return delivered;
    }

    long failedAttempts() {
        return failedAttempts;
    }
}
