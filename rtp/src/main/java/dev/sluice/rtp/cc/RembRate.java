package dev.sluice.rtp.cc;

/**
 * The estimate for a peer without transport-wide feedback: what it says itself by REMB
 * (draft-alvestrand-rmcat-remb-03), lowered by the loss that its receiver reports show: below 2 %
 * it grows by 8 % per second, above 10 % it falls by half of the loss.
 */
final class RembRate {

    private static final double LOW_LOSS = 0.02;
    private static final double HIGH_LOSS = 0.10;
    private static final double INCREASE_PER_SECOND = 1.08;
    private static final double REPORT_WEIGHT = 0.25;
    private static final long MAX_STEP_NANOS = 5_000_000_000L;
    private static final long DECREASE_EVERY_NANOS = 300_000_000L;

    private final CongestionConfig config;
    private double lossBps;

    /** Nothing was lost yet: the peer is taken at its word. */
    private boolean lossless = true;

    private double lossFraction;
    private long rembBps = Long.MAX_VALUE;
    private long lastReport = Long.MIN_VALUE;
    private long lastDecrease = Long.MIN_VALUE;

    RembRate(CongestionConfig config) {
        this.config = config;
        lossBps = config.startBps();
    }

    /** Continues from an estimate that was made otherwise. */
    void startFrom(long bps) {
        lossBps = (double) bps;
        lossless = false;
    }

    void onRemb(long bps) {
        rembBps = bps;
        if (lossless) {
            lossBps = Math.max(lossBps, (double) bps);
        }
    }

    void onReport(long nowNanos, double loss, long rttNanos) {
        long step = lastReport == Long.MIN_VALUE ? 0 : nowNanos - lastReport;
        lastReport = nowNanos;
        lossFraction += REPORT_WEIGHT * (loss - lossFraction);
        lossless &= loss < LOW_LOSS;
        if (loss < LOW_LOSS) {
            double seconds = Math.min(step, MAX_STEP_NANOS) / 1e9;
            double ceiling = (double) Math.min(rembBps, config.maxBps());
            lossBps = Math.min(lossBps * Math.pow(INCREASE_PER_SECOND, seconds), ceiling);
        } else if (loss > HIGH_LOSS
                && (lastDecrease == Long.MIN_VALUE
                        || nowNanos - lastDecrease > DECREASE_EVERY_NANOS + rttNanos)) {
            lossBps *= 1 - 0.5 * loss;
            lastDecrease = nowNanos;
        }
        lossBps = Math.max(lossBps, (double) config.minBps());
    }

    long bps() {
        long bps = Math.min(rembBps, Math.round(lossBps));
        return Math.min(Math.max(bps, config.minBps()), config.maxBps());
    }

    /** What reports told lately, 0 to 1. */
    double lossFraction() {
        return lossFraction;
    }

    boolean limitedByLoss() {
        return lossBps < rembBps;
    }
}
