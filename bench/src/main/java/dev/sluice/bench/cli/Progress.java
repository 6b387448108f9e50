package dev.sluice.bench.cli;

import dev.sluice.bench.load.LoadResult.Sample;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;

/** A line per second while a run goes on. */
final class Progress implements Consumer<Sample> {

    private final PrintWriter out;
    private final boolean quiet;

    Progress(PrintWriter out, boolean quiet) {
        this.out = out;
        this.quiet = quiet;
    }

    @Override
    public void accept(Sample sample) {
        if (quiet) {
            return;
        }
        String packets =
                sample.packetsPerSecond() == 0
                        ? "not counting yet"
                        : String.format(
                                Locale.ROOT,
                                "%,.0f packets/s, %.1f Mbit/s, delay p50 %.3f p99 %.3f ms, %.2f us/packet",
                                sample.packetsPerSecond(),
                                sample.megabitsPerSecond(),
                                sample.delayMedianMillis(),
                                sample.delay99Millis(),
                                sample.serverMicrosPerPacket());
        out.printf(
                Locale.ROOT,
                "%5.0f s  %d connected, server %.2f cores, harness %.2f; %s%n",
                sample.second(),
                sample.connected(),
                sample.serverCores(),
                sample.clientCores(),
                packets);
        out.flush();
    }
}
