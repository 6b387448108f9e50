package dev.sluice.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A line chart as SVG, which needs nothing else to be seen. */
final class Chart {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 220;
    private static final int LEFT = 60;
    private static final int BOTTOM = 30;
    private static final int TOP = 10;
    private static final int GRID_LINES = 4;
    private static final String[] COLOURS = {"#1f6feb", "#d1541f", "#2da44e"};

    private final String title;
    private final String abscissa;
    private final List<Line> lines;

    /**
     * Points joined in order.
     *
     * @param x as long as {@code y}
     */
    record Line(String name, List<Double> x, List<Double> y) {}

    Chart(String title, String abscissa, List<Line> lines) {
        this.title = title;
        this.abscissa = abscissa;
        this.lines = lines;
    }

    String svg() {
        double minX = xs().min().orElse(0);
        double maxX = Math.max(minX + 1e-9, xs().max().orElse(1));
        double maxY = Math.max(1e-9, ys().max().orElse(1));
        StringBuilder out = new StringBuilder(4_000);
        out.append("<figure><figcaption>").append(Html.escape(title)).append("</figcaption>");
        out.append(
                String.format(
                        Locale.ROOT,
                        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                        WIDTH,
                        HEIGHT,
                        Html.escape(title)));
        grid(out, minX, maxX, maxY);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String colour = COLOURS[i % COLOURS.length];
            out.append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"");
            out.append(colour).append("\" points=\"");
            for (int p = 0; p < line.x().size(); p++) {
                out.append(
                        String.format(
                                Locale.ROOT,
                                "%.1f,%.1f ",
                                x(line.x().get(p), minX, maxX),
                                y(line.y().get(p), maxY)));
            }
            out.append("\"/>");
            out.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
                            LEFT + 10 + i * 150,
                            TOP + 12,
                            colour,
                            Html.escape(line.name())));
        }
        return out.append("</svg></figure>").toString();
    }

    private void grid(StringBuilder out, double minX, double maxX, double maxY) {
        for (int i = 0; i <= GRID_LINES; i++) {
            double value = maxY * i / GRID_LINES;
            double at = y(value, maxY);
            out.append(
                    String.format(
                            Locale.ROOT,
                            "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" class=\"grid\"/>",
                            LEFT,
                            WIDTH,
                            at,
                            at));
            out.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                            LEFT - 6,
                            at + 4,
                            number(value)));
            double tick = minX + (maxX - minX) * i / GRID_LINES;
            out.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                            x(tick, minX, maxX) - (i == GRID_LINES ? 20 : 0),
                            HEIGHT - 12,
                            number(tick)));
        }
        out.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                        (LEFT + WIDTH) / 2,
                        HEIGHT,
                        Html.escape(abscissa)));
    }

    private DoubleStream xs() {
        return lines.stream().flatMap(l -> l.x().stream()).mapToDouble(Double::doubleValue);
    }

    private DoubleStream ys() {
        return lines.stream().flatMap(l -> l.y().stream()).mapToDouble(Double::doubleValue);
    }

    private static double x(double value, double min, double max) {
        return LEFT + (value - min) / (max - min) * (WIDTH - LEFT);
    }

    private static double y(double value, double max) {
        return HEIGHT - BOTTOM - value / max * (HEIGHT - BOTTOM - TOP);
    }

    private static String number(double value) {
        return value >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
