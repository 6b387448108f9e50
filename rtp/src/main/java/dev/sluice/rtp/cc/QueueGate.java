package dev.sluice.rtp.cc;

import java.util.Arrays;

/**
 * Watches the queue itself rather than its trend: how much longer packets take now than the fastest
 * of the last minute. Closes when that is over 80 ms for 100 ms, opens below 20 ms.
 *
 * <p>A queue that does not drain while closed is not ours. Where the least delay has not moved for
 * a second, the path has become longer, and that delay is the new zero; where it moves but does not
 * drain for 4 s, another flow fills the queue.
 */
final class QueueGate {

    private static final long CLOSE_NANOS = 80_000_000L;
    private static final long CLOSE_AFTER_NANOS = 100_000_000L;
    private static final long OPEN_NANOS = 20_000_000L;
    private static final long BUCKET_NANOS = 6_000_000_000L;
    private static final int BUCKETS = 10;
    private static final long FOREIGN_AFTER_NANOS = 4_000_000_000L;
    private static final long LOOK_AGAIN_NANOS = 5_000_000_000L;

    /** The least delays of quarter seconds differ by less on a path without a queue. */
    private static final long STEADY_NANOS = 5_000_000L;

    private static final long RECENT_NANOS = 250_000_000L;
    private static final int RECENT = 17;

    /** The last of these is still under way and has no say. */
    private static final int COMPLETE = RECENT - 1;

    /** While little is sent, a queue of ours shrinks within this. */
    private static final long UNMOVED_AFTER_NANOS = 1_250_000_000L;

    private static final int UNMOVED = 4;
    private static final long BUSY_NANOS = 10_000_000L;
    private static final long MIN_BUSY_NANOS = 40_000_000L;
    private static final long MAX_BUSY_NANOS = 500_000_000L;
    private static final long MIN_MEASURED_NANOS = 80_000_000L;
    private static final long NONE = Long.MAX_VALUE;

    private final long[] leastDelay = new long[BUCKETS];
    private final long[] recentDelay = new long[RECENT];
    private long bucket = Long.MIN_VALUE;
    private long recent = Long.MIN_VALUE;
    private long base = NONE;

    private boolean closed;
    private boolean competing;
    private boolean pathChanged;
    private long competingSince;
    private long recentArrival;
    private long aboveSince = Long.MIN_VALUE;
    private long closedSince;
    private long queueNanos;
    private long busyFrom = Long.MIN_VALUE;
    private long busyTo;
    private long busyBytes;
    private long measuredFrom;
    private long measuredTo;
    private long measuredBytes;

    QueueGate() {
        Arrays.fill(leastDelay, NONE);
        Arrays.fill(recentDelay, NONE);
    }

    /** Adds a packet's one-way delay, its clock offset unknown but steady; in order of arrival. */
    void add(long sentNanos, long arrivalNanos, int bytes) {
        long delay = arrivalNanos - sentNanos;
        remember(arrivalNanos, delay);
        queueNanos = delay - base;
        measureBusy(arrivalNanos, bytes);
        if (queueNanos > CLOSE_NANOS) {
            if (aboveSince == Long.MIN_VALUE) {
                aboveSince = arrivalNanos;
                measuredFrom = arrivalNanos;
                measuredBytes = 0;
            } else {
                measuredBytes += bytes;
            }
            measuredTo = arrivalNanos;
            if (!closed && !competing && arrivalNanos - aboveSince >= CLOSE_AFTER_NANOS) {
                closed = true;
                closedSince = arrivalNanos;
            }
        } else {
            aboveSince = Long.MIN_VALUE;
        }
        if (closed && queueNanos < OPEN_NANOS) {
            closed = false;
        }
        recentArrival = arrivalNanos;
        boolean futile = closed && arrivalNanos - closedSince > FOREIGN_AFTER_NANOS;
        if (futile || (competing && arrivalNanos - competingSince > LOOK_AGAIN_NANOS)) {
            giveUp();
        } else if (closed && arrivalNanos - closedSince > UNMOVED_AFTER_NANOS && steady(UNMOVED)) {
            rebase(UNMOVED);
        }
        if (competing && queueNanos < OPEN_NANOS) {
            competing = false;
        }
    }

