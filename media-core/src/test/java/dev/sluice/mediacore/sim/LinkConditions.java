package dev.sluice.mediacore.sim;

import dev.sluice.mediacore.unit.DataRate;
import java.time.Duration;

/**
 * What one direction of a link does to packets, in this order: loss, the bottleneck with its
 * droptail queue, propagation with jitter and reordering, duplication.
 *
 * @param delayNanos one-way propagation
 * @param jitterNanos uniform extra delay of 0 to this, which keeps the order
 * @param loss the share of packets lost before the queue, 0 to 1
 * @param meanBurst mean packets lost in a row (Gilbert model); 1 is independent loss
 * @param reorder the share of packets held back by a further {@code reorderNanos} and overtaken
 * @param duplicate the share of packets that arrive twice
 * @param rateBps bottleneck rate, {@link Long#MAX_VALUE} for none, 0 for a dead link
 * @param queueNanos the longest wait in the queue; a packet that would wait longer is dropped
 */
public record LinkConditions(
        long delayNanos,
        long jitterNanos,
        double loss,
        double meanBurst,
        double reorder,
        long reorderNanos,
        double duplicate,
        long rateBps,
        long queueNanos) {

    /** A {@code rateBps} without a bottleneck. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** No delay, nothing lost, no bottleneck; a queue of 300 ms once a rate is set. */
    public static final LinkConditions PERFECT =
            new LinkConditions(0, 0, 0, 1, 0, 0, 0, UNLIMITED, 300_000_000L);

    /** The same with another propagation, one way. */
    public LinkConditions withDelay(Duration delay) {
        return new LinkConditions(
                delay.toNanos(),
                jitterNanos,
                loss,
                meanBurst,
                reorder,
                reorderNanos,
                duplicate,
                rateBps,
                queueNanos);
    }

    /** The same with up to so much extra delay. */
    public LinkConditions withJitter(Duration jitter) {
        return new LinkConditions(
                delayNanos,
                jitter.toNanos(),
                loss,
                meanBurst,
                reorder,
                reorderNanos,
                duplicate,
                rateBps,
                queueNanos);
    }

    /**
     * The same losing packets one by one.
     *
     * @param share 0 to 1
     */
    public LinkConditions withLoss(double share) {
        return withBurstLoss(share, 1);
    }

    /**
     * The same losing packets in a row (Gilbert model).
     *
     * @param share of all packets, 0 to 1
     * @param meanPackets in a row
     */
    public LinkConditions withBurstLoss(double share, double meanPackets) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                share,
                meanPackets,
                reorder,
                reorderNanos,
                duplicate,
                rateBps,
                queueNanos);
    }

    /**
     * The same holding packets back, so that others overtake them.
     *
     * @param share 0 to 1
     */
    public LinkConditions withReorder(double share, Duration holdBack) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                loss,
                meanBurst,
                share,
                holdBack.toNanos(),
                duplicate,
                rateBps,
                queueNanos);
    }

    /**
     * The same delivering packets twice.
     *
     * @param share 0 to 1
     */
    public LinkConditions withDuplicates(double share) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                loss,
                meanBurst,
                reorder,
                reorderNanos,
                share,
                rateBps,
                queueNanos);
    }

    /** The same with a bottleneck of that rate. */
    public LinkConditions withRate(DataRate rate) {
        return withRate(rate.bps());
    }

    /** The same with a bottleneck of that rate, or {@link #UNLIMITED}. */
    public LinkConditions withRate(long bps) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                loss,
                meanBurst,
                reorder,
                reorderNanos,
                duplicate,
                bps,
                queueNanos);
    }

    /** The same with another queue before the bottleneck. */
    public LinkConditions withQueue(Duration longestWait) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                loss,
                meanBurst,
                reorder,
                reorderNanos,
                duplicate,
                rateBps,
                longestWait.toNanos());
    }
}
