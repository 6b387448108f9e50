package dev.sluice.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** Writes a run's files into a directory of its own. */
public final class ReportFiles {

    private static final double NANOS_PER_MILLI = 1e6;

    private ReportFiles() {}

    /**
     * Writes {@code report.json}, {@code report.html} and the {@code .hgrm} files, in milliseconds.
     */
    public static void write(RunReport report, Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("report.json"), JsonReport.of(report));
        Files.writeString(directory.resolve("report.html"), HtmlReport.of(report));
        histogram(report.result().delays(), directory.resolve("delay.hgrm"));
        histogram(report.result().joins(), directory.resolve("join.hgrm"));
        histogram(report.result().firstMedia(), directory.resolve("first-media.hgrm"));
    }

    private static void histogram(Histogram nanos, Path file) throws IOException {
        try (PrintStream out =
                new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            nanos.outputPercentileDistribution(out, NANOS_PER_MILLI);
        }
    }
}
