package dev.sluice.bench.report;

import java.util.Locale;

/** Two servers under the same load, in one run of the harness: their figures and the ratios. */
public final class Comparison {

    private Comparison() {}

    /**
     * The table.
     *
     * @param peer the other server's name
     */
    public static String of(RunReport ours, String peer, RunReport theirs) {
        StringBuilder out = new StringBuilder(500);
        out.append(
                String.format(
                        Locale.ROOT,
                        "%n%s%n  %-36s %10s %10s %10s%n",
                        ours.options().scenario().label(),
                        "",
                        "sluice",
                        peer,
                        "ratio"));
        row(out, "CPU per packet received, us", ours.microsPerPacket(), theirs.microsPerPacket());
        row(out, "CPU against the raw floor", ours.floorRatio(), theirs.floorRatio());
        for (double percentile : new double[] {50, 99, 99.9}) {
            row(
                    out,
                    "delay p" + (percentile == 99.9 ? "99.9" : (int) percentile) + ", ms",
                    ours.result().delays().getValueAtPercentile(percentile) / 1e6,
                    theirs.result().delays().getValueAtPercentile(percentile) / 1e6);
        }
        row(
                out,
                "packets received per second",
                ours.result().counts().packets() / ours.result().seconds(),
                theirs.result().counts().packets() / theirs.result().seconds());
        row(
                out,
                "lost, %",
                ours.result().counts().lossPercent(),
                theirs.result().counts().lossPercent());
        row(
                out,
                "memory per participant, KiB",
                ours.bytesPerParticipant() / 1024,
                theirs.bytesPerParticipant() / 1024);
        row(
                out,
                "join until keys p50, ms",
                ours.result().joins().getValueAtPercentile(50) / 1e6,
                theirs.result().joins().getValueAtPercentile(50) / 1e6);
        return out.toString();
    }

    private static void row(StringBuilder out, String name, double ours, double theirs) {
        String ratio = ours > 0 ? String.format(Locale.ROOT, "%.2f", theirs / ours) : "-";
        out.append(
                String.format(
                        Locale.ROOT, "  %-36s %10.2f %10.2f %10s%n", name, ours, theirs, ratio));
    }
}
