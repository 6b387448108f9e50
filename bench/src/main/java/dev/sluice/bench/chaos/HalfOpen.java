package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.call.Waiting;
import dev.sluice.bench.measure.ServerProbe;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.DatagramFilter;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.ParticipantListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Many who come as far as ICE, or as far as a ClientHello, and no further. */
final class HalfOpen implements Fault {

    private static final int BATCH = 50;

    /** Each is told of all others in its room, which is not what this is about. */
    private static final int IN_A_ROOM = 10;

    private static final int GOOD_JOINS = 20;
    private static final double SHORT_PERCENT = 5;
    private static final long BASELINE_MILLIS = 15_000;
    private static final long POLL_MILLIS = 100;
    private static final long PAGE_MILLIS = 1_500;
    private static final int SETTLE_POLLS = 20;

    @Override
    public String name() {
        return "half-open-dtls";
    }

    @Override
    public String help() {
        return "1,000 with valid ICE and no DTLS, then 1,000 with a ClientHello only: p95 of good"
                + " joins 1 s, all gone 15 s later";
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        variant(arena, "silent", 0, figures);
        variant(arena, "after a hello", 1, figures);
        return figures;
    }

    private static void variant(Arena arena, String label, int datagrams, List<Figure> figures)
            throws IOException, InterruptedException {
        // The page of metrics is up to a second behind.
        TimeUnit.MILLISECONDS.sleep(PAGE_MILLIS);
        double before = transports(arena);
        int count = arena.brief() ? 100 : 1_000;
        // Their handshakes are not to be in the way of good ones.
        try (ClientGroup strangers = ClientGroup.start(1)) {
            List<CompletableFuture<HeadlessParticipant>> joining = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                joining.add(
                        strangers
                                .join(
                                        arena.options("half-open" + i / IN_A_ROOM, label + i)
                                                .withFilter(new FirstOnly(datagrams)),
                                        new ParticipantListener() {})
                                .toCompletableFuture());
                if (joining.size() % BATCH == 0) {
                    for (var each : joining.subList(i + 1 - BATCH, i + 1)) {
                        Waiting.get(each);
                    }
                }
            }
            double most = 0;
            for (int i = 0; i < SETTLE_POLLS; i++) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                most = Math.max(most, transports(arena) - before);
            }
            arena.say(label + ": " + (int) most + " transports are open");
            figures.add(Figure.millis(label + ": p95 of good joins", goodJoins(arena), 1_000));
            figures.add(
                    Figure.percent(
                            label + ": short of " + count + " at once",
                            100 * (count - most) / count,
                            SHORT_PERCENT));
        }
        long gone = System.nanoTime();
        long deadline = gone + 4 * BASELINE_MILLIS * 1_000_000;
        long took = -1;
        while (took < 0 && System.nanoTime() < deadline) {
            if (transports(arena) <= before && handshakes(arena) == 0) {
                took = System.nanoTime() - gone;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        if (took < 0) {
            arena.say(label + ": " + transports(arena) + " transports of " + before + " are left");
        }
        figures.add(Figure.millis(label + ": all gone", took, BASELINE_MILLIS));
    }

    /** The 95th percentile from the first byte to keys. */
    private static long goodJoins(Arena arena) throws IOException, InterruptedException {
        long[] nanos = new long[GOOD_JOINS];
        for (int i = 0; i < GOOD_JOINS; i++) {
            long begin = System.nanoTime();
            Caller caller = arena.join(arena.room(), "good");
            nanos[i] = System.nanoTime() - begin;
            caller.close();
        }
        Arrays.sort(nanos);
        return nanos[GOOD_JOINS * 95 / 100 - 1];
    }

    private static double transports(Arena arena) throws IOException {
        return ServerProbe.sum(arena.probe().metrics(), "sluice_transports");
    }

    private static double handshakes(Arena arena) throws IOException {
        Map<String, Double> metrics = arena.probe().metrics();
        return ServerProbe.sum(metrics, "sluice_handshakes{");
    }

    /** Lets so many datagrams of DTLS out, and nothing else. */
    private static final class FirstOnly implements DatagramFilter {

        private int left;

        FirstOnly(int datagrams) {
            left = datagrams;
        }

        @Override
        public boolean loses(boolean incoming, byte[] data, int offset, int length) {
            return incoming || --left < 0;
        }
    }
}
