package dev.sluice.bench.soak;

import java.util.Arrays;

/**
 * By how much a figure rises with time: the larger of two measures. One is the slope of Theil and
 * Sen, the median of all pairs, from the first sample to the last, which finds what grows bit by
 * bit; the other is the step from the median of the first half to that of the second, which finds
 * what grows once. Single outliers (a busy moment of the machine) move neither.
 *
 * <p>What is counted, such as bytes and threads, may not rise by more than {@link #MAX_PERCENT}. A
 * figure of times has noise of its own, so it has to be a trend too: by the test of Mann and
 * Kendall over all samples or that of Mann and Whitney between the halves, each one-sided at 97.5
 * %.
 *
 * @param name of the figure
 * @param first the median of the first half
 * @param percent by which it rises
 * @param rises whether that is a rise, rather than noise
 */
public record Drift(String name, double first, double percent, boolean rises) {

    /** More than this is a leak. */
    public static final double MAX_PERCENT = 1;

    /** With fewer samples a trend could not be told from chance. */
    public static final int MIN_SAMPLES = 6;

    private static final double QUANTILE = 1.96;

    /**
     * Looks at counts taken at even times.
     *
     * @throws IllegalArgumentException when they are fewer than {@link #MIN_SAMPLES}
     */
    public static Drift ofCounts(String name, double... samples) {
        Drift drift = measure(name, samples);
        return new Drift(name, drift.first, drift.percent, drift.percent > 0);
    }

    /**
     * Looks at times, or what else wavers, taken at even times.
     *
     * @throws IllegalArgumentException when they are fewer than {@link #MIN_SAMPLES}
     */
    public static Drift ofTimes(String name, double... samples) {
        return measure(name, samples);
    }

    /** Whether it does not rise by more than {@link #MAX_PERCENT}. */
    public boolean passes() {
        return !rises || percent <= MAX_PERCENT;
    }

    private static Drift measure(String name, double... samples) {
        int n = samples.length;
        if (n < MIN_SAMPLES) {
            throw new IllegalArgumentException(n + " samples: give " + MIN_SAMPLES + " or more");
        }
        double[] early = Arrays.copyOf(samples, n / 2);
        double[] late = Arrays.copyOfRange(samples, n / 2, n);
        double first = median(early);
        double rise = Math.max(median(late) - first, slope(samples) * (n - 1));
        return new Drift(
                name,
                first,
                first == 0 ? (rise > 0 ? Double.POSITIVE_INFINITY : 0) : 100 * rise / first,
                isTrend(samples) || isStep(early, late));
    }

    private static double slope(double... samples) {
        int n = samples.length;
        double[] slopes = new double[n * (n - 1) / 2];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                slopes[at++] = (samples[j] - samples[i]) / (j - i);
            }
        }
        return median(slopes);
    }

    /** Mann and Kendall. */
    private static boolean isTrend(double... samples) {
        double n = samples.length;
        double score = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                score += Math.signum(samples[j] - samples[i]);
            }
        }
        return (score - 1) / Math.sqrt(n * (n - 1) * (2 * n + 5) / 18) > QUANTILE;
    }

    /** Mann and Whitney. */
    private static boolean isStep(double[] early, double[] late) {
        double m = early.length;
        double n = late.length;
        double score = 0;
        for (double before : early) {
            for (double after : late) {
                score += (1 + Math.signum(after - before)) / 2;
            }
        }
        return (score - m * n / 2 - 0.5) / Math.sqrt(m * n * (m + n + 1) / 12) > QUANTILE;
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
