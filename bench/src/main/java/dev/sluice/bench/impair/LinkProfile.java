package dev.sluice.bench.impair;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Conditions that change over time. As text: steps parted by commas, each with an optional instant
 * and what changes then: {@code delay=50ms loss=2% rate=3M, 20s: rate=500k, 40s: rate=3M}. Also
 * {@code jitter=} and {@code queue=}; {@code rate=none} lifts the bottleneck.
 *
 * @param steps the first at 0, instants rising
 */
public record LinkProfile(List<Step> steps) {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Map<String, Double> NANOS =
            Map.of("us", 1e3, "ms", 1e6, "s", 1e9, "m", 60e9);
    private static final Map<String, Double> BITS = Map.of("", 1.0, "k", 1e3, "m", 1e6, "g", 1e9);

    /**
     * One set of conditions.
     *
     * @param atNanos from the profile's start
     */
    public record Step(long atNanos, LinkConditions conditions) {}

    public LinkProfile {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.get(0).atNanos() != 0) {
            throw new IllegalArgumentException("the first step is not at 0");
        }
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i).atNanos() <= steps.get(i - 1).atNanos()) {
                throw new IllegalArgumentException("steps do not rise in time");
            }
        }
    }

    /** The same all the time. */
    public static LinkProfile steady(LinkConditions conditions) {
        return new LinkProfile(List.of(new Step(0, conditions)));
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static LinkProfile parse(String text) {
        List<Step> steps = new ArrayList<>();
        LinkConditions conditions = LinkConditions.PERFECT;
        for (String part : text.split(",", -1)) {
            int colon = part.indexOf(':');
            long at = colon < 0 ? 0 : nanos(part.substring(0, colon).strip());
            if (steps.isEmpty() && at > 0) {
                steps.add(new Step(0, conditions));
            }
            for (String setting : part.substring(colon + 1).strip().split("\\s+", -1)) {
                conditions = setting.isEmpty() ? conditions : changed(conditions, setting);
            }
            steps.add(new Step(at, conditions));
        }
        return new LinkProfile(steps);
    }

    private static LinkConditions changed(LinkConditions conditions, String setting) {
        int equals = setting.indexOf('=');
        String name = equals < 0 ? setting : setting.substring(0, equals);
        String value = setting.substring(equals + 1);
        return switch (name) {
            case "delay" -> conditions.withDelayNanos(nanos(value));
            case "jitter" -> conditions.withJitterNanos(nanos(value));
            case "queue" -> conditions.withQueueNanos(nanos(value));
            case "loss" -> conditions.withLoss(share(value));
            case "rate" -> conditions.withRateBps(rate(value));
            default ->
                    throw new IllegalArgumentException(
                            "'" + setting + "': give delay=, jitter=, loss=, rate= or queue=");
        };
    }

    private static long nanos(String text) {
        return (long) scaled(text, NANOS, "a time such as 50ms or 20s");
    }

    private static long rate(String text) {
        return text.equals("none")
                ? LinkConditions.UNLIMITED
                : (long) scaled(text, BITS, "a rate such as 500k or 3M, or none");
    }

    private static double share(String text) {
        return scaled(text, Map.of("%", 0.01, "", 1.0), "a share such as 2% or 0.02");
    }

    private static double scaled(String text, Map<String, Double> units, String wanted) {
        int end = text.length();
        while (end > 0 && !Character.isDigit(text.charAt(end - 1))) {
            end--;
        }
        Double scale = units.get(text.substring(end).toLowerCase(Locale.ROOT));
        if (scale == null) {
            throw new IllegalArgumentException("'" + text + "': give " + wanted);
        }
        try {
            return Double.parseDouble(text.substring(0, end)) * scale;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "': give " + wanted, e);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            LinkConditions c = step.conditions();
            text.append(text.isEmpty() ? "" : ", ")
                    .append(step.atNanos() / NANOS_PER_MILLI)
                    .append("ms: delay=" + c.delayNanos() / NANOS_PER_MILLI + "ms")
                    .append(" jitter=" + c.jitterNanos() / NANOS_PER_MILLI + "ms")
                    .append(" loss=" + c.loss())
                    .append(" rate=")
                    .append(c.rateBps() == LinkConditions.UNLIMITED ? "none" : c.rateBps())
                    .append(" queue=" + c.queueNanos() / NANOS_PER_MILLI + "ms");
        }
        return text.toString();
    }
}
