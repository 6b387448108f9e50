package dev.sluice.bench.soak;

import java.util.Arrays;

/**
 * Whether a figure rises with time. The slope is that of Theil and Sen, the median of all pairs, so
 * that single outliers (a collection, a busy moment of the machine) do not make one; whether it is
 * a trend at all is asked of the test of Mann and Kendall, one-sided at 97.5 %, so that noise is
 * none.
 *
 * @param name of the figure
 * @param first the line's value at the first sample
 * @param percent by which the line rises from the first to the last sample
 * @param trend whether the figure rises, rather than wavers
 */
public record Drift(String name, double first, double percent, boolean trend) {

    /** More than this is a leak. */
    public static final double MAX_PERCENT = 1;

    /** With fewer samples no trend could be told from chance. */
    public static final int MIN_SAMPLES = 5;

    private static final double QUANTILE = 1.96;

    /**
     * Looks at samples taken at even times.
     *
     * @throws IllegalArgumentException when they are fewer than {@link #MIN_SAMPLES}
     */
    public static Drift of(String name, double... samples) {
        if (samples.length < MIN_SAMPLES) {
            throw new IllegalArgumentException(
                    samples.length + " samples: give " + MIN_SAMPLES + " or more");
        }
        int n = samples.length;
        double[] slopes = new double[n * (n - 1) / 2];
        long score = 0;
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                double rise = samples[j] - samples[i];
                slopes[at++] = rise / (j - i);
                score += (long) Math.signum(rise);
            }
        }
        double slope = median(slopes);
        double[] offsets = new double[n];
        for (int i = 0; i < n; i++) {
            offsets[i] = samples[i] - slope * i;
        }
        double first = median(offsets);
        double percent = first == 0 ? 0 : 100 * slope * (n - 1) / first;
        double deviation = Math.sqrt(n * (n - 1) * (2.0 * n + 5) / 18);
        return new Drift(name, first, percent, (score - 1) / deviation > QUANTILE);
    }

    /** Whether it does not rise by more than {@link #MAX_PERCENT}. */
    public boolean passes() {
        return !trend || percent <= MAX_PERCENT;
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
