package dev.sluice.bench.chaos;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Outcomes for people, as Markdown, and for programs. */
final class ChaosText {

    private ChaosText() {}

    /** A line for each figure. */
    static String lines(Outcome outcome) {
        StringBuilder out = new StringBuilder(200);
        for (Figure figure : outcome.figures()) {
            out.append(
                    String.format(
                            Locale.ROOT,
                            "  %-4s %s: %s (%s)%n",
                            word(figure.ok()),
                            figure.name(),
                            figure.valueText(),
                            figure.limitText()));
        }
        if (outcome.failure() != null) {
            out.append("  MISS it could not be done: ").append(outcome.failure()).append('\n');
        }
        return out.toString().stripTrailing();
    }

    /** The whole table. */
    static String table(
            List<Outcome> outcomes, Map<String, String> machine, String started, double slack) {
        StringBuilder out = new StringBuilder(4_000);
        out.append("# Chaos\n\nStarted ")
                .append(started)
                .append(" on ")
                .append(machine)
                .append('.');
        if (slack != 1) {
            out.append(" Limits of times and shares are ").append(slack).append(" times as wide.");
        }
        out.append("\n\n| fault | figure | reached | wanted | |\n|---|---|---|---|---|\n");
        for (Outcome outcome : outcomes) {
            String name = outcome.fault().name();
            for (Figure figure : outcome.figures()) {
                row(out, name, figure.name(), figure.valueText(), figure.limitText(), figure.ok());
            }
            if (outcome.failure() != null) {
                row(out, name, outcome.failure(), "", "", false);
            }
        }
        long missed = outcomes.stream().filter(outcome -> !outcome.ok()).count();
        out.append('\n').append(outcomes.size()).append(" faults, ").append(missed);
        return out.append(" with a miss.\n").toString();
    }

    private static void row(StringBuilder out, String... cells) {
        for (String cell : cells) {
            out.append("| ").append(cell.replace('|', '/')).append(' ');
        }
        out.append("|\n");
    }

    private static void row(
            StringBuilder out,
            String fault,
            String figure,
            String value,
            String limit,
            boolean ok) {
        row(out, fault, figure, value, limit, word(ok));
    }

    static String json(List<Outcome> outcomes, Map<String, String> machine, String started) {
        JsonMapper mapper = JsonMapper.shared();
        ObjectNode json = mapper.createObjectNode().put("started", started);
        json.set("machine", mapper.valueToTree(machine));
        json.put("passed", outcomes.stream().allMatch(Outcome::ok));
        var faults = json.putArray("faults");
        for (Outcome outcome : outcomes) {
            ObjectNode fault =
                    faults.addObject()
                            .put("name", outcome.fault().name())
                            .put("ok", outcome.ok())
                            .put("seconds", outcome.seconds())
                            .put("failure", outcome.failure());
            var figures = fault.putArray("figures");
            for (Figure figure : outcome.figures()) {
                figures.addObject()
                        .put("name", figure.name())
                        .put("value", finite(figure.value()))
                        .put("unit", figure.unit())
                        .put("limit", figure.limit())
                        .put("ok", figure.ok());
            }
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }

    private static String word(boolean ok) {
        return ok ? "ok" : "MISS";
    }
}
