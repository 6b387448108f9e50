package dev.sluice.rtp.cc;

/**
 * What may be sent while the gate is closed: 0.7 of the smaller of estimate and arrival rate, taken
 * when it closes and again, a few times at most, while the queue does not shrink.
 */
final class GatedBudget {

    private static final double SHARE = 0.7;
    private static final int MAX_CUTS = 4;
    private static final long MIN_INTERVAL_NANOS = 200_000_000L;

    private final long minBps;
    private boolean active;
    private long bps;
    private int cuts;
    private long cutNanos;
    private long queueAtCut;

    GatedBudget(CongestionConfig config) {
        minBps = config.minBps();
    }

    /** Follows the gate; true when it closes at this moment. */
    boolean update(
            long nowNanos,
            boolean closed,
            long queueNanos,
            long targetBps,
            long ackedBps,
            long rttNanos) {
        if (!closed) {
            active = false;
            return false;
        }
        boolean closes = !active;
        long interval = Math.max(rttNanos, MIN_INTERVAL_NANOS);
        if (closes) {
            active = true;
            cuts = 0;
            bps = Long.MAX_VALUE;
            cut(nowNanos, queueNanos, targetBps, ackedBps);
        } else if (cuts < MAX_CUTS && nowNanos - cutNanos > interval) {
            if (queueNanos >= queueAtCut) {
                cut(nowNanos, queueNanos, targetBps, ackedBps);
            } else {
                cutNanos = nowNanos;
                queueAtCut = queueNanos;
            }
        }
        return closes;
    }

    boolean active() {
        return active;
    }

    long bps() {
        return bps;
    }

    private void cut(long nowNanos, long queueNanos, long targetBps, long ackedBps) {
        long carried = ackedBps > 0 ? Math.min(targetBps, ackedBps) : targetBps;
        bps = Math.max(minBps, Math.min(bps, (long) (SHARE * carried)));
        cuts++;
        cutNanos = nowNanos;
        queueAtCut = queueNanos;
    }
}
