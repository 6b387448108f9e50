package dev.sluice.bench.chaos;

import java.util.Locale;

/**
 * Something measured, and what it has to be.
 *
 * @param unit empty for counts
 * @param value NaN when it could not be measured, which is a miss
 * @param limit at most
 */
record Figure(String name, double value, String unit, double limit) {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final String YES = "yes";

    /** A time. */
    static Figure millis(String name, long nanos, double limit) {
        return new Figure(name, nanos < 0 ? Double.NaN : nanos / NANOS_PER_MILLI, "ms", limit);
    }

    static Figure count(String name, double value, double limit) {
        return new Figure(name, value, "", limit);
    }

    static Figure count(String name, long value, double limit) {
        return count(name, (double) value, limit);
    }

    /** Something that must not be. */
    static Figure none(String name, long value) {
        return none(name, (double) value);
    }

    static Figure none(String name, double value) {
        return count(name, value, 0);
    }

    static Figure percent(String name, double value, double limit) {
        return new Figure(name, value, "%", limit);
    }

    /** Something that must be, though it has no number. */
    static Figure holds(String name, boolean holds) {
        return new Figure(name, holds ? 0 : 1, YES, 0);
    }

    /**
     * With more time and loss for a machine that does other work too.
     *
     * @param factor by which limits of times and shares grow
     */
    Figure slack(double factor) {
        return unit.equals("ms") || unit.equals("%")
                ? new Figure(name, value, unit, limit * factor)
                : this;
    }

    boolean ok() {
        return value <= limit;
    }

    String valueText() {
        if (unit.equals(YES)) {
            return ok() ? YES : "no";
        }
        return Double.isNaN(value) ? "never" : text(value);
    }

    String limitText() {
        if (unit.equals(YES)) {
            return YES;
        }
        return limit == 0 ? "0" : "<= " + text(limit);
    }

    private String text(double number) {
        String digits =
                number == Math.rint(number) || Math.abs(number) >= 100
                        ? String.format(Locale.ROOT, "%.0f", number)
                        : String.format(Locale.ROOT, "%.3g", number);
        return unit.isEmpty() ? digits : digits + " " + unit;
    }
}
