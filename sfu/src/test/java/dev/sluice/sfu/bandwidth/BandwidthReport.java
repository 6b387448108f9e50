package dev.sluice.sfu.bandwidth;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers figures over seeds and writes each table to a file in target/bandwidth after every case;
 * with -Dsluice.report=true also into docs/BANDWIDTH.md, so that nobody copies a figure by hand.
 */
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

    private static final Path DIRECTORY = Path.of("target", "bandwidth");
    private static final Path PAGE = Path.of("..", "docs", "BANDWIDTH.md");
    private static final boolean INTO_PAGE = Boolean.getBoolean("sluice.report");
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
        List<Line> all = TABLES.computeIfAbsent(table, key -> new ArrayList<>());
        all.addAll(lines);
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve(table + ".md"), rows(all));
            if (INTO_PAGE) {
                write(table, rows(all));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Other tests may do the same in another JVM. */
    private static void write(String table, String rows) throws IOException {
        try (FileChannel page = FileChannel.open(DIRECTORY.resolve("lock"), CREATE, WRITE)) {
            FileLock unused = page.lock(); // until the channel is closed
            Files.writeString(PAGE, replace(Files.readString(PAGE), table, rows));
        }
    }

    private static String rows(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        text.append("| case | metric | target | median | worst | seeds that pass | |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        lines.forEach(line -> text.append(row(line)));
        return text.toString();
    }

    /** Puts {@code rows} in the place of the table under the heading of that name. */
    private static String replace(String page, String table, String rows) {
        int heading = page.indexOf("### " + table + "\n");
        if (heading < 0) {
            throw new IllegalStateException(PAGE + " has no heading '" + table + "'");
        }
        int from = page.indexOf('|', heading);
        int to = page.indexOf("\n\n", from) + 1;
        return page.substring(0, from) + rows + page.substring(to);
    }

    private static String row(Line line) {
        return String.format(
                "| %s | %s | %s | %s | %s | %d/%d | %s |\n",
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
