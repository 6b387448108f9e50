package dev.sluice.bench.load;

import dev.sluice.bench.load.Bot.RunContext;
import dev.sluice.bench.load.LoadResult.Counts;
import dev.sluice.bench.load.LoadResult.Sample;
import dev.sluice.bench.load.LoadResult.ServerCost;
import dev.sluice.bench.measure.FlowTracker;
import dev.sluice.bench.measure.PacketMeter;
import dev.sluice.bench.measure.ProcessMeter;
import dev.sluice.bench.measure.UdpDrops;
import dev.sluice.bench.process.ServerUnderTest;
import dev.sluice.bench.target.Door;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.rtp.stream.EncodingStats;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.ParticipantStats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One run of the harness. Blocks the thread that calls it; the bots have threads of their own. */
public final class LoadRun {

    private static final int JOIN_SECONDS = 30;
    private static final int LEAVE_SECONDS = 10;
    private static final int STATS_SECONDS = 10;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long POLL_MILLIS = 5;

    /** Who came just now cannot have received much. */
    private static final long SETTLED_NANOS = 2 * SECOND_NANOS;

    private static final long MAX_JOIN_NANOS = 600 * SECOND_NANOS;

    private final LoadOptions options;
    private final ServerUnderTest server;
    private final Consumer<Sample> progress;
    private final PacketMeter meter = new PacketMeter();
    private final List<Sample> samples = new ArrayList<>();
    private final ProcessMeter self = new ProcessMeter(ProcessHandle.current().pid());
    private final @Nullable ProcessMeter process;
    private final long begin = System.nanoTime();
    private long worstLoopNanos;
    private double joinCores;

    // What the next sample counts from.
    private long sampleNanos = begin;
    private long samplePackets;
    private long sampleBytes;
    private long sampleServerCpu;
    private long sampleSelfCpu;
    private long churnNanos = Long.MAX_VALUE;

    /**
     * @param progress told each second
     */
    public LoadRun(LoadOptions options, ServerUnderTest server, Consumer<Sample> progress) {
        this.options = options;
        this.server = server;
        this.progress = progress;
        this.process = server.pid() == 0 ? null : new ProcessMeter(server.pid());
    }

    /** Does it all. */
    public LoadResult run() throws IOException, InterruptedException {
        long idleBytes = process == null ? 0 : process.residentBytes();
        if (!options.rehearsal().isZero()) {
            rehearse();
        }
        try (ClientGroup clients = ClientGroup.start(options.clientThreads())) {
            List<Scenario.Role> roles = options.scenario().roles();
            try (Door door = server.door(clients, options.authenticateOneIn())) {
                Crowd crowd =
                        new Crowd(
                                new RunContext(
                                        door, options, options.media(), meter, roles.size()));
                Runnable tick = () -> tick(crowd, clients);
                join(crowd, roles, tick);
                if (options.scenario().kind() == ScenarioKind.CHURN) {
                    churnNanos = System.nanoTime();
                }
                clients.polling().on(options.polls());
                pass(options.warmUp().toNanos(), tick);
                LoadResult result = measure(crowd, clients, tick, idleBytes);
                clients.polling().on(false);
                crowd.sendAway(LEAVE_SECONDS);
                return result;
            }
        }
    }

    private void join(Crowd crowd, List<Scenario.Role> roles, Runnable tick)
            throws IOException, InterruptedException {
        long cpu = self.cpuNanos();
        long start = System.nanoTime();
        crowd.bringIn(roles, options.joinsPerSecond(), tick);
        crowd.awaitJoined(JOIN_SECONDS, tick);
        joinCores = (double) (self.cpuNanos() - cpu) / (System.nanoTime() - start);
    }

    private void rehearse() throws IOException, InterruptedException {
        List<Scenario.Role> roles = options.scenario().roles();
        try (ClientGroup clients = ClientGroup.start(options.clientThreads());
                Door door = server.door(clients, options.authenticateOneIn())) {
            Crowd crowd =
                    new Crowd(
                            new RunContext(
                                    door,
                                    options,
                                    options.media().rehearsal(),
                                    meter,
                                    roles.size()));
            Runnable tick = () -> tick(crowd, clients);
            crowd.bringIn(roles, options.joinsPerSecond(), tick);
            crowd.awaitJoined(JOIN_SECONDS, tick);
            pass(options.rehearsal().toNanos(), tick);
            crowd.sendAway(LEAVE_SECONDS);
        }
    }

