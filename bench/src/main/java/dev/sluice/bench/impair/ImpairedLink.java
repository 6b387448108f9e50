package dev.sluice.bench.impair;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a link that carries anything, in order. When its conditions change, datagrams in
 * the queue leave at the new rate; those in flight keep their arrival time. Confined to one thread;
 * the time never goes back.
 *
 * @param <T> what a datagram is
 */
public final class ImpairedLink<T> {

    /** IPv4 and UDP headers. */
    public static final int HEADER_BYTES = 28;

    /** In the queue and in flight; bounds memory on a link without a rate. */
    private static final int MAX_DATAGRAMS = 1 << 15;

    private record Queued<T>(T datagram, int bytes, long queuedNanos) {
        double bits() {
            return (bytes + HEADER_BYTES) * 8.0;
        }
    }

    private record Flying<T>(T datagram, int bytes, long arrivalNanos) {}

    private final RandomGenerator random;
    private final ArrayDeque<Queued<T>> queue = new ArrayDeque<>();
    private final ArrayDeque<Flying<T>> flying = new ArrayDeque<>();
    private LinkProfile profile;
    private long profileStartNanos;
    private int step;

    private long nowNanos;
    private double headBitsLeft;
    private double bitsBehindHead;
    private long lastArrivalNanos = Long.MIN_VALUE;

    private long offered;
    private long offeredBytes;
    private long lost;
    private long overflowed;
    private long delivered;
    private long deliveredBytes;
    private long queuedNanos;
    private long longestQueueNanos;

    public ImpairedLink(LinkProfile profile, RandomGenerator random, long nowNanos) {
        this.profile = profile;
        this.random = random;
        this.nowNanos = nowNanos;
        this.profileStartNanos = nowNanos;
    }

    /** Begins another profile now. */
    public void play(long nowNanos, LinkProfile next) {
        advance(nowNanos);
        profile = next;
        profileStartNanos = nowNanos;
        step = 0;
    }

    /**
     * Puts a datagram on the link, or loses it.
     *
     * @param bytes of its payload
     */
    public void offer(long nowNanos, int bytes, T datagram) {
        advance(nowNanos);
        offered++;
        offeredBytes += bytes;
        LinkConditions conditions = conditions();
        if (conditions.loss() > 0 && random.nextDouble() < conditions.loss()) {
            lost++;
            return;
        }
        Queued<T> queued = new Queued<>(datagram, bytes, nowNanos);
        if (overflows(queued)) {
            overflowed++;
            return;
        }
        if (queue.isEmpty()) {
            headBitsLeft = queued.bits();
        } else {
            bitsBehindHead += queued.bits();
        }
        queue.add(queued);
        advance(nowNanos);
    }

    /** The next datagram that has arrived by now; null: none has. */
    public @Nullable T poll(long nowNanos) {
        advance(nowNanos);
        Flying<T> head = flying.peek();
        if (head == null || head.arrivalNanos > nowNanos) {
            return null;
        }
        flying.remove();
        delivered++;
        deliveredBytes += head.bytes;
        return head.datagram;
    }

    /** When to poll next; {@link Long#MAX_VALUE} when there is nothing to come. */
    public long nextNanos() {
        Flying<T> head = flying.peek();
        if (head != null) {
            return head.arrivalNanos;
        }
        return queue.isEmpty() ? Long.MAX_VALUE : Math.min(headEndNanos(), nextStepNanos());
    }

    public LinkConditions conditions() {
        return profile.steps().get(step).conditions();
    }

    public LinkCounts counts() {
        return new LinkCounts(
                offered,
                offeredBytes,
                lost,
                overflowed,
                delivered,
                deliveredBytes,
                queuedNanos,
                longestQueueNanos);
    }

    private boolean overflows(Queued<T> next) {
        if (queue.size() + flying.size() >= MAX_DATAGRAMS) {
            return true;
        }
        LinkConditions conditions = conditions();
        if (queue.isEmpty()) {
            return false;
        }
        double bits = headBitsLeft + bitsBehindHead + next.bits();
        return bits * 1e9 > (double) conditions.queueNanos() * conditions.rateBps();
    }

    private long nextStepNanos() {
        return step + 1 < profile.steps().size()
                ? profileStartNanos + profile.steps().get(step + 1).atNanos()
                : Long.MAX_VALUE;
    }

    private void advance(long toNanos) {
        for (long change = nextStepNanos(); change <= toNanos; change = nextStepNanos()) {
            transmit(change);
            step++;
        }
        transmit(toNanos);
    }

    private long headEndNanos() {
        long rate = conditions().rateBps();
        if (rate == LinkConditions.UNLIMITED) {
            return nowNanos;
        }
        double nanos = Math.ceil(headBitsLeft * 1e9 / rate);
        return nanos < Long.MAX_VALUE - (double) nowNanos
                ? nowNanos + (long) nanos
                : Long.MAX_VALUE;
    }

    private void transmit(long toNanos) {
        while (!queue.isEmpty()) {
            long end = headEndNanos();
            if (end > toNanos) {
                headBitsLeft -= (toNanos - nowNanos) * 1e-9 * conditions().rateBps();
                headBitsLeft = Math.max(0, headBitsLeft);
                break;
            }
            nowNanos = end;
            propagate(queue.remove());
            Queued<T> next = queue.peek();
            headBitsLeft = next == null ? 0 : next.bits();
            bitsBehindHead = next == null ? 0 : bitsBehindHead - headBitsLeft;
        }
        nowNanos = Math.max(nowNanos, toNanos);
    }

    private void propagate(Queued<T> sent) {
        long waited = nowNanos - sent.queuedNanos;
        queuedNanos += waited;
        longestQueueNanos = Math.max(longestQueueNanos, waited);
        LinkConditions conditions = conditions();
        long arrival = nowNanos + conditions.delayNanos();
        if (conditions.jitterNanos() > 0) {
            arrival += random.nextLong(conditions.jitterNanos() + 1);
        }
        lastArrivalNanos = Math.max(arrival, lastArrivalNanos);
        flying.add(new Flying<>(sent.datagram, sent.bytes, lastArrivalNanos));
    }
}
