package dev.sluice.bench.impair;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what one viewer sees and compares it with targets. A run in which the machine was too
 * busy is void, and repeated; when each was, the case says so and counts as skipped, in the long
 * run as failed.
 */
final class Trial {

    /**
     * A page whose timer or a publisher whose packets are so late had no CPU: Chromium takes a gap
     * of a frame and 150 ms for a freeze.
     */
    private static final double STARVED_MILLIS = 100;

    private static final boolean LONG = Boolean.getBoolean("sluice.long");

    private final ImpairedCall call;
    private final Path report;
    private final int attempts;

    /** What is measured. */
    @FunctionalInterface
    interface Case {
        List<Figure> run(Viewer viewer) throws Exception;
    }

    /**
     * @param report gets a row for each figure; written anew
     * @param attempts runs at most
     */
    Trial(ImpairedCall call, Path report, int attempts) throws IOException {
        this.call = call;
        this.report = report;
        this.attempts = attempts;
        Files.createDirectories(report.toAbsolutePath().getParent());
        Files.writeString(
                report, "| case | metric | target | measured | |\n|---|---|---|---|---|\n");
    }

    void measure(String name, String up, String down, Case body) throws Exception {
        for (int attempt = 1; attempt <= attempts; attempt++) {
            List<Figure> figures;
            double late;
            try (Viewer viewer = call.join(up, down)) {
                figures = new ArrayList<>(body.run(viewer));
                late = viewer.received().latenessMillis();
            }
            double published = call.publisher().lateness();
            figures.add(Figure.plain("page late, ms", late));
            figures.add(Figure.plain("publisher late, ms", published));
            boolean starved = Math.max(late, published) > STARVED_MILLIS;
            write(starved ? name + " (void: no CPU)" : name, figures);
            if (!starved) {
                List<Figure> missed = figures.stream().filter(each -> !each.passes()).toList();
                assertTrue(missed.isEmpty(), name + ": " + missed);
                return;
            }
        }
        String words = name + ": void, the machine was too busy in each of " + attempts + " runs";
        System.out.println(words);
        if (LONG) {
            // Whoever measures wants figures.
            fail(words);
        }
        abort(words);
    }

    private void write(String name, List<Figure> figures) throws IOException {
        StringBuilder rows = new StringBuilder();
        figures.forEach(each -> rows.append(each.row(name)));
        System.out.print(rows);
        Files.writeString(report, rows, StandardOpenOption.APPEND);
    }
}