    private LoadResult measure(Crowd crowd, ClientGroup clients, Runnable tick, long idleBytes)
            throws IOException, InterruptedException {
        Map<Bot, ParticipantStats> before = stats(crowd);
        long ownDrops = drops(ProcessHandle.current().pid());
        long serverDrops = drops(server.pid());
        clients.takeWorstLatenessNanos();
        worstLoopNanos = 0;
        long selfCpu = self.cpuNanos();
        long busy = clients.polling().busyNanos();
        long serverCpu = process == null ? 0 : process.cpuNanos();
        long compilerCpu = process == null ? 0 : process.compilerNanos();
        long start = System.nanoTime();
        meter.start();
        pass(options.duration().toNanos(), tick);
        meter.stop();
        double seconds = (System.nanoTime() - start) / 1e9;
        serverCpu = process == null ? 0 : process.cpuNanos() - serverCpu;
        compilerCpu =
                process != null && process.compiles()
                        ? process.compilerNanos() - compilerCpu
                        : ServerCost.NO_COMPILER;
        selfCpu = self.cpuNanos() - selfCpu;
        busy = clients.polling().busyNanos() - busy;
        churnNanos = Long.MAX_VALUE;
        meter.takeDelays();
        worstLoopNanos = Math.max(worstLoopNanos, clients.takeWorstLatenessNanos());

        // In a churn run somebody is always on the way.
        crowd.awaitJoined(JOIN_SECONDS, tick);
        Map<Bot, ParticipantStats> after = stats(crowd);
        ServerCost cost =
                process == null
                        ? null
                        : new ServerCost(
                                serverCpu,
                                Math.max(0, compilerCpu),
                                idleBytes,
                                process.residentBytes(),
                                drops(server.pid()) - serverDrops,
                                server.startNanos());
        ClientHealth health =
                new ClientHealth(
                        (options.polls() ? busy : selfCpu) / 1e9 / seconds,
                        options.clientThreads(),
                        options.polls(),
                        worstLoopNanos,
                        after.values().stream()
                                .mapToLong(ParticipantStats::latenessNanos)
                                .max()
                                .orElse(0),
                        Math.max(0, drops(ProcessHandle.current().pid()) - ownDrops),
                        grown(before, after, ParticipantStats::socketFull),
                        joinCores);
        return result(crowd, seconds, before, after, cost, health);
    }

    private LoadResult result(
            Crowd crowd,
            double seconds,
            Map<Bot, ParticipantStats> before,
            Map<Bot, ParticipantStats> after,
            @Nullable ServerCost cost,
            ClientHealth health) {
        long nowNanos = System.nanoTime();
        List<Bot> receivers =
                crowd.present().stream()
                        .filter(bot -> bot.role().receives() && expectsMedia())
                        .filter(bot -> bot.connectedForNanos(nowNanos) > SETTLED_NANOS)
                        .toList();
        long silent =
                receivers.stream()
                        .filter(bot -> received(after.get(bot)) <= received(before.get(bot)))
                        .count();
        return new LoadResult(
                options.scenario().roles().size(),
                crowd.connected(),
                (int)
                        after.values().stream()
                                .filter(stats -> stats.protocol() == Protocol.TCP)
                                .count(),
                receivers.size(),
                (int) silent,
                crowd.failures(),
                seconds,
                counts(crowd, before, after),
                meter.delays(),
                histogram(crowd.everConnected(), Bot::joinNanos),
                histogram(crowd.everConnected(), Bot::firstMediaNanos),
                cost,
                health,
                samples);
    }

    private boolean expectsMedia() {
        return options.media().audio() || options.media().video();
    }

    private static long received(@Nullable ParticipantStats stats) {
        return stats == null
                ? 0
                : stats.received().stream().mapToLong(EncodingStats::packets).sum();
    }

    private Counts counts(
            Crowd crowd, Map<Bot, ParticipantStats> before, Map<Bot, ParticipantStats> after) {
        boolean whole = options.authenticateOneIn() == 1;
        List<FlowTracker> flows =
                crowd.everConnected().stream().flatMap(bot -> bot.flows().stream()).toList();
        return new Counts(
                meter.packets(),
                meter.bytes(),
                meter.authenticated(),
                meter.recovered(),
                grown(before, after, LoadRun::lost),
                whole ? flows.stream().mapToLong(FlowTracker::missing).sum() : LoadResult.UNKNOWN,
                whole
                        ? flows.stream().mapToLong(FlowTracker::duplicates).sum()
                        : LoadResult.UNKNOWN,
                whole ? flows.stream().mapToLong(FlowTracker::reordered).sum() : LoadResult.UNKNOWN,
                whole ? flows.stream().mapToLong(FlowTracker::switches).sum() : LoadResult.UNKNOWN);
    }

