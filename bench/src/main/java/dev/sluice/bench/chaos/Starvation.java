package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Heard;
import dev.sluice.bench.call.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Who should work gets no processor: the server, a client, the whole machine. */
final class Starvation implements Fault {

    private static final long STOP_SECONDS = 3;
    private static final long LOOK_SECONDS = 2;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Half a second of sound: what a jitter buffer takes without throwing away. */
    private static final int MOST_IN_TENTH = 25;

    @Override
    public String name() {
        return "starvation";
    }

    @Override
    public String help() {
        return "SIGSTOP of the server and of a client for 3 s, then CPU hogs for 3 s: nobody is put out,"
                + " media within 1 s, no burst";
    }

    @Override
    public double othersLossPercent() {
        return Double.NaN;
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        server(arena, figures);
        client(arena, figures);
        hogs(arena, figures);
        figures.add(
                Figure.none(
                        "good callers out", arena.calls().stream().mapToInt(GoodCall::out).sum()));
        return figures;
    }

    private static void server(Arena arena, List<Figure> figures)
            throws IOException, InterruptedException {
        arena.server().process().signal("STOP");
        try {
            TimeUnit.SECONDS.sleep(STOP_SECONDS);
            arena.calls().forEach(GoodCall::mark);
        } finally {
            arena.server().process().signal("CONT");
        }
        long begin = System.nanoTime();
        for (GoodCall call : arena.calls()) {
            call.untilAllFlow();
        }
        figures.add(Figure.millis("server stopped: back", System.nanoTime() - begin, 1_000));
        TimeUnit.SECONDS.sleep(LOOK_SECONDS);
        figures.add(
                Figure.count(
                        "server stopped: packets of a voice in 0.1 s",
                        arena.calls().stream()
                                .flatMap(call -> call.heardVoices().stream())
                                .mapToInt(Heard::mostInTenth)
                                .max()
                                .orElse(0),
                        MOST_IN_TENTH));
    }

    private static void client(Arena arena, List<Figure> figures)
            throws IOException, InterruptedException {
        try (FarPublisher far = new FarPublisher(arena)) {
            long begin = System.nanoTime();
            far.process().signal("STOP");
            TimeUnit.SECONDS.sleep(STOP_SECONDS);
            far.process().signal("CONT");
            long before = far.voice().packets();
            figures.add(
                    Figure.millis(
                            "client stopped: back",
                            Waiting.until(() -> far.voice().packets() > before, LONGEST),
                            1_000));
            figures.add(
                    Figure.none(
                            "client stopped: leaves told",
                            Arena.comingsAndGoings(far.listener(), begin)));
        }
    }

    /** Twice as many as there are processors. */
    private static void hogs(Arena arena, List<Figure> figures)
            throws IOException, InterruptedException {
        List<Process> hogs = new ArrayList<>();
        arena.calls().forEach(GoodCall::mark);
        try {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                // Should we be killed, they end all the same.
                hogs.add(
                        new ProcessBuilder("timeout", "10", "sh", "-c", "while :; do :; done")
                                .start());
            }
            TimeUnit.SECONDS.sleep(STOP_SECONDS);
        } finally {
            hogs.forEach(Process::destroy);
        }
        long begin = System.nanoTime();
        for (GoodCall call : arena.calls()) {
            call.untilAllFlow();
        }
        figures.add(Figure.millis("after hogs: back", System.nanoTime() - begin, 1_000));
        TimeUnit.SECONDS.sleep(LOOK_SECONDS);
        List<Heard> voices =
                arena.calls().stream().flatMap(call -> call.heardVoices().stream()).toList();
        figures.add(
                Figure.millis(
                        "beside hogs: longest gap of a voice",
                        voices.stream().mapToLong(Heard::longestGapNanos).max().orElse(-1),
                        1_000));
        figures.add(
                Figure.count(
                        "beside hogs: packets of a voice in 0.1 s",
                        voices.stream().mapToInt(Heard::mostInTenth).max().orElse(0),
                        MOST_IN_TENTH));
    }
}
