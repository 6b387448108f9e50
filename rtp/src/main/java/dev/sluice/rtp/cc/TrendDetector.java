package dev.sluice.rtp.cc;

/**
 * Fits a line through the smoothed one-way delay of the last 20 groups and compares its slope with
 * a threshold that adapts to the path's own noise (draft-ietf-rmcat-gcc-02, sections 5.3 and 5.4;
 * Carlucci et al., "Analysis and Design of the Google Congestion Control", 2016).
 */
final class TrendDetector {

    private static final int WINDOW = 20;
    private static final double SMOOTHING = 0.9;
    private static final double GAIN = 4;
    private static final int MAX_DELTAS = 60;
    private static final double START_THRESHOLD_MS = 12.5;
    private static final double MIN_THRESHOLD_MS = 6;
    private static final double MAX_THRESHOLD_MS = 600;
    private static final double RISE_PER_MS = 0.0087;
    private static final double FALL_PER_MS = 0.039;
    private static final double OUTLIER_MS = 15;
    private static final double MAX_ADAPTATION_STEP_MS = 100;
    private static final double OVERUSE_MS = 10;

    private final double[] timesMs = new double[WINDOW];
    private final double[] delaysMs = new double[WINDOW];
    private int points;
    private int next;
    private long firstArrival;
    private boolean started;

    private double accumulatedMs;
    private double smoothedMs;
    private int deltas;
    private double slope;
    private double previousSlope;

    private double thresholdMs = START_THRESHOLD_MS;
    private long lastAdapted = Long.MIN_VALUE;
    private double overMs = -1;
    private int overCount;
    private Usage usage = Usage.NORMAL;

    /**
     * Adds the drift between two groups.
     *
     * @param arrivalNanos when the newer group had arrived, on the receiver's clock
     */
    void add(long arrivalNanos, long sentDelta, long arrivalDelta) {
        if (!started) {
            started = true;
            firstArrival = arrivalNanos;
        }
        deltas = Math.min(deltas + 1, MAX_DELTAS);
        accumulatedMs += (arrivalDelta - sentDelta) / 1e6;
        smoothedMs = SMOOTHING * smoothedMs + (1 - SMOOTHING) * accumulatedMs;
        timesMs[next] = (arrivalNanos - firstArrival) / 1e6;
        delaysMs[next] = smoothedMs;
        next = (next + 1) % WINDOW;
        points = Math.min(points + 1, WINDOW);
        if (points == WINDOW) {
            slope = fit();
        }
        detect(sentDelta / 1e6, arrivalNanos);
    }

    Usage usage() {
        return usage;
    }

    double thresholdMs() {
        return thresholdMs;
    }

    /** The slope times its gain, comparable with the threshold. */
    double trendMs() {
        return deltas < 2 ? 0 : deltas * slope * GAIN;
    }

    void reset() {
        points = 0;
        next = 0;
        started = false;
        accumulatedMs = 0;
        smoothedMs = 0;
        deltas = 0;
        slope = 0;
        previousSlope = 0;
        overMs = -1;
        overCount = 0;
        usage = Usage.NORMAL;
    }

    private double fit() {
        double meanTime = 0;
        double meanDelay = 0;
        for (int i = 0; i < WINDOW; i++) {
            meanTime += timesMs[i];
            meanDelay += delaysMs[i];
        }
        meanTime /= WINDOW;
        meanDelay /= WINDOW;
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < WINDOW; i++) {
            double time = timesMs[i] - meanTime;
            covariance += time * (delaysMs[i] - meanDelay);
            variance += time * time;
        }
        return variance == 0 ? slope : covariance / variance;
    }

    private void detect(double sentDeltaMs, long arrivalNanos) {
        double trend = trendMs();
        if (trend > thresholdMs) {
            overMs = overMs < 0 ? sentDeltaMs / 2 : overMs + sentDeltaMs;
            overCount++;
            if (overMs > OVERUSE_MS && overCount > 1 && slope >= previousSlope) {
                overMs = 0;
                overCount = 0;
                usage = Usage.OVER;
            }
        } else {
            overMs = -1;
            overCount = 0;
            usage = trend < -thresholdMs ? Usage.UNDER : Usage.NORMAL;
        }
        previousSlope = slope;
        adapt(Math.abs(trend), arrivalNanos);
    }

    private void adapt(double trend, long arrivalNanos) {
        if (lastAdapted == Long.MIN_VALUE) {
            lastAdapted = arrivalNanos;
        }
        if (trend <= thresholdMs + OUTLIER_MS) {
            double rate = trend < thresholdMs ? FALL_PER_MS : RISE_PER_MS;
            double stepMs = Math.min((arrivalNanos - lastAdapted) / 1e6, MAX_ADAPTATION_STEP_MS);
            thresholdMs += rate * (trend - thresholdMs) * Math.max(0, stepMs);
            thresholdMs = Math.min(Math.max(thresholdMs, MIN_THRESHOLD_MS), MAX_THRESHOLD_MS);
        }
        lastAdapted = arrivalNanos;
    }
}
