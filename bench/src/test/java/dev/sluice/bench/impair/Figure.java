package dev.sluice.bench.impair;

import java.util.Locale;

/**
 * A measured figure beside its target. A target that is known to be missed is gated on not getting
 * worse.
 *
 * @param target as text, empty: none
 * @param passes whether the gate lets it pass
 */
record Figure(String metric, String target, double value, boolean met, boolean passes) {

    static Figure atMost(String metric, double target, double value) {
        return new Figure(metric, "<= " + number(target), value, value <= target, value <= target);
    }

    /** Gated on {@code gate} instead of the target. */
    static Figure missing(String metric, double target, double gate, double value) {
        return new Figure(metric, "<= " + number(target), value, value <= target, value <= gate);
    }

    static Figure atLeast(String metric, double target, double value) {
        return new Figure(metric, ">= " + number(target), value, value >= target, value >= target);
    }

    static Figure plain(String metric, double value) {
        return new Figure(metric, "", value, true, true);
    }

    /** A row of the report. */
    String row(String name) {
        return "| %s | %s | %s | %s | %s |%n"
                .formatted(name, metric, target, number(value), met ? "" : "**missed**");
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.2f", value);
    }
}
