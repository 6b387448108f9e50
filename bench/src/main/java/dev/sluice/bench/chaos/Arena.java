package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.call.Waiting;
import dev.sluice.bench.impair.ImpairingProxy;
import dev.sluice.bench.impair.LinkConditions;
import dev.sluice.bench.impair.LinkProfile;
import dev.sluice.bench.load.MediaPlan;
import dev.sluice.bench.measure.ServerProbe;
import dev.sluice.bench.process.SluiceProcess;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.signaling.Main;
import dev.sluice.signaling.client.ClientEvent;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.source.VideoShape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, and the calls that go on while faults are done to it. */
final class Arena implements AutoCloseable {

    /** What people send: 200 kbit/s of video and sound. */
    static final MediaPlan PLAN =
            new MediaPlan(
                    Codec.VP8,
                    1,
                    200_000,
                    15,
                    List.of(),
                    1_000,
                    VideoShape.BURST,
                    80,
                    20,
                    true,
                    true);

    static final LinkProfile PERFECT = LinkProfile.parse("");

    /** Nothing goes through. */
    static final LinkProfile DEAD = LinkProfile.steady(LinkConditions.PERFECT.withLoss(1));

    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Options options;
    private final ClientGroup clients = ClientGroup.start(1);
    private final List<GoodCall> calls = new ArrayList<>();
    private @Nullable SluiceProcess server;
    private int servers;
    private int rooms;

    /**
     * How faults are done.
     *
     * @param calls that go on beside them
     * @param brief smaller and shorter where a fault can be, for a look in passing
     * @param jvm flags of the server
     * @param directory for the logs of servers
     * @param progress takes words on how it goes
     */
    record Options(
            int calls, boolean brief, List<String> jvm, Path directory, Consumer<String> progress) {

        Options {
            jvm = List.copyOf(jvm);
        }
    }

    Arena(Options options) {
        this.options = options;
    }

    boolean brief() {
        return options.brief;
    }

    void say(String words) {
        options.progress.accept(words);
    }

    Path directory() {
        return options.directory;
    }

    ClientGroup clients() {
        return clients;
    }

    /** The server that the good calls are on. */
    SluiceProcess server() {
        SluiceProcess running = server;
        if (running == null) {
            throw new IllegalStateException("there is no server yet");
        }
        return running;
    }

    ServerProbe probe() {
        return new ServerProbe(server().pid(), server().metrics());
    }

    /** Packets that the server dropped so far, by reason; empty when there is none. */
    Map<String, Double> drops() throws IOException {
        Map<String, Double> drops = new TreeMap<>();
        if (server != null && server.process().alive()) {
            probe().metrics()
                    .forEach((series, count) -> {
                        if (series.startsWith("sluice_drops_total")) {
                            drops.put(series.replaceAll(".*\"(.*)\".*", "$1"), count);
                        }
                    });
        }
        return drops;
    }

    List<GoodCall> calls() {
        return calls;
    }

    /** Sees to a living server with good calls. */
    void prepare() throws IOException, InterruptedException {
        SluiceProcess running = server;
        boolean alive = running != null && running.process().alive();
        if (alive && calls.stream().allMatch(call -> call.out() == 0)) {
            calls.forEach(GoodCall::mark);
            return;
        }
        if (running != null) {
            running.close();
        }
        calls.clear();
        server = start(List.of());
        for (int i = 0; i < options.calls; i++) {
            calls.add(GoodCall.start(this, "good" + i));
        }
        calls.forEach(GoodCall::mark);
    }

    /** Starts another server, which the caller closes. */
    SluiceProcess start(List<String> jvm, String... flags)
            throws IOException, InterruptedException {
        List<String> all = Stream.concat(options.jvm.stream(), jvm.stream()).toList();
        return SluiceProcess.start(
                "",
                all,
                List.of(Main.class.getName()),
                List.of(flags),
                options.directory.resolve("server" + ++servers + ".log"));
    }

    /** The log of the server that was started last. */
    Path log() {
        return options.directory.resolve("server" + servers + ".log");
    }

    /** A room that nobody is in yet. */
    String room() {
        return "fault" + ++rooms;
    }

    JoinOptions options(String room, String identity) {
        return JoinOptions.of(server().signaling(), room).withIdentity(identity);
    }

    Caller join(String room, String identity) throws IOException, InterruptedException {
        return Caller.join(clients, options(room, identity));
    }

    /** Where the server takes media. */
    InetSocketAddress mediaPort() throws IOException, InterruptedException {
        Candidate first = Waiting.get(calls.get(0).one().participant().offered()).get(0);
        return new InetSocketAddress(first.host(), first.port());
    }

    /** A perfect link to the server's media port, yet. */
    ImpairingProxy link() throws IOException, InterruptedException {
        return ImpairingProxy.start(
                new InetSocketAddress(LOOPBACK, 0), mediaPort(), PERFECT, PERFECT, 1);
    }

    /** Leads media through a port on loopback. */
    static JoinOptions through(JoinOptions options, int port) {
        return options.withCandidates(all -> {
            Candidate to = all.get(0);
            return List.of(
                    new Candidate(
                            to.foundation(),
                            to.component(),
                            to.protocol(),
                            to.priority(),
                            LOOPBACK.getHostAddress(),
                            port,
                            to.type(),
                            to.tcpType()));
        });
    }

    /** How often somebody was told that anybody came or went since then. */
    static long comingsAndGoings(Caller caller, long sinceNanos) {
        return caller.told().stream()
                .filter(told -> told.nanos() >= sinceNanos)
                .filter(told ->
                        told.event() instanceof ClientEvent.ParticipantJoined
                                || told.event() instanceof ClientEvent.ParticipantLeft)
                .count();
    }

    @Override
    public void close() {
        clients.close();
        if (server != null) {
            server.close();
        }
    }
}
