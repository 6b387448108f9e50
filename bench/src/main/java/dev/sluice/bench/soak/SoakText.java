package dev.sluice.bench.soak;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run as Markdown that reads well as plain text. */
final class SoakText {

    static final String HEAD =
            "| minute | in a call MiB | heap MiB | direct MiB | descriptors | threads | of the JVM | resident MiB | us/packet |"
                    + " packets | visits | shares | switches | lost | load |\n"
                    + "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";

    private static final double MIB = 1 << 20;

    private SoakText() {}

    static String row(SoakSample sample) {
        return String.format(
                Locale.ROOT,
                "| %.1f | %.2f | %.2f | %.1f | %d | %d | %d | %.0f | %.2f | %d | %d | %d | %d | %d | %.1f |%n",
                sample.second() / 60,
                sample.callBytes() / MIB,
                sample.heapBytes() / MIB,
                sample.directBytes() / MIB,
                sample.descriptors(),
                sample.threads(),
                sample.jvmThreads(),
                sample.residentBytes() / MIB,
                sample.microsPerPacket(),
                sample.packets(),
                sample.visits(),
                sample.shares(),
                sample.switches(),
                sample.lost(),
                sample.load());
    }

    static String of(SoakRun.Result result, Map<String, String> machine, String started) {
        StringBuilder out = new StringBuilder(4_000);
        out.append("# Soak\n\nStarted ").append(started).append(" on ").append(machine);
        out.append(". The first ").append(result.warmUp()).append(" samples are warm-up.\n\n");
        out.append("| figure | at first | drift | |\n|---|---|---|---|\n");
        for (Drift drift : result.drifts()) {
            out.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %.4g | %+.2f %% | %s |%n",
                            drift.name(),
                            drift.first(),
                            drift.percent(),
                            drift.passes() ? "ok" : "MISS"));
        }
        complaints(out, result.complaints());
        out.append("\nObjects that grew most since the warm-up, in bytes: ");
        out.append(result.growth()).append(".\n");
        out.append("\nEach sample, when everybody has gone:\n\n").append(HEAD);
        result.samples().forEach(sample -> out.append(row(sample)));
        return out.toString();
    }

    private static void complaints(StringBuilder out, List<String> complaints) {
        if (!complaints.isEmpty()) {
            out.append("\nThis run is VOID: ").append(String.join("; ", complaints)).append('\n');
        }
    }
}
