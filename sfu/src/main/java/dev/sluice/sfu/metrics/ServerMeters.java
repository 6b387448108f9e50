package dev.sluice.sfu.metrics;

import dev.sluice.dtlssrtp.dtls.DtlsFailure;
import dev.sluice.sfu.alloc.DecisionCause;
import dev.sluice.sfu.alloc.DecisionKind;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.transport.Measure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The meters of one server, registered at its start and removed at its end. */
final class ServerMeters {

    private static final double[] QUANTILES = {0.05, 0.5, 0.95};
    private static final double NANOS_PER_SECOND = 1e9;
    private static final List<DecisionKind> SWITCHES =
            List.of(
                    DecisionKind.LAYER_UP,
                    DecisionKind.LAYER_DOWN,
                    DecisionKind.THIN,
                    DecisionKind.RESTORE,
                    DecisionKind.PAUSE,
                    DecisionKind.RESUME,
                    DecisionKind.START,
                    DecisionKind.STOP);
    private static final List<DecisionKind> PATH =
            List.of(
                    DecisionKind.ESTIMATE,
                    DecisionKind.GATE_CLOSED,
                    DecisionKind.GATE_OPENED,
                    DecisionKind.PROBE,
                    DecisionKind.PROBE_RESULT);

    final Timer handshake;
    final Timer connect;
    final Counter untold;

    private final MeterRegistry registry;
    private final Queue<Meter> registered = new ConcurrentLinkedQueue<>();

    /** What counters read: they themselves do not keep it from being collected. */
    private final Queue<LongSupplier> counted = new ConcurrentLinkedQueue<>();

    private final Map<DecisionKind, Map<DecisionCause, Counter>> switches =
            new EnumMap<>(DecisionKind.class);
    private final Map<DecisionKind, Counter> path = new EnumMap<>(DecisionKind.class);
    private final Map<DtlsFailure, Counter> failures = new EnumMap<>(DtlsFailure.class);
    private final Map<LeaveReason, Counter> leaves = new EnumMap<>(LeaveReason.class);
    private final DistributionSummary estimate;
    private final DistributionSummary queueDelay;
    private final DistributionSummary roundTrip;
    private final DistributionSummary loss;

    ServerMeters(MeterRegistry registry) {
        this.registry = registry;
        handshake = timer("sluice.handshake", "DTLS handshakes, from the first check on");
        connect = timer("sluice.connect", "From a participant's first offer until media can flow");
        untold =
                counter("sluice.events.untold", "Events of rooms that listeners were too slow for");
        estimate = summary("sluice.estimate", "bits", "Estimated bit/s to each participant");
        queueDelay = summary("sluice.queue.delay", "seconds", "Queueing towards each participant");
        roundTrip = summary("sluice.round.trip", "seconds", "Round trip of each participant");
        loss = summary("sluice.downlink.loss", "ratio", "Loss towards each participant, 0 to 1");
        for (DecisionKind kind : SWITCHES) {
            Map<DecisionCause, Counter> byCause = new EnumMap<>(DecisionCause.class);
            for (DecisionCause cause : DecisionCause.values()) {
                byCause.put(
                        cause,
                        counter(
                                "sluice.switches",
                                "What subscribers get changed",
                                "kind",
                                label(kind),
                                "cause",
                                label(cause)));
            }
            switches.put(kind, byCause);
        }
        for (DecisionKind kind : PATH) {
            String help = "What congestion control did";
            path.put(kind, counter("sluice.path.decisions", help, "kind", label(kind)));
        }
        for (DtlsFailure failure : DtlsFailure.values()) {
            String help = "DTLS handshakes that failed";
            failures.put(
                    failure, counter("sluice.handshake.failures", help, "reason", label(failure)));
        }
        for (LeaveReason reason : LeaveReason.values()) {
            leaves.put(
                    reason, counter("sluice.leaves", "People who went", "reason", label(reason)));
        }
        gauge(
                "sluice.memory.direct",
                "Bytes of Netty's pooled direct memory in this JVM",
                () -> PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory());
        gauge(
                "sluice.memory.heap",
                "Bytes of this JVM's heap in use",
                () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }

    void decided(DecisionKind kind, Enum<?> cause) {
        Map<DecisionCause, Counter> byCause = switches.get(kind);
        Counter ofPath = path.get(kind);
        if (byCause != null && cause instanceof DecisionCause known) {
            increment(byCause.get(known));
        } else if (ofPath != null) {
            increment(ofPath);
        }
    }

    void handshakeFailed(DtlsFailure failure) {
        increment(failures.get(failure));
    }

    void left(LeaveReason reason) {
        increment(leaves.get(reason));
    }

    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }

