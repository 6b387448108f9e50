package dev.sluice.mediacore.stats;

import java.util.Arrays;

/**
 * A rate over a sliding window that is kept in buckets, so that neither adding nor reading grows
 * with what is counted. Time must not run backwards by more than the window. Owned by one thread.
 */
public final class RateCounter {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long bucketNanos;
    private final long[] buckets;
    private long sum;
    private long newest = Long.MIN_VALUE;

    /**
     * A window of {@code bucketCount} buckets of {@code bucketNanos} each.
     *
     * @throws IllegalArgumentException when one of them is not positive
     */
    public RateCounter(long bucketNanos, int bucketCount) {
        if (bucketNanos <= 0 || bucketCount <= 0) {
            throw new IllegalArgumentException("buckets must be positive");
        }
        this.bucketNanos = bucketNanos;
        this.buckets = new long[bucketCount];
    }

    /** The window of bitrates: 1 s in buckets of 20 ms. */
    public static RateCounter ofOneSecond() {
        return new RateCounter(20_000_000L, 50);
    }

    /** Counts {@code amount} at {@code nowNanos}. */
    public void add(long nowNanos, long amount) {
        long bucket = Math.max(advance(nowNanos), newest - buckets.length + 1);
        buckets[slot(bucket)] += amount;
        sum += amount;
    }

    /** What was counted in the window that ends at {@code nowNanos}. */
    public long sum(long nowNanos) {
        advance(nowNanos);
        return sum;
    }

    /** The amount per second, averaged over the whole window. */
    public long perSecond(long nowNanos) {
        return Math.round(
                sum(nowNanos) * (double) NANOS_PER_SECOND / (bucketNanos * buckets.length));
    }

    /** The rate in bit/s when bytes were counted. */
    public long bitsPerSecond(long nowNanos) {
        return 8 * perSecond(nowNanos);
    }

    /** Forgets all. */
    public void reset() {
        Arrays.fill(buckets, 0);
        sum = 0;
        newest = Long.MIN_VALUE;
    }

    private long advance(long nowNanos) {
        long bucket = Math.floorDiv(nowNanos, bucketNanos);
        if (newest == Long.MIN_VALUE || bucket - newest >= buckets.length) {
            Arrays.fill(buckets, 0);
            sum = 0;
            newest = bucket;
        }
        while (newest < bucket) {
            newest++;
            int slot = slot(newest);
            sum -= buckets[slot];
            buckets[slot] = 0;
        }
        return bucket;
    }

    private int slot(long bucket) {
        return (int) Math.floorMod(bucket, (long) buckets.length);
    }
}
