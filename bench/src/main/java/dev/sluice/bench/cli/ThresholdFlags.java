package dev.sluice.bench.cli;

import dev.sluice.bench.load.LoadResult;
import dev.sluice.bench.load.LoadResult.Counts;
import dev.sluice.bench.report.RunReport;
import dev.sluice.bench.report.Threshold;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What must hold for the command to succeed; a figure that was not measured does not. */
final class ThresholdFlags {

    @Option(names = "--max-loss-percent", paramLabel = "X", description = "Packets lost.")
    private @Nullable Double lossPercent;

    @Option(names = "--max-missing", paramLabel = "N", description = "Packets lost or withheld.")
    private @Nullable Double missing;

    @Option(names = "--max-duplicates", paramLabel = "N", description = "Packets that came twice.")
    private @Nullable Double duplicates;

    @Option(
            names = "--max-reordered",
            paramLabel = "N",
            description = "Packets behind a later one.")
    private @Nullable Double reordered;

    @Option(names = "--max-silent", paramLabel = "N", description = "Receivers without a packet.")
    private @Nullable Double silent;

    @Option(names = "--max-delay-p50", paramLabel = "MS", description = "Median delay.")
    private @Nullable Double delay50;

    @Option(
            names = "--max-delay-p99",
            paramLabel = "MS",
            description = "99th percentile of the delay.")
    private @Nullable Double delay99;

    @Option(
            names = "--max-delay-p999",
            paramLabel = "MS",
            description = "99.9th percentile of the delay.")
    private @Nullable Double delay999;

    @Option(
            names = "--max-join-p99",
            paramLabel = "MS",
            description = "99th percentile of the join time.")
    private @Nullable Double join99;

    @Option(
            names = "--max-cpu-micros",
            paramLabel = "X",
            description = "Server CPU for each packet received.")
    private @Nullable Double cpuMicros;

    @Option(
            names = "--max-floor-ratio",
            paramLabel = "X",
            description = "Server CPU against the raw floor.")
    private @Nullable Double floorRatio;

    @Option(
            names = "--max-rss",
            paramLabel = "MIB",
            description = "Server's resident memory at the end.")
    private @Nullable Double rss;

    @Option(
            names = "--max-start",
            paramLabel = "MS",
            description = "From the server's start until it is healthy; not with --server.")
    private @Nullable Double start;

    /** The limits that were given, with what the run found. */
    List<Threshold> of(RunReport report) {
        LoadResult result = report.result();
        Counts counts = result.counts();
        List<Threshold> given = new ArrayList<>();
        add(given, "max-loss-percent", lossPercent, counts.lossPercent());
        add(given, "max-missing", missing, known(counts.missing()));
        add(given, "max-duplicates", duplicates, known(counts.duplicates()));
        add(given, "max-reordered", reordered, known(counts.reordered()));
        add(given, "max-silent", silent, result.silentReceivers());
        add(given, "max-delay-p50", delay50, millis(result.delays(), 50));
        add(given, "max-delay-p99", delay99, millis(result.delays(), 99));
        add(given, "max-delay-p999", delay999, millis(result.delays(), 99.9));
        add(given, "max-join-p99", join99, millis(result.joins(), 99));
        add(given, "max-cpu-micros", cpuMicros, report.microsPerPacket());
        add(given, "max-floor-ratio", floorRatio, report.floorRatio());
        add(
                given,
                "max-rss",
                rss,
                result.server() == null
                        ? Double.NaN
                        : result.server().loadedBytes() / (double) (1 << 20));
        add(
                given,
                "max-start",
                start,
                result.server() == null || result.server().startNanos() < 0
                        ? Double.NaN
                        : result.server().startNanos() / 1e6);
        return given;
    }

    private static void add(
            List<Threshold> given, String name, @Nullable Double limit, double value) {
        if (limit != null) {
            given.add(new Threshold(name, limit, value));
        }
    }

    private static double known(long count) {
        return count == LoadResult.UNKNOWN ? Double.NaN : count;
    }

    private static double millis(Histogram nanos, double percentile) {
        return nanos.getTotalCount() == 0
                ? Double.NaN
                : nanos.getValueAtPercentile(percentile) / 1e6;
    }
}
