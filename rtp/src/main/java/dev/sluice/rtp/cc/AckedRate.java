package dev.sluice.rtp.cc;

/**
 * What arrives at the far end per second: windows of 150 ms (the first of 500 ms), each weighed
 * against the estimate so far by how far it strays from it, so that one odd window moves little and
 * a real change wins within a few. Fed in order of arrival.
 */
final class AckedRate {

    private static final long FIRST_WINDOW_NANOS = 500_000_000L;
    private static final long WINDOW_NANOS = 150_000_000L;
    private static final double UNCERTAINTY = 6;

    /** What has arrived was carried: a high sample is hardly ever wrong. */
    private static final double UNCERTAINTY_OF_HIGH_SAMPLE = 3;

    /** In application-limited phases a low sample says little about the path. */
    private static final double UNCERTAINTY_WHEN_LIMITED = 20;

    private static final double VARIANCE_PER_WINDOW = 5;
    private static final double START_VARIANCE = 50;

    private long windowStart = Long.MIN_VALUE;
    private long newestArrival = Long.MIN_VALUE;
    private long windowBytes;
    private double estimateKbps = -1;
    private double variance = START_VARIANCE;

    void add(long arrivalNanos, int bytes, boolean applicationLimited) {
        if (windowStart == Long.MIN_VALUE) {
            windowStart = arrivalNanos;
            newestArrival = arrivalNanos;
        }
        if (arrivalNanos < newestArrival) {
            windowBytes += bytes;
            return;
        }
        long window = estimateKbps < 0 ? FIRST_WINDOW_NANOS : WINDOW_NANOS;
        long sinceStart = arrivalNanos - windowStart;
        if (arrivalNanos - newestArrival > window) {
            // Nothing came for a window: it tells that the sender paused, not what the path
            // carries.
            windowStart = arrivalNanos;
            windowBytes = 0;
        } else if (sinceStart >= window) {
            sample(windowBytes * 8e6 / sinceStart, applicationLimited);
            windowStart = arrivalNanos;
            windowBytes = 0;
        }
        newestArrival = arrivalNanos;
        windowBytes += bytes;
    }

    /** Bits per second; 0 while unknown. */
    long bps() {
        return estimateKbps < 0 ? 0 : Math.round(estimateKbps * 1_000);
    }

    private void sample(double kbps, boolean applicationLimited) {
        if (estimateKbps < 0) {
            estimateKbps = kbps;
            return;
        }
        double scale = applicationLimited ? UNCERTAINTY_WHEN_LIMITED : UNCERTAINTY;
        scale = kbps > estimateKbps ? UNCERTAINTY_OF_HIGH_SAMPLE : scale;
        double larger = Math.max(1, Math.max(estimateKbps, kbps));
        double strangeness = scale * Math.abs(estimateKbps - kbps) / larger;
        double sampleVariance = Math.max(1e-6, strangeness * strangeness);
        double prior = variance + VARIANCE_PER_WINDOW;
        estimateKbps = (sampleVariance * estimateKbps + prior * kbps) / (sampleVariance + prior);
        variance = sampleVariance * prior / (sampleVariance + prior);
    }
}
