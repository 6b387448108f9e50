package dev.sluice.bench.report;

import dev.sluice.bench.load.LoadResult.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** A run as one page that needs no other file and no network. */
public final class HtmlReport {

    private static final String STYLE =
            "body{font:15px/1.45 system-ui,sans-serif;max-width:1340px;margin:2em auto;padding:0 1em;color:#1c2128}"
                    + "h1{font-size:1.5em}h2{font-size:1.05em;margin:1.6em 0 .3em}table{border-collapse:collapse}"
                    + "td{padding:.15em .9em .15em 0;vertical-align:top}td:first-child{color:#57606a}"
                    + ".charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:1em}"
                    + "figure{margin:0}figcaption{font-weight:600}svg{width:100%;height:auto;font-size:11px}"
                    + "svg text{fill:#57606a}.grid{stroke:#d0d7de;stroke-width:.5}"
                    + ".void,.missed{color:#b02a1f;font-weight:600}.kept{color:#1a7f37}";

    private HtmlReport() {}

    public static String of(RunReport report) {
        StringBuilder out = new StringBuilder(20_000);
        String title = "Sluice bench: " + report.options().scenario().label();
        out.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>");
        out.append(Html.escape(title)).append("</title><style>").append(STYLE).append("</style>");
        out.append("<h1>").append(Html.escape(title)).append("</h1><p>");
        out.append(Html.escape(report.started())).append("</p>");
        if (!report.valid()) {
            out.append("<p class=\"void\">This run is void: ");
            out.append(Html.escape(TextReport.why(report))).append("</p>");
        }
        thresholds(out, report);
        charts(out, report);
        for (Figures.Section section : Figures.of(report)) {
            out.append("<h2>").append(Html.escape(section.title())).append("</h2><table>");
            section.lines().forEach(line -> row(out, line.name(), line.value()));
            out.append("</table>");
        }
        table(out, "Machine", report.machine());
        table(out, "Settings", report.settings());
        return out.append("</html>\n").toString();
    }

    private static void thresholds(StringBuilder out, RunReport report) {
        if (report.thresholds().isEmpty()) {
            return;
        }
        out.append("<h2>Thresholds</h2><table>");
        for (Threshold threshold : report.thresholds()) {
            out.append("<tr><td>").append(Html.escape(threshold.name())).append("</td><td>");
            out.append(
                    String.format(
                            Locale.ROOT,
                            "%.4g of at most %.4g</td><td class=\"%s\">%s</td></tr>",
                            threshold.value(),
                            threshold.limit(),
                            threshold.met() ? "kept" : "missed",
                            threshold.met() ? "kept" : "missed"));
        }
        out.append("</table>");
    }

    private static void charts(StringBuilder out, RunReport report) {
        List<Sample> samples = report.result().samples();
        out.append("<div class=\"charts\">");
        out.append(percentiles(report.result().delays()).svg());
        out.append(
                new Chart(
                                "Delay, ms",
                                "seconds",
                                List.of(
                                        line(samples, "p50", Sample::delayMedianMillis),
                                        line(samples, "p99", Sample::delay99Millis)))
                        .svg());
        out.append(
                new Chart(
                                "Packets received per second",
                                "seconds",
                                List.of(line(samples, "packets", Sample::packetsPerSecond)))
                        .svg());
        out.append(
                new Chart(
                                "CPU, cores",
                                "seconds",
                                List.of(
                                        line(samples, "server", Sample::serverCores),
                                        line(samples, "harness", Sample::clientCores)))
                        .svg());
        out.append(
                new Chart(
                                "Server CPU per packet, microseconds",
                                "seconds",
                                List.of(line(samples, "server", Sample::serverMicrosPerPacket)))
                        .svg());
        out.append("</div>");
    }

    private static Chart.Line line(
            List<Sample> samples, String name, ToDoubleFunction<Sample> value) {
        return new Chart.Line(
                name,
                samples.stream().map(Sample::second).toList(),
                samples.stream().map(value::applyAsDouble).toList());
    }

    /** Each further unit to the right is a tenth of the packets before it. */
    private static Chart percentiles(Histogram nanos) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (double nines = 0; nines <= 4 && nanos.getTotalCount() > 0; nines += 0.1) {
            x.add(nines);
            y.add(nanos.getValueAtPercentile(100 * (1 - Math.pow(10, -nines))) / 1e6);
        }
        return new Chart(
                "Delay by percentile, ms",
                "0: all, 1: p90, 2: p99, 3: p99.9, 4: p99.99",
                List.of(new Chart.Line("delay", x, y)));
    }

    private static void table(StringBuilder out, String title, Map<String, String> values) {
        out.append("<h2>").append(title).append("</h2><table>");
        values.forEach((name, value) -> row(out, name, value));
        out.append("</table>");
    }

    private static void row(StringBuilder out, String name, String value) {
        out.append("<tr><td>").append(Html.escape(name)).append("</td><td>");
        out.append(Html.escape(value)).append("</td></tr>");
    }
}