    /** Nothing was sent for so long that no packet of ours can wait any more: opens. */
    void drained() {
        closed = false;
        aboveSince = Long.MIN_VALUE;
        queueNanos = 0;
    }

    /** Whether somebody else keeps the queue full, so that delay says nothing about us. */
    boolean competing() {
        return competing;
    }

    boolean closed() {
        return closed;
    }

    /** Whether the path was found to be longer, not full, since the last call. */
    boolean takePathChanged() {
        boolean changed = pathChanged;
        pathChanged = false;
        return changed;
    }

    /**
     * What the path carried of ours since the queue is long, or since the last call; 0 when that is
     * too short a time to tell. A path with a queue carries all it can.
     */
    long takeCarriedBps() {
        long span = measuredTo - measuredFrom;
        if (aboveSince == Long.MIN_VALUE || span < MIN_MEASURED_NANOS) {
            return 0;
        }
        long bps = Math.round(measuredBytes * 8e9 / span);
        measuredFrom = measuredTo;
        measuredBytes = 0;
        return bps;
    }

    /**
     * What the path carried of ours since there is any queue: a burst of our own shows the path's
     * rate long before the arrival rate follows. 0 when that is too short a time to tell.
     */
    long busyBps() {
        long span = busyTo - busyFrom;
        return busyFrom == Long.MIN_VALUE || span < MIN_BUSY_NANOS
                ? 0
                : Math.round(busyBytes * 8e9 / span);
    }

    /** What the last packet waited on its way, as far as one can tell. */
    long queueNanos() {
        return queueNanos;
    }

    private void measureBusy(long arrivalNanos, int bytes) {
        if (queueNanos < BUSY_NANOS || competing) {
            busyFrom = Long.MIN_VALUE;
        } else if (busyFrom == Long.MIN_VALUE || arrivalNanos - busyFrom > MAX_BUSY_NANOS) {
            busyFrom = arrivalNanos;
            busyTo = arrivalNanos;
            busyBytes = 0;
        } else {
            busyBytes += bytes;
            busyTo = arrivalNanos;
        }
    }

    private void remember(long arrivalNanos, long delay) {
        long now = Math.floorDiv(arrivalNanos, BUCKET_NANOS);
        if (bucket == Long.MIN_VALUE) {
            bucket = now;
        }
        for (long skipped = 0; bucket < now; bucket++) {
            if (skipped++ < BUCKETS) {
                leastDelay[slot(bucket + 1, BUCKETS)] = competing ? base : NONE;
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

    /** The queue does not drain: a longer path is steady, another flow's queue is not. */
    private void giveUp() {
        closed = false;
        aboveSince = Long.MIN_VALUE;
        competing = spread(COMPLETE) > STEADY_NANOS;
        competingSince = recentArrival;
        if (!competing) {
            rebase(COMPLETE);
        }
    }

    /** The path has become longer: what is least now is the new zero. */
    private void rebase(int buckets) {
        closed = false;
        aboveSince = Long.MIN_VALUE;
        pathChanged = true;
        base = leastRecent(buckets);
        Arrays.fill(leastDelay, NONE);
        leastDelay[slot(bucket, BUCKETS)] = base;
    }

    /** Whether the least delay has been the same in each of the last {@code buckets}. */
    private boolean steady(int buckets) {
        for (int age = 1; age <= buckets; age++) {
            if (recentDelay[slot(recent - age, RECENT)] == NONE) {
                return false;
            }
        }
        return spread(buckets) <= STEADY_NANOS;
    }

    private long spread(int buckets) {
        long most = Long.MIN_VALUE;
        for (int age = 1; age <= buckets; age++) {
            long delay = recentDelay[slot(recent - age, RECENT)];
            most = delay == NONE ? most : Math.max(most, delay);
        }
        return most == Long.MIN_VALUE ? 0 : most - leastRecent(buckets);
    }

    private long leastRecent(int buckets) {
        long least = NONE;
        for (int age = 0; age <= buckets; age++) {
            least = Math.min(least, recentDelay[slot(recent - age, RECENT)]);
        }
        return least;
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
