package dev.sluice.rtp.cc;

import java.util.Arrays;

/**
 * Watches the queue itself rather than its trend: how much longer packets take now than the fastest
 * of the last minute. Closes when that is over 80 ms for 100 ms, opens below 20 ms.
 *
 * <p>A queue that does not drain while closed is not ours (another flow fills it, or the path has
 * become longer): after 4 s what is then the least delay becomes the new zero.
 */
final class QueueGate {

    private static final long CLOSE_NANOS = 80_000_000L;
    private static final long CLOSE_AFTER_NANOS = 100_000_000L;
    private static final long OPEN_NANOS = 20_000_000L;
    private static final long BUCKET_NANOS = 6_000_000_000L;
    private static final int BUCKETS = 10;
    private static final long FOREIGN_AFTER_NANOS = 4_000_000_000L;
    private static final long RECENT_NANOS = 500_000_000L;
    private static final int RECENT = 4;
    private static final long NONE = Long.MAX_VALUE;

    private final long[] leastDelay = new long[BUCKETS];
    private final long[] recentDelay = new long[RECENT];
    private long bucket = Long.MIN_VALUE;
    private long recent = Long.MIN_VALUE;
    private long base = NONE;

    private boolean closed;
    private long aboveSince = Long.MIN_VALUE;
    private long closedSince;
    private long queueNanos;

    QueueGate() {
        Arrays.fill(leastDelay, NONE);
        Arrays.fill(recentDelay, NONE);
    }

    /** Adds a packet's one-way delay, its clock offset unknown but steady; in order of arrival. */
    void add(long sentNanos, long arrivalNanos) {
        long delay = arrivalNanos - sentNanos;
        remember(arrivalNanos, delay);
        queueNanos = delay - base;
        if (queueNanos > CLOSE_NANOS) {
            if (aboveSince == Long.MIN_VALUE) {
                aboveSince = arrivalNanos;
            }
            if (!closed && arrivalNanos - aboveSince >= CLOSE_AFTER_NANOS) {
                closed = true;
                closedSince = arrivalNanos;
            }
        } else {
            aboveSince = Long.MIN_VALUE;
        }
        if (closed && queueNanos < OPEN_NANOS) {
            closed = false;
        }
        if (closed && arrivalNanos - closedSince > FOREIGN_AFTER_NANOS) {
            rebase();
        }
    }

    boolean closed() {
        return closed;
    }

    /** What the last packet waited on its way, as far as one can tell. */
    long queueNanos() {
        return queueNanos;
    }

    private void remember(long arrivalNanos, long delay) {
        long now = Math.floorDiv(arrivalNanos, BUCKET_NANOS);
        if (bucket == Long.MIN_VALUE) {
            bucket = now;
        }
        for (long skipped = 0; bucket < now; bucket++) {
            if (skipped++ < BUCKETS) {
                leastDelay[slot(bucket + 1, BUCKETS)] = NONE;
            }
        }
        int slot = slot(bucket, BUCKETS);
        leastDelay[slot] = Math.min(leastDelay[slot], delay);
        base = least(leastDelay);

        long nowRecent = Math.floorDiv(arrivalNanos, RECENT_NANOS);
        if (recent == Long.MIN_VALUE || nowRecent - recent > RECENT) {
            recent = nowRecent - RECENT;
        }
        while (recent < nowRecent) {
            recentDelay[slot(++recent, RECENT)] = NONE;
        }
        int recentSlot = slot(recent, RECENT);
        recentDelay[recentSlot] = Math.min(recentDelay[recentSlot], delay);
    }

    private void rebase() {
        long recentLeast = least(recentDelay);
        Arrays.fill(leastDelay, NONE);
        leastDelay[slot(bucket, BUCKETS)] = recentLeast;
        base = recentLeast;
        closed = false;
        aboveSince = Long.MIN_VALUE;
    }

    private static long least(long[] delays) {
        long least = NONE;
        for (long delay : delays) {
            least = Math.min(least, delay);
        }
        return least;
    }

    private static int slot(long index, int size) {
        return (int) Math.floorMod(index, (long) size);
    }
}
