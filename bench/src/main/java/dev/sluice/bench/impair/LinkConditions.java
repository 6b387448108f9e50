package dev.sluice.bench.impair;

/**
 * What one direction of a link does to datagrams, in this order: loss, the bottleneck with its
 * droptail queue, propagation with jitter.
 *
 * @param delayNanos one-way propagation
 * @param jitterNanos uniform extra delay of 0 to this, which keeps the order
 * @param loss the share of datagrams lost before the queue, 0 to 1, each by itself
 * @param rateBps bottleneck rate in bit/s with IP and UDP headers, {@link #UNLIMITED} for none, 0
 *     for a dead link
 * @param queueNanos the longest wait in the queue; a datagram that would wait longer is dropped
 */
public record LinkConditions(
        long delayNanos, long jitterNanos, double loss, long rateBps, long queueNanos) {

    public static final long UNLIMITED = Long.MAX_VALUE;

    /** No delay, nothing lost, no bottleneck; a queue of 300 ms once a rate is set. */
    public static final LinkConditions PERFECT =
            new LinkConditions(0, 0, 0, UNLIMITED, 300_000_000L);

    public LinkConditions {
        if (delayNanos < 0 || jitterNanos < 0 || rateBps < 0 || queueNanos < 0) {
            throw new IllegalArgumentException("a delay, rate or queue below 0");
        }
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("loss is " + loss + ": give 0 to 1");
        }
    }

    public LinkConditions withDelayNanos(long value) {
        return new LinkConditions(value, jitterNanos, loss, rateBps, queueNanos);
    }

    public LinkConditions withJitterNanos(long value) {
        return new LinkConditions(delayNanos, value, loss, rateBps, queueNanos);
    }

    public LinkConditions withLoss(double value) {
        return new LinkConditions(delayNanos, jitterNanos, value, rateBps, queueNanos);
    }

    public LinkConditions withRateBps(long value) {
        return new LinkConditions(delayNanos, jitterNanos, loss, value, queueNanos);
    }

    public LinkConditions withQueueNanos(long value) {
        return new LinkConditions(delayNanos, jitterNanos, loss, rateBps, value);
    }
}
