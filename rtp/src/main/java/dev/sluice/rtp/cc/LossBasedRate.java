package dev.sluice.rtp.cc;

/**
 * The loss-based estimate, version 2: chooses among a few candidates the rate that explains the
 * losses of the last observations best, so that random loss of a few per cent costs nothing while a
 * full queue does. Only losses of our own packets towards this peer count.
 */
final class LossBasedRate {

    private static final long OBSERVATION_NANOS = 250_000_000L;
    private static final double[] FACTORS = {1.02, 1.0, 0.95};
    private static final double START_INHERENT_LOSS = 0.01;
    private static final double MAX_INCREASE = 1.3;
    private static final double LOW_LOSS = 0.02;

    /** So much of the loss must be the path's own before more is tried. */
    private static final double EXPLAINED = 0.9;

    /** So much likelier (in nats) must a lower rate be: a few packets more or less are chance. */
    private static final double SIGNIFICANT = 2;

    private final CongestionConfig config;
    private final LossModel model = new LossModel();

    private int packets;
    private int lost;
    private long bytes;
    private long observedFrom = Long.MIN_VALUE;
    private long observedTo = Long.MIN_VALUE;

    private double currentBps = -1;
    private double inherentLoss = START_INHERENT_LOSS;

    LossBasedRate(CongestionConfig config) {
        this.config = config;
    }

    /** Takes the fate of a packet, in any order. */
    void add(long sentNanos, int packetBytes, boolean isLost) {
        if (observedFrom == Long.MIN_VALUE) {
            observedFrom = sentNanos;
        }
        observedTo = Math.max(observedTo, sentNanos);
        packets++;
        bytes += packetBytes;
        if (isLost) {
            lost++;
        }
    }

    /** A packet that was reported lost has come after all. */
    void recovered() {
        lost = Math.max(0, lost - 1);
    }

    /** Updates the estimate after a feedback message; {@code ackedBps} 0 is unknown. */
    void update(long delayBasedBps, long ackedBps) {
        long span = observedTo - observedFrom;
        if (packets > 0 && span >= OBSERVATION_NANOS) {
            model.add(packets, lost, bytes * 8e9 / span);
            packets = 0;
            lost = 0;
            bytes = 0;
            observedFrom = observedTo;
            choose(delayBasedBps, ackedBps);
        }
    }

    /** Forgets all losses: a probe has shown that the path carries {@code bps}. */
    void reset(long bps) {
        model.clear();
        packets = 0;
        lost = 0;
        bytes = 0;
        observedFrom = Long.MIN_VALUE;
        observedTo = Long.MIN_VALUE;
        inherentLoss = START_INHERENT_LOSS;
        currentBps = bps;
    }

    /** Bits per second; {@link Long#MAX_VALUE} while nothing was observed. */
    long bps() {
        return currentBps < 0 || model.isEmpty() ? Long.MAX_VALUE : Math.round(currentBps);
    }

    /** The share of packets lost lately, 0 to 1. */
    double averageLoss() {
        return model.averageLoss();
    }

    private void choose(long delayBasedBps, long ackedBps) {
        if (currentBps < 0) {
            currentBps = delayBasedBps;
        }
        double before = currentBps;
        double best = before;
        double bestLoss = model.inherentLoss(before, inherentLoss);
        double bestScore = model.objective(before, bestLoss);
        for (int i = 0; i < FACTORS.length + 2; i++) {
            double candidate = candidate(i, before, delayBasedBps, ackedBps);
            if (candidate <= 0 || candidate == before) {
                continue;
            }
            double loss = model.inherentLoss(candidate, inherentLoss);
            double score = model.objective(candidate, loss);
            boolean explained =
                    candidate < before || loss >= EXPLAINED * model.averageLoss() || lowLoss();
            double gain = candidate < before ? score - SIGNIFICANT : score;
            if (gain > bestScore && explained) {
                best = candidate;
                bestLoss = loss;
                bestScore = gain;
            }
        }
        if (best > before && ackedBps > 0 && !lowLoss()) {
            best = Math.max(before, Math.min(best, MAX_INCREASE * ackedBps));
        }
        inherentLoss = bestLoss;
        currentBps = Math.min(best, model.upperBoundBps());
        currentBps = clamp(currentBps);
    }

    private double clamp(double bps) {
        return Math.min(Math.max(bps, (double) config.minBps()), (double) config.maxBps());
    }

    private boolean lowLoss() {
        return model.averageLoss() < LOW_LOSS;
    }

    private static double candidate(int i, double before, long delayBasedBps, long ackedBps) {
        if (i < FACTORS.length) {
            return before * FACTORS[i];
        }
        return i == FACTORS.length ? (double) ackedBps : Math.max((double) delayBasedBps, before);
    }
}
