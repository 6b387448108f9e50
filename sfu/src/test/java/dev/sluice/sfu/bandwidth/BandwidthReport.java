package dev.sluice.sfu.bandwidth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers figures over seeds and writes them to target/bandwidth-report.md after every case. */
final class BandwidthReport {

    /** One metric over all seeds. */
    record Line(Figure any, double[] sorted) {

        double median() {
            return sorted[sorted.length / 2];
        }

        /** The seed that is furthest from the target. */
        double worst() {
            double last = sorted[sorted.length - 1];
            if (any.low() == Double.NEGATIVE_INFINITY) {
                return last;
            }
            if (any.high() == Double.POSITIVE_INFINITY) {
                return sorted[0];
            }
            double middle = (any.low() + any.high()) / 2;
            return Math.abs(last - middle) > Math.abs(sorted[0] - middle) ? last : sorted[0];
        }

        long passing() {
            return Arrays.stream(sorted).filter(any::passes).count();
        }

        boolean reached() {
            return any.passes(any.metric().endsWith(EVERY_SEED) ? worst() : median());
        }

        String key() {
            return any.row() + ": " + any.metric();
        }
    }

    /** Ends the name of a metric whose target holds for every seed, not for the median. */
    static final String EVERY_SEED = " (every seed)";

    private static final Path FILE = Path.of("target", "bandwidth-report.md");
    private static final Map<String, List<Line>> TABLES = new LinkedHashMap<>();

    private BandwidthReport() {}

    /** Puts the figures of several seeds together, in the order of the first seed's. */
    static List<Line> lines(List<List<Figure>> bySeed) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < bySeed.get(0).size(); i++) {
            int metric = i;
            double[] values =
                    bySeed.stream()
                            .mapToDouble(seed -> seed.get(metric).value())
                            .sorted()
                            .toArray();
            lines.add(new Line(bySeed.get(0).get(i), values));
        }
        return lines;
    }

    static synchronized void add(String table, List<Line> lines) {
        TABLES.computeIfAbsent(table, key -> new ArrayList<>()).addAll(lines);
        write();
    }

    private static void write() {
        StringBuilder text = new StringBuilder();
        TABLES.forEach((table, lines) -> {
            text.append("### ").append(table).append("\n\n");
            text.append("| case | metric | target | median | worst | seeds that pass | |\n");
            text.append("|---|---|---|---|---|---|---|\n");
            lines.forEach(line -> text.append(row(line)));
            text.append('\n');
        });
        try {
            Files.createDirectories(FILE.getParent());
            Files.write(FILE, text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String row(Line line) {
        return String.format(
                "| %s | %s | %s | %s | %s | %d/%d | %s |%n",
                line.any.row(),
                line.any.metric(),
                line.any.target(),
                Figure.number(line.median()),
                Figure.number(line.worst()),
                line.passing(),
                line.sorted.length,
                line.reached() ? "" : "**missed**");
    }
}
