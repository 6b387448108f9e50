package dev.sluice.bench.report;

import java.util.Locale;

/** The table at the end of a run. */
public final class TextReport {

    private TextReport() {}

    public static String of(RunReport report) {
        StringBuilder out = new StringBuilder(2_000);
        out.append('\n').append(report.options().scenario().label());
        out.append(String.format(Locale.ROOT, ", %.1f s%n", report.result().seconds()));
        for (Figures.Section section : Figures.of(report)) {
            out.append('\n').append(section.title()).append('\n');
            for (Figures.Line line : section.lines()) {
                out.append(String.format(Locale.ROOT, "  %-30s %s%n", line.name(), line.value()));
            }
        }
        if (!report.thresholds().isEmpty()) {
            out.append("\nThresholds\n");
            for (Threshold threshold : report.thresholds()) {
                out.append(
                        String.format(
                                Locale.ROOT,
                                "  %-30s %.4g of at most %.4g: %s%n",
                                threshold.name(),
                                threshold.value(),
                                threshold.limit(),
                                threshold.met() ? "kept" : "MISSED"));
            }
        }
        if (!report.valid()) {
            out.append("\nThis run is VOID: ").append(why(report)).append('\n');
        }
        return out.toString();
    }

    /** Why the figures are not the server's. */
    static String why(RunReport report) {
        var complaints = report.result().client().complaints();
        return complaints.isEmpty()
                ? "not everybody connected"
                : "the harness could not keep up: " + String.join("; ", complaints);
    }
}