    private static long lost(ParticipantStats stats) {
        return stats.received().stream().mapToLong(EncodingStats::lost).sum();
    }

    /** How much a count grew, of those who are there at the end. */
    private static long grown(
            Map<Bot, ParticipantStats> before,
            Map<Bot, ParticipantStats> after,
            ToLongFunction<ParticipantStats> count) {
        long grown = 0;
        for (Map.Entry<Bot, ParticipantStats> entry : after.entrySet()) {
            ParticipantStats was = before.get(entry.getKey());
            grown +=
                    count.applyAsLong(entry.getValue())
                            - (was == null ? 0 : count.applyAsLong(was));
        }
        return grown;
    }

    private static Histogram histogram(List<Bot> bots, ToLongFunction<Bot> nanos) {
        Histogram histogram = new Histogram(MAX_JOIN_NANOS, 3);
        for (Bot bot : bots) {
            long value = nanos.applyAsLong(bot);
            if (value >= 0) {
                histogram.recordValue(Math.min(value, MAX_JOIN_NANOS));
            }
        }
        return histogram;
    }

    private static Map<Bot, ParticipantStats> stats(Crowd crowd) throws InterruptedException {
        Map<Bot, CompletionStage<ParticipantStats>> asked = new HashMap<>();
        for (Bot bot : crowd.present()) {
            CompletionStage<ParticipantStats> stage = bot.stats();
            if (stage != null) {
                asked.put(bot, stage);
            }
        }
        Map<Bot, ParticipantStats> stats = new HashMap<>();
        for (Map.Entry<Bot, CompletionStage<ParticipantStats>> entry : asked.entrySet()) {
            try {
                stats.put(
                        entry.getKey(),
                        entry.getValue()
                                .toCompletableFuture()
                                .get(STATS_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException | CompletionException | TimeoutException e) {
                // It left meanwhile, and its counts with it.
            }
        }
        return stats;
    }

    private static long drops(long pid) throws IOException {
        return pid == 0 ? 0 : new UdpDrops(pid).count();
    }

    private void pass(long nanos, Runnable tick) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            tick.run();
            Thread.sleep(POLL_MILLIS);
        }
    }

    private void tick(Crowd crowd, ClientGroup clients) {
        long nowNanos = System.nanoTime();
        if (nowNanos >= churnNanos) {
            churnNanos += (long) (1e9 / options.churnPerSecond());
            crowd.replaceOne();
        }
        if (nowNanos - sampleNanos >= SECOND_NANOS) {
            sample(nowNanos, crowd, clients);
        }
    }

    private void sample(long nowNanos, Crowd crowd, ClientGroup clients) {
        worstLoopNanos = Math.max(worstLoopNanos, clients.takeWorstLatenessNanos());
        double seconds = (nowNanos - sampleNanos) / 1e9;
        long packets = meter.packets();
        long bytes = meter.bytes();
        long serverCpu = cpu(process, sampleServerCpu);
        long selfCpu = cpu(self, sampleSelfCpu);
        Histogram delays = meter.takeDelays();
        long came = packets - samplePackets;
        double serverNanos = serverCpu - sampleServerCpu;
        Sample sample =
                new Sample(
                        (nowNanos - begin) / 1e9,
                        crowd.connected(),
                        came / seconds,
                        (bytes - sampleBytes) * 8 / 1e6 / seconds,
                        delays.getValueAtPercentile(50) / 1e6,
                        delays.getValueAtPercentile(99) / 1e6,
                        serverNanos / 1e9 / seconds,
                        came == 0 ? 0 : serverNanos / 1e3 / came,
                        (selfCpu - sampleSelfCpu) / 1e9 / seconds);
        sampleNanos = nowNanos;
        samplePackets = packets;
        sampleBytes = bytes;
        sampleServerCpu = serverCpu;
        sampleSelfCpu = selfCpu;
        if (meter.running()) {
            samples.add(sample);
        }
        progress.accept(sample);
    }

    private static long cpu(@Nullable ProcessMeter meter, long otherwise) {
        try {
            return meter == null ? 0 : meter.cpuNanos();
        } catch (IOException e) {
            return otherwise;
        }
    }
}
