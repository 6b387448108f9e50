package dev.sluice.rtp.cc;

/**
 * Notices that feedback has stopped while packets go out: after 750 ms (or two round trips) the
 * estimate is halved, and again every 350 ms, so that a dead path costs little within 3 s. Whoever
 * is woken late reads first what came meanwhile.
 */
final class Silence {

    static final double FACTOR = 0.5;

    private static final long PATIENCE_NANOS = 750_000_000L;
    private static final long STEP_NANOS = 350_000_000L;
    private static final long LATE_NANOS = 50_000_000L;
    private static final long NONE = Long.MIN_VALUE;

    private long unansweredSince = NONE;
    private long lastStep = NONE;
    private long postponedUntil = NONE;

    void onSent(long nowNanos) {
        if (unansweredSince == NONE) {
            unansweredSince = nowNanos;
        }
    }

    /** Feedback came; true when it ends a silence. */
    boolean onFeedback(long nowNanos) {
        boolean wasSilent = lastStep != NONE;
        unansweredSince = NONE;
        lastStep = NONE;
        postponedUntil = NONE;
        return wasSilent;
    }

    long deadline(long rttNanos) {
        if (unansweredSince == NONE) {
            return Long.MAX_VALUE;
        }
        long due =
                lastStep == NONE
                        ? unansweredSince + Math.max(PATIENCE_NANOS, 2 * rttNanos)
                        : lastStep + STEP_NANOS;
        return Math.max(due, postponedUntil);
    }

    /** True when the estimate is to be lowered by {@link #FACTOR} now. */
    boolean onTimeout(long nowNanos, long rttNanos) {
        long due = deadline(rttNanos);
        if (nowNanos < due) {
            return false;
        }
        if (postponedUntil == NONE && nowNanos - due > LATE_NANOS) {
            postponedUntil = nowNanos + LATE_NANOS;
            return false;
        }
        postponedUntil = NONE;
        lastStep = nowNanos;
        return true;
    }
}
