package dev.sluice.bench.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Does faults one after the other, with good calls beside them, and judges what came of it. */
final class ChaosRun {

    /** What a jitter buffer does not bridge is heard. */
    private static final double MAX_GAP_MILLIS = 500;

    private final Arena.Options options;
    private final double slack;

    /**
     * Prepares a run.
     *
     * @param slack by which limits of times and shares grow, for a machine that does other work too
     */
    ChaosRun(Arena.Options options, double slack) {
        this.options = options;
        this.slack = slack;
    }

    /** Does them. Blocks. */
    List<Outcome> run(List<Fault> faults) throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        try (Arena arena = new Arena(options)) {
            for (Fault fault : faults) {
                arena.say(fault.name() + ": " + fault.help());
                Outcome outcome = run(arena, fault);
                outcomes.add(outcome);
                arena.say(ChaosText.lines(outcome));
            }
        } catch (IllegalStateException lost) {
            // By the server of the good calls, which is looked at when it has ended.
            Fault last = faults.get(faults.size() - 1);
            outcomes.add(new Outcome(last, 0, List.of(), lost.getMessage()));
        }
        return outcomes;
    }

    private Outcome run(Arena arena, Fault fault) throws InterruptedException {
        long begin = System.nanoTime();
        List<Figure> figures = new ArrayList<>();
        String failure = null;
        try {
            if (concernsOthers(fault)) {
                arena.prepare();
            }
            Map<String, Double> before = arena.drops();
            figures.addAll(fault.run(arena));
            if (!Double.isNaN(fault.othersLossPercent())) {
                figures.addAll(others(arena, fault.othersLossPercent()));
            }
            tellDrops(arena, before);
        } catch (IOException | RuntimeException e) {
            failure = String.valueOf(e.getMessage());
        }
        List<Figure> judged = figures.stream().map(figure -> figure.slack(slack)).toList();
        return new Outcome(fault, (System.nanoTime() - begin) / 1e9, judged, failure);
    }

    /** What the server dropped meanwhile, for whoever asks why. */
    private static void tellDrops(Arena arena, Map<String, Double> before) throws IOException {
        Map<String, Double> after = arena.drops();
        after.forEach((reason, count) -> {
            double more = count - before.getOrDefault(reason, 0.0);
            if (more > 0) {
                arena.say("  dropped " + (long) more + ": " + reason);
            }
        });
    }

    /** Whether it is done to the server of the good calls. */
    private static boolean concernsOthers(Fault fault) {
        return fault instanceof Starvation || !Double.isNaN(fault.othersLossPercent());
    }

    private static List<Figure> others(Arena arena, double lossPercent) {
        return List.of(
                Figure.percent(
                        "lost by good calls",
                        arena.calls().stream()
                                .mapToDouble(GoodCall::lossPercent)
                                .max()
                                .orElse(Double.NaN),
                        lossPercent),
                // A stream that ended has no holes.
                Figure.millis(
                        "longest gap of good calls",
                        arena.calls().stream()
                                .mapToLong(GoodCall::longestVoiceGapNanos)
                                .max()
                                .orElse(-1),
                        MAX_GAP_MILLIS),
                Figure.none(
                        "good callers out", arena.calls().stream().mapToInt(GoodCall::out).sum()));
    }
}
