package dev.sluice.rtp.cc;

/**
 * Keeps what probes find within bounds soon after congestion: on a shared path all yield at once,
 * and each then finds what the others gave up. The step is the same for small and large flows,
 * therefore small ones catch up.
 */
final class Restraint {

    private static final long LASTS_NANOS = 10_000_000_000L;
    private static final long STEP_BPS = 300_000;
    private static final double LARGE_STEP = 0.25;

    private long congestedNanos = Long.MIN_VALUE;
    private long boundBps;

    /** The path was full, and then carried so much of ours. */
    void onCongestion(long nowNanos, long carriedBps) {
        congestedNanos = nowNanos;
        boundBps = carriedBps + Math.max(STEP_BPS, (long) (LARGE_STEP * carriedBps));
    }

    /** It was no congestion after all. */
    void lift() {
        congestedNanos = Long.MIN_VALUE;
    }

    /** What may be believed at most; MAX_VALUE for anything. */
    long boundBps(long nowNanos) {
        boolean lasts = congestedNanos != Long.MIN_VALUE && nowNanos - congestedNanos < LASTS_NANOS;
        return lasts ? boundBps : Long.MAX_VALUE;
    }
}
