package dev.sluice.rtp.cc;

/**
 * The delay-based estimate: grows by 8 % per second while the path is quiet, one packet per
 * response time once it is near to where it last had to turn back, and falls to 0.85 of what
 * arrives when a queue builds up (draft-ietf-rmcat-gcc-02, section 5.5).
 */
final class AimdRate {

    private static final double BETA = 0.85;
    private static final double INCREASE_PER_SECOND = 1.08;
    private static final double ACKED_HEADROOM = 1.5;
    private static final double HEADROOM_BPS = 10_000;
    private static final double PACKET_BITS = 1_200 * 8;
    private static final double BEYOND_BOUND = 1.15;
    private static final long BOUND_LASTS_NANOS = 10_000_000_000L;
    private static final long MIN_DECREASE_NANOS = 300_000_000L;
    private static final double COMPETING_BETA = 0.8;
    private static final double COMPETING_FLOOR_BPS = 200_000;
    private static final long MAX_STEP_NANOS = 1_000_000_000L;

    private final double minBps;
    private final double maxBps;
    private double currentBps;
    private long lastUpdate = Long.MIN_VALUE;
    private long lastDecrease = Long.MIN_VALUE;
    private boolean hold;
    private double boundBps = Double.MAX_VALUE;
    private long boundUntil = Long.MIN_VALUE;

    private double capacityKbps = -1;
    private double capacityVariance = 0.4;

    AimdRate(CongestionConfig config) {
        minBps = config.minBps();
        maxBps = config.maxBps();
        currentBps = config.startBps();
    }

    long bps() {
        return Math.round(currentBps);
    }

    /** Takes what a probe measured, or what is known otherwise. */
    void set(long nowNanos, long bps) {
        currentBps = clamp((double) bps);
        lastUpdate = nowNanos;
    }

    /** A probe filled the path: no growth beyond what got through for a while. */
    void bound(long nowNanos, long bps) {
        boundBps = (double) bps;
        boundUntil = nowNanos + BOUND_LASTS_NANOS;
    }

    /** The path is another than the one whose end was found. */
    void forgetEnd() {
        capacityKbps = -1;
        boundUntil = Long.MIN_VALUE;
    }

    /**
     * The path is not overused: grow, unless it just drains, or so little is sent that the estimate
     * goes untested. {@code ackedBps} 0 is unknown.
     */
    void onQuiet(long nowNanos, boolean draining, boolean untested, long ackedBps, long rttNanos) {
        long step = lastUpdate == Long.MIN_VALUE ? 0 : nowNanos - lastUpdate;
        lastUpdate = nowNanos;
        if (draining) {
            hold = true;
            return;
        }
        boolean measured = nowNanos < boundUntil && currentBps < boundBps;
        if (hold || (untested && !measured)) {
            hold = false;
            return;
        }
        if (ackedBps / 1_000.0 > capacityUpperKbps()) {
            capacityKbps = -1; // beyond what was known: look for the end anew
        }
        double seconds = Math.min(step, MAX_STEP_NANOS) / 1e9;
        double grown =
                capacityKbps >= 0
                        ? currentBps + seconds * PACKET_BITS / (rttNanos / 1e9 + 0.1)
                        : currentBps * Math.pow(INCREASE_PER_SECOND, seconds) + seconds * 1_000;
        if (ackedBps > 0) {
            grown = Math.min(grown, ACKED_HEADROOM * ackedBps + HEADROOM_BPS);
        }
        if (nowNanos < boundUntil && ackedBps < BEYOND_BOUND * boundBps) {
            grown = Math.min(grown, boundBps);
        }
        currentBps = clamp(Math.max(currentBps, grown));
    }

    /**
     * A queue builds up. Returns whether the estimate fell: it does so again only once the last
     * fall can have had its effect, or sooner when it is twice what arrives.
     */
    boolean onOveruse(long nowNanos, long ackedBps, long rttNanos) {
        lastUpdate = nowNanos;
        hold = true;
        long since = lastDecrease == Long.MIN_VALUE ? Long.MAX_VALUE : nowNanos - lastDecrease;
        boolean due = since > rttNanos + MIN_DECREASE_NANOS;
        boolean farAbove = ackedBps > 0 && currentBps > 2.0 * ackedBps;
        if (!due && !farAbove) {
            return false;
        }
        double acked = ackedBps > 0 ? ackedBps : currentBps;
        double lowered = BETA * acked;
        if (lowered > currentBps && capacityKbps >= 0) {
            lowered = BETA * capacityKbps * 1_000;
        }
        boolean fell = lowered < currentBps;
        learnCapacity(acked / 1_000);
        if (fell) {
            currentBps = clamp(lowered);
        }
        lastDecrease = nowNanos;
        return fell;
    }

    /** A loss while another flow keeps the queue full: yield as TCP does, but not all of it. */
    boolean onLoss(long nowNanos, long rttNanos) {
        lastUpdate = nowNanos;
        capacityKbps = -1;
        boolean due =
                lastDecrease == Long.MIN_VALUE
                        || nowNanos - lastDecrease > rttNanos + MIN_DECREASE_NANOS;
        if (!due || currentBps <= COMPETING_FLOOR_BPS) {
            return false;
        }
        currentBps = clamp(Math.max(COMPETING_FLOOR_BPS, COMPETING_BETA * currentBps));
        lastDecrease = nowNanos;
        return true;
    }

    private void learnCapacity(double kbps) {
        if (capacityKbps >= 0 && kbps < capacityLowerKbps()) {
            capacityKbps = -1;
        }
        if (capacityKbps < 0) {
            capacityKbps = kbps;
        } else {
            capacityKbps += 0.05 * (kbps - capacityKbps);
        }
        double error = capacityKbps - kbps;
        capacityVariance =
                0.95 * capacityVariance + 0.05 * error * error / Math.max(capacityKbps, 1);
        capacityVariance = Math.min(Math.max(capacityVariance, 0.4), 2.5);
    }

    private double capacityUpperKbps() {
        return capacityKbps < 0 ? Double.MAX_VALUE : capacityKbps + 3 * deviationKbps();
    }

    private double capacityLowerKbps() {
        return Math.max(0, capacityKbps - 3 * deviationKbps());
    }

    private double deviationKbps() {
        return Math.sqrt(capacityVariance * capacityKbps);
    }

    private double clamp(double bps) {
        return Math.min(Math.max(bps, minBps), maxBps);
    }
}
