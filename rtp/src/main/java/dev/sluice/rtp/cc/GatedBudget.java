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
    private long carriedBps;
    private int cuts;
    private long cutNanos;
    private long queueAtCut;

    GatedBudget(CongestionConfig config) {
        minBps = config.minBps();
    }

    /** Follows the gate; true when it closes at this moment. */
    boolean update(long nowNanos, QueueGate gate, long targetBps, long ackedBps, long rttNanos) {
        long queueNanos = gate.queueNanos();
        if (!gate.closed()) {
            active = false;
            return false;
        }
        boolean closes = !active;
        long interval = Math.max(rttNanos, MIN_INTERVAL_NANOS);
        if (closes) {
            active = true;
            cuts = 0;
            bps = Long.MAX_VALUE;
            cut(nowNanos, gate, targetBps, ackedBps);
        } else if (cuts < MAX_CUTS && nowNanos - cutNanos > interval) {
            if (queueNanos >= queueAtCut) {
                cut(nowNanos, gate, targetBps, ackedBps);
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

    /** What the full path carried of ours at the last cut. */
    long carriedBps() {
        return carriedBps;
    }

    private void cut(long nowNanos, QueueGate gate, long targetBps, long ackedBps) {
        carriedBps = gate.takeCarriedBps();
        if (carriedBps == 0) {
            carriedBps = ackedBps > 0 ? ackedBps : targetBps;
        }
        long carried = Math.min(targetBps, carriedBps);
        bps = Math.max(minBps, Math.min(bps, (long) (SHARE * carried)));
        cuts++;
        cutNanos = nowNanos;
        queueAtCut = gate.queueNanos();
    }
}
