package dev.sluice.bench.report;

import dev.sluice.bench.floor.FloorRun.Floor;
import dev.sluice.bench.load.LoadResult;
import dev.sluice.bench.load.LoadResult.Counts;
import dev.sluice.bench.load.LoadResult.ServerCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The figures of a run in words and numbers, in the order of a report. */
final class Figures {

    private static final double MILLI = 1e6;
    private static final double MEBI = 1 << 20;

    private final List<Section> sections = new ArrayList<>();

    /** A heading with its lines. */
    record Section(String title, List<Line> lines) {}

    record Line(String name, String value) {}

    private Figures() {}

    static List<Section> of(RunReport report) {
        Figures figures = new Figures();
        figures.people(report.result());
        figures.packets(report);
        figures.delays(report.result());
        figures.server(report);
        figures.client(report.result());
        return figures.sections;
    }

    private void people(LoadResult result) {
        section("Participants")
                .add("connected", result.connected() + " of " + result.participants());
        if (result.overTcp() > 0) {
            add(
                    "over TCP",
                    String.format(
                            Locale.ROOT,
                            "%d of %d, to whom a packet costs the server more",
                            result.overTcp(),
                            result.connected()));
        }
        add("receivers without a packet", result.silentReceivers() + " of " + result.receivers())
                .add("join until keys", milliseconds(result.joins()))
                .add("join until the first packet", milliseconds(result.firstMedia()));
        for (String failure : result.failures()) {
            add("failure", failure);
        }
    }

    private void packets(RunReport report) {
        LoadResult result = report.result();
        Counts counts = result.counts();
        int oneIn = report.options().authenticateOneIn();
        section("Packets received, all receivers together")
                .add(
                        "media packets",
                        String.format(
                                Locale.ROOT,
                                "%,d (%,.0f/s, %.1f Mbit/s)",
                                counts.packets(),
                                counts.packets() / result.seconds(),
                                counts.bytes() * 8 / 1e6 / result.seconds()))
                .add(
                        "authenticated",
                        oneIn == 1
                                ? "every packet"
                                : String.format(
                                        Locale.ROOT,
                                        "1 in %d (%,d); the others by their header",
                                        oneIn,
                                        counts.authenticated()))
                .add(
                        "recovered by retransmission",
                        String.format(Locale.ROOT, "%,d", counts.recovered()))
                .add(
                        "lost",
                        String.format(
                                Locale.ROOT, "%,d (%.4f %%)", counts.lost(), counts.lossPercent()))
                .add("lost or withheld", count(counts.missing()))
                .add("duplicates", count(counts.duplicates()))
                .add("reordered", count(counts.reordered()))
                .add("layer switches", count(counts.switches()));
    }

    private void delays(LoadResult result) {
        Histogram delays = result.delays();
        section("Delay from the sender's stamp to the receiver's socket, ms")
                .add("p50", millis(delays, 50))
                .add("p90", millis(delays, 90))
                .add("p99", millis(delays, 99))
                .add("p99.9", millis(delays, 99.9))
                .add("max", millis(delays, 100));
    }

    private void server(RunReport report) {
        ServerCost server = report.result().server();
        if (server == null) {
            section("Server").add("CPU and memory", "unknown: give its --pid");
            return;
        }
        section("Server")
                .add(
                        "CPU",
                        String.format(
                                Locale.ROOT,
                                "%.3f cores",
                                server.cpuNanos() / 1e9 / report.result().seconds()))
                .add(
                        "CPU for each packet received",
                        String.format(Locale.ROOT, "%.2f microseconds", report.microsPerPacket()));
        if (!Double.isNaN(report.compilerMicrosPerPacket())) {
            add(
                    "of that compiling (JIT)",
                    String.format(
                            Locale.ROOT,
                            "%.2f microseconds, so %.2f without",
                            report.compilerMicrosPerPacket(),
                            report.microsPerPacket() - report.compilerMicrosPerPacket()));
        }
        add(
                        "resident memory",
                        String.format(
                                Locale.ROOT,
                                "%.0f MiB idle, %.0f MiB at the end, %.0f KiB for each participant",
                                server.idleBytes() / MEBI,
                                server.loadedBytes() / MEBI,
                                report.bytesPerParticipant() / 1024))
                .add(
                        "datagrams its sockets dropped",
                        String.format(Locale.ROOT, "%,d", server.droppedDatagrams()));
        if (server.startNanos() >= 0) {
            add(
                    "start until healthy",
                    String.format(Locale.ROOT, "%.0f ms", server.startNanos() / MILLI));
        }
        Floor floor = report.floor();
        if (floor != null) {
            add(
                            "raw floor of the same shape",
                            String.format(
                                    Locale.ROOT,
                                    "%.2f microseconds (encrypt and send, %s, bursts of %d x %d bytes to %d, %,.0f/s)",
                                    floor.microsPerPacket(),
                                    floor.method(),
                                    floor.shape().burst(),
                                    floor.shape().packetBytes(),
                                    floor.shape().receivers(),
                                    floor.packetsPerSecond()))
                    .add(
                            "CPU against the floor",
                            String.format(Locale.ROOT, "%.2f times", report.floorRatio()));
        }
    }

    private void client(LoadResult result) {
        var client = result.client();
        section("Harness")
                .add(
                        "CPU",
                        String.format(
                                Locale.ROOT,
                                client.polls()
                                        ? "%.3f cores with work, %d threads that poll"
                                        : "%.3f cores, %d threads",
                                client.cores(),
                                client.threads()))
                .add(
                        "CPU while people joined",
                        String.format(
                                Locale.ROOT,
                                client.joinsWaited()
                                        ? "%.3f cores: full, so joins waited for the harness too"
                                        : "%.3f cores",
                                client.joinCores()))
                .add(
                        "held up at worst",
                        String.format(
                                Locale.ROOT,
                                "loops %.1f ms, sources %.1f ms",
                                client.worstLoopNanos() / MILLI,
                                client.worstSendNanos() / MILLI))
                .add(
                        "datagrams its sockets dropped",
                        String.format(Locale.ROOT, "%,d", client.droppedDatagrams()))
                .add("kept up", client.complaints().isEmpty() ? "yes" : "NO");
        for (String complaint : client.complaints()) {
            add("it could not keep up", complaint);
        }
    }

    private Figures section(String title) {
        sections.add(new Section(title, new ArrayList<>()));
        return this;
    }

    /** Adds a line to the section that was begun last. */
    private Figures add(String name, String value) {
        sections.get(sections.size() - 1).lines().add(new Line(name, value));
        return this;
    }

    private static String milliseconds(Histogram nanos) {
        return nanos.getTotalCount() == 0
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "p50 %s ms, p99 %s ms, max %s ms",
                        millis(nanos, 50),
                        millis(nanos, 99),
                        millis(nanos, 100));
    }

    static String millis(Histogram nanos, double percentile) {
        return nanos.getTotalCount() == 0
                ? "-"
                : String.format(
                        Locale.ROOT, "%.3f", nanos.getValueAtPercentile(percentile) / MILLI);
    }

    private static String count(long value) {
        return value == LoadResult.UNKNOWN
                ? "unknown: not every packet is read"
                : String.format(Locale.ROOT, "%,d", value);
    }
}
