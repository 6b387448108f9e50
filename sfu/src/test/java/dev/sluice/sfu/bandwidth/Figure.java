package dev.sluice.sfu.bandwidth;

/**
 * One measured number and the bounds it should be in.
 *
 * @param row the case
 * @param metric what was measured, with its unit
 * @param low the least that passes
 * @param high the most that passes
 */
record Figure(String row, String metric, double low, double high, double value) {

    static Figure atLeast(String row, String metric, double low, double value) {
        return new Figure(row, metric, low, Double.POSITIVE_INFINITY, value);
    }

    static Figure atMost(String row, String metric, double high, double value) {
        return new Figure(row, metric, Double.NEGATIVE_INFINITY, high, value);
    }

    static Figure within(String row, String metric, double low, double high, double value) {
        return new Figure(row, metric, low, high, value);
    }

    boolean passes() {
        return passes(value);
    }

    boolean passes(double other) {
        return other >= low && other <= high;
    }

    String target() {
        if (high == Double.POSITIVE_INFINITY) {
            return ">= " + number(low);
        }
        return low == Double.NEGATIVE_INFINITY
                ? "<= " + number(high)
                : number(low) + " to " + number(high);
    }

    static String number(double value) {
        if (Double.isInfinite(value)) {
            return "never";
        }
        return Math.abs(value) >= 10 || value == Math.rint(value)
                ? String.format("%.0f", value)
                : String.format("%.2f", value);
    }
}
