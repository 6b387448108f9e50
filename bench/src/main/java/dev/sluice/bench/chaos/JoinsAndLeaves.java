package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Waiting;
import dev.sluice.bench.measure.JavaThreads;
import dev.sluice.bench.measure.ServerProbe;
import dev.sluice.bench.process.SluiceProcess;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.ParticipantListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** People come, connect and go, all the time; what is left of them? */
final class JoinsAndLeaves implements Fault {

    private static final int AT_ONCE = 50;
    private static final int WARM_UP = 1_000;
    private static final double MIB = 1 << 20;

    @Override
    public String name() {
        return "joins-and-leaves";
    }

    @Override
    public String help() {
        return "10,000 join, connect and leave, 50 at once, after 1,000 to warm up; 60 s later heap"
                + " +< 5 MiB, direct memory +< 1 MiB, descriptors +0, threads +0; of the JVM's own"
                + " one for each processor and three more";
    }

    @Override
    public double othersLossPercent() {
        return Double.NaN;
    }

    /** The server at rest. */
    private record Holding(double heap, double direct, double descriptors, JavaThreads threads) {}

    /**
     * More than the JVM may have started: a carrier of virtual threads for each processor, and what
     * keeps their time; all end when they are idle.
     */
    private static int jvmThreads() {
        return Runtime.getRuntime().availableProcessors() + 3;
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        int count = arena.brief() ? 300 : 10_000;
        long restSeconds = arena.brief() ? 10 : 60;
        AtomicInteger failures = new AtomicInteger();
        try (SluiceProcess server =
                arena.start(
                        List.of("-Dio.netty.leakDetection.level=paranoid"),
                        "--empty-room-timeout",
                        "1s")) {
            visits(server, arena.brief() ? count : WARM_UP, failures);
            TimeUnit.SECONDS.sleep(restSeconds);
            Holding before = look(server);
            arena.say("warm: " + before);
            long begin = System.nanoTime();
            visits(server, count, failures);
            arena.say(
                    String.format(
                            "%.0f a second came and went",
                            count * 1e9 / (System.nanoTime() - begin)));
            TimeUnit.SECONDS.sleep(restSeconds);
            Holding after = look(server);
            arena.say("after: " + after);
            return List.of(
                    Figure.none("failed joins", failures.get()),
                    new Figure("heap", (after.heap - before.heap) / MIB, "MiB", 5),
                    new Figure("direct memory", (after.direct - before.direct) / MIB, "MiB", 1),
                    Figure.none("descriptors", after.descriptors - before.descriptors),
                    Figure.none(
                            "threads", after.threads.own().size() - before.threads.own().size()),
                    Figure.count(
                            "threads of the JVM",
                            after.threads.jvm().size() - before.threads.jvm().size(),
                            jvmThreads()),
                    Figure.none("leaks logged", server.leaks()));
        }
    }

    private static Holding look(SluiceProcess server) throws IOException, InterruptedException {
        ServerProbe probe = new ServerProbe(server.pid(), server.metrics());
        long heap = probe.liveHeapBytes();
        Map<String, Double> metrics = probe.metrics();
        // The connection that asked for them is on its way out.
        TimeUnit.SECONDS.sleep(1);
        return new Holding(
                heap,
                ServerProbe.sum(metrics, "sluice_memory_direct"),
                probe.descriptors(),
                probe.threads());
    }

    private static void visits(SluiceProcess server, int count, AtomicInteger failures)
            throws InterruptedException {
        ExecutorService visitors = Executors.newFixedThreadPool(AT_ONCE);
        try (ClientGroup clients = ClientGroup.start(1)) {
            for (int i = 0; i < count; i++) {
                int number = i;
                visitors.execute(() -> {
                    try {
                        visit(clients, server, number);
                    } catch (IOException e) {
                        failures.incrementAndGet();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            visitors.shutdown();
            if (!visitors.awaitTermination(30, TimeUnit.MINUTES)) {
                failures.incrementAndGet();
            }
        } finally {
            visitors.shutdownNow();
        }
    }

    private static void visit(ClientGroup clients, SluiceProcess server, int number)
            throws IOException, InterruptedException {
        HeadlessParticipant visitor =
                Waiting.get(
                        clients.join(
                                JoinOptions.of(server.signaling(), "visits" + number % 25),
                                new ParticipantListener() {}));
        Waiting.get(visitor.connected());
        Waiting.get(visitor.leave());
    }
}
