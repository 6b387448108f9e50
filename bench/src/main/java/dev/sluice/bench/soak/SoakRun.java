package dev.sluice.bench.soak;

import dev.sluice.bench.measure.JavaThreads;
import dev.sluice.bench.measure.ProcessMeter;
import dev.sluice.bench.measure.ServerProbe;
import dev.sluice.bench.process.SluiceProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Lets everything go on for a while, and looks at the server once a minute when everybody has gone:
 * what is left then, and grows, is leaked. Samples of the first third are warm-up: pools fill, and
 * the JIT compiles.
 */
public final class SoakRun {

    /** Of each interval, the share in which things happen; then what is left of them goes. */
    private static final double BUSY = 0.75;

    private static final int MAX_GROWN = 10;
    private static final String PACKETS = "sluice_datagrams_total";

    /** In which empty rooms go. */
    private static final long EMPTY_MILLIS = 3_000;

    private static final long TICK_MILLIS = 100;
    private static final long VISIT_NANOS = 1_500_000_000L;
    private static final long SHARE_NANOS = 14_000_000_000L;
    private static final long RESIZE_NANOS = 4_000_000_000L;

    private final SluiceProcess server;
    private final ServerProbe probe;
    private final ProcessMeter process;
    private final Consumer<SoakSample> progress;
    private final List<SoakSample> samples = new ArrayList<>();
    private long begin;
    private long cpuNanos;
    private Map<String, Long> objects = Map.of();
    private Map<String, Long> warmObjects = Map.of();
    private Totals before = new Totals(0, 0, 0, 0, 0);

    /** What only grows. */
    private record Totals(double packets, long visits, long shares, double switches, long lost) {}

    /** Prepares a run against a server of its own. */
    public SoakRun(SluiceProcess server, Consumer<SoakSample> progress) {
        this.server = server;
        this.progress = progress;
        this.probe = new ServerProbe(server.pid(), server.metrics());
        this.process = new ProcessMeter(server.pid());
    }

    /**
     * What was found.
     *
     * @param samples all of them, in order
     * @param warmUp how many of them do not count
     * @param drifts of each figure
     * @param growth of the classes whose objects grew most in all since the warm-up, in bytes
     * @param complaints why the run is void; empty when it is not
     */
    public record Result(
            List<SoakSample> samples,
            int warmUp,
            List<Drift> drifts,
            Map<String, Long> growth,
            List<String> complaints) {

        public boolean passed() {
            return drifts.stream().allMatch(Drift::passes);
        }
    }

    /** Runs. Blocks. */
    public Result run(Duration duration, Duration interval)
            throws IOException, InterruptedException {
        int count = Math.toIntExact(duration.toNanos() / interval.toNanos());
        int warmUp = count / 3;
        List<String> complaints;
        begin = System.nanoTime();
        try (Bustle bustle = new Bustle(server.signaling())) {
            cpuNanos = process.cpuNanos();
            for (int i = 0; i < count; i++) {
                bustle(bustle, interval, begin + interval.toNanos() * (i + 1));
                sample(bustle);
                if (i == warmUp) {
                    warmObjects = objects;
                }
            }
            complaints = new ArrayList<>(bustle.failures());
        }
        for (SoakSample sample : samples) {
            if (sample.visits() == 0 || sample.switches() == 0 || sample.lost() == 0) {
                complaints.add(
                        String.format(
                                Locale.ROOT,
                                "minute %.1f had no visits, no switches or no loss",
                                sample.second() / 60));
            }
        }
        return new Result(List.copyOf(samples), warmUp, drifts(warmUp), growth(), complaints);
    }

    private Map<String, Long> growth() {
        Map<String, Long> grown = new HashMap<>(objects);
        warmObjects.forEach((name, bytes) -> grown.merge(name, -bytes, Long::sum));
        Map<String, Long> most = new LinkedHashMap<>();
        grown.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MAX_GROWN)
                .forEach(each -> most.put(each.getKey(), each.getValue()));
        return most;
    }

    private void bustle(Bustle bustle, Duration interval, long end)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        long quiet = start + (long) ((end - start) * BUSY);
        long visit = start;
        long share = start;
        long resize = start;
        bustle.fill();
        bustle.impair();
        for (long now = start; now < quiet; now = System.nanoTime()) {
            if (now >= visit) {
                visit += VISIT_NANOS;
                bustle.visit();
            }
            if (now >= share) {
                share += Math.min(SHARE_NANOS, interval.toNanos());
                bustle.share();
            }
            if (now >= resize) {
                resize += RESIZE_NANOS;
                bustle.resize();
            }
            Thread.sleep(TICK_MILLIS);
        }
        bustle.rest();
        Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
    }

    private void sample(Bustle bustle) throws IOException, InterruptedException {
        double busyPackets = ServerProbe.sum(probe.metrics(), PACKETS) - before.packets;
        long cpu = process.cpuNanos();
        long callBytes = probe.liveHeapBytes();
        bustle.empty();
        Thread.sleep(EMPTY_MILLIS);
        Map<String, Double> metrics = probe.metrics();
        Totals now =
                new Totals(
                        ServerProbe.sum(metrics, PACKETS),
                        bustle.visits(),
                        bustle.shares(),
                        ServerProbe.sum(metrics, "sluice_switches_total"),
                        bustle.lost());
        objects = probe.liveBytes();
        JavaThreads threads = probe.threads();
        SoakSample sample =
                new SoakSample(
                        (System.nanoTime() - begin) / 1e9,
                        callBytes,
                        objects.values().stream().mapToLong(Long::longValue).sum(),
                        (long) ServerProbe.sum(metrics, "sluice_memory_direct"),
                        probe.descriptors(),
                        threads.own().size(),
                        threads.jvm().size(),
                        process.residentBytes(),
                        busyPackets == 0 ? 0 : (cpu - cpuNanos) / 1e3 / busyPackets,
                        (long) busyPackets,
                        now.visits - before.visits,
                        now.shares - before.shares,
                        (long) (now.switches - before.switches),
                        now.lost - before.lost,
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        before = now;
        // What counting objects cost is not the packets'.
        cpuNanos = process.cpuNanos();
        samples.add(sample);
        progress.accept(sample);
    }

    private List<Drift> drifts(int warmUp) {
        return List.of(
                Drift.ofCounts("heap in use", counted(warmUp, SoakSample::heapBytes)),
                Drift.ofCounts("direct memory", counted(warmUp, SoakSample::directBytes)),
                Drift.ofCounts("descriptors", counted(warmUp, SoakSample::descriptors)),
                Drift.ofCounts("threads", counted(warmUp, SoakSample::threads)),
                Drift.ofTimes("CPU for each packet", counted(warmUp, SoakSample::microsPerPacket)));
    }

    private double[] counted(int warmUp, ToDoubleFunction<SoakSample> figure) {
        return samples.subList(warmUp, samples.size()).stream().mapToDouble(figure).toArray();
    }
}