    void sample(long estimateBps, long queueDelayNanos, long roundTripNanos, double lossFraction) {
        estimate.record((double) estimateBps);
        queueDelay.record(queueDelayNanos / NANOS_PER_SECOND);
        roundTrip.record(roundTripNanos / NANOS_PER_SECOND);
        loss.record(lossFraction);
    }

    /** Meters over what these collectors read. */
    void loops(List<LoopCollector> loops) {
        for (Measure measure : Measure.values()) {
            ToDoubleFunction<List<LoopCollector>> sum =
                    all ->
                            all.stream()
                                    .mapToLong(loop -> loop.reading().counts()[measure.index()])
                                    .sum();
            FunctionCounter.Builder<List<LoopCollector>> builder =
                    FunctionCounter.builder(measure.family().metric(), loops, sum)
                            .description(measure.family().help());
            if (!measure.value().isEmpty()) {
                builder.tag(measure.family().tag(), measure.value());
            }
            registered.add(builder.register(registry));
        }
        registered.add(
                FunctionTimer.builder(
                                "sluice.delay",
                                loops,
                                all -> sum(all, loop -> loop.reading().meter().delayedPackets()),
                                all -> sum(all, loop -> loop.reading().meter().delayNanos()),
                                TimeUnit.NANOSECONDS)
                        .description("Delay added to packets, from socket read to socket write")
                        .register(registry));
        gauge(
                "sluice.transports",
                "Peers with a transport",
                () -> sum(loops, loop -> loop.reading().transports()));
        loops.forEach(this::loop);
    }

    private void loop(LoopCollector loop) {
        String index = Integer.toString(loop.index());
        gauge(
                "sluice.loop.busy",
                "Share of a processor that the loop uses, 0 to 1",
                () -> loop.reading().busy(),
                "loop",
                index);
        quantile(index, "0.5", () -> loop.reading().meter().medianNanos() / NANOS_PER_SECOND);
        quantile(index, "0.99", () -> loop.reading().meter().p99Nanos() / NANOS_PER_SECOND);
        quantile(index, "0.999", () -> loop.reading().meter().p999Nanos() / NANOS_PER_SECOND);
        quantile(index, "1", () -> loop.reading().meter().maxNanos() / NANOS_PER_SECOND);
    }

    private void quantile(String loop, String quantile, Supplier<Number> value) {
        gauge(
                "sluice.delay.quantile.seconds",
                "Quantiles of the delay added within the last 10 to 20 s",
                value,
                "loop",
                loop,
                "q",
                quantile);
    }

    void gauge(String name, String help, Supplier<Number> value, String... tags) {
        registered.add(Gauge.builder(name, value).description(help).tags(tags).register(registry));
    }

    void counter(String name, String help, LongSupplier count, String... tags) {
        counted.add(count);
        registered.add(
                FunctionCounter.builder(name, count, LongSupplier::getAsLong)
                        .description(help)
                        .tags(tags)
                        .register(registry));
    }

    void close() {
        for (Meter meter = registered.poll(); meter != null; meter = registered.poll()) {
            registry.remove(meter);
        }
    }

    private Timer timer(String name, String help) {
        Timer timer =
                Timer.builder(name)
                        .description(help)
                        .publishPercentiles(QUANTILES)
                        .register(registry);
        registered.add(timer);
        return timer;
    }

    private Counter counter(String name, String help, String... tags) {
        Counter counter = Counter.builder(name).description(help).tags(tags).register(registry);
        registered.add(counter);
        return counter;
    }

    private DistributionSummary summary(String name, String unit, String help) {
        DistributionSummary summary =
                DistributionSummary.builder(name)
                        .description(help)
                        .baseUnit(unit)
                        .publishPercentiles(QUANTILES)
                        .distributionStatisticExpiry(Duration.ofMinutes(1))
                        .register(registry);
        registered.add(summary);
        return summary;
    }

    private static long sum(List<LoopCollector> loops, ToLongFunction<LoopCollector> of) {
        return loops.stream().mapToLong(of).sum();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
