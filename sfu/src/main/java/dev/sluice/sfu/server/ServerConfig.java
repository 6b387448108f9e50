package dev.sluice.sfu.server;

import dev.sluice.sfu.api.Hooks;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.room.RoomLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a server is set up. Immutable; {@link #DEFAULT} with the {@code with...} methods.
 *
 * @param udpPort for all media, 0 for any free port
 * @param tcpPort for clients whose network lets no UDP through (RFC 6544), 0 for any free port,
 *     {@link #NO_TCP} for none
 * @param addresses to listen on; empty: every address of the machine
 * @param advertised candidates instead of the addresses listened on, resolved; port 0 stands for
 *     every port of ours at that address, another one for UDP there
 * @param advertisedTcp TCP candidates beside those
 * @param stun asked at the start for the address that we have in public, null: nobody is asked
 * @param loops media loops; 0: one per processor
 * @param limits how large rooms may grow
 * @param serverLimits what the server takes on at most
 * @param bounds what one peer, room or caller can make it do or keep
 * @param emptyRoomTimeout how long a room outlives its last participant
 * @param dumpRtp a directory for the plaintext packets of every transport, as pcap files; null:
 *     none is written
 * @param metrics where the server registers its meters; null: nowhere. Servers that share one need
 *     a common tag each, or only the first is seen
 * @param hooks decisions that the embedder takes
 * @param events runs the embedder's listeners and completes its stages
 */
public record ServerConfig(
        int udpPort,
        int tcpPort,
        List<InetAddress> addresses,
        List<InetSocketAddress> advertised,
        List<InetSocketAddress> advertisedTcp,
        @Nullable InetSocketAddress stun,
        int loops,
        RoomLimits limits,
        ServerLimits serverLimits,
        Limits bounds,
        Duration emptyRoomTimeout,
        @Nullable Path dumpRtp,
        @Nullable MeterRegistry metrics,
        Hooks hooks,
        Executor events) {

    /** The {@code tcpPort} of a server that takes media over UDP only. */
    public static final int NO_TCP = -1;

    private static final int MAX_PORT = 65_535;

    /**
     * UDP on 7882, no TCP, every address of the machine, one loop per processor, events on the
     * common pool.
     */
    public static final ServerConfig DEFAULT =
            new ServerConfig(
                    7882,
                    NO_TCP,
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    0,
                    RoomLimits.DEFAULT,
                    ServerLimits.DEFAULT,
                    Limits.DEFAULT,
                    Duration.ofMinutes(5),
                    null,
                    null,
                    Hooks.NONE,
                    ForkJoinPool.commonPool());

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException naming the value that is out of bounds, and the remedy
     */
    public ServerConfig {
        addresses = List.copyOf(addresses);
        advertised = List.copyOf(advertised);
        advertisedTcp = List.copyOf(advertisedTcp);
        if (udpPort < 0 || udpPort > MAX_PORT) {
            throw new IllegalArgumentException("udpPort is " + udpPort + ": give 0 to 65535");
        }
        if (tcpPort < NO_TCP || tcpPort > MAX_PORT) {
            throw new IllegalArgumentException(
                    "tcpPort is " + tcpPort + ": give 0 to 65535, or NO_TCP");
        }
        if (loops < 0) {
            throw new IllegalArgumentException(
                    "loops is " + loops + ": give 1 or more, or 0 for one per processor");
        }
    }

    /** The same with another UDP port; 0: any free one. */
    public ServerConfig withUdpPort(int port) {
        return with(draft -> draft.udpPort = port);
    }

    /** The same with media over TCP on a port; 0: any free one, {@link #NO_TCP}: none. */
    public ServerConfig withTcpPort(int port) {
        return with(draft -> draft.tcpPort = port);
    }

    /** The same listening on these addresses only; empty: on all. */
    public ServerConfig withAddresses(List<InetAddress> value) {
        return with(draft -> draft.addresses = value);
    }

    /** The same telling clients these addresses instead of its own. */
    public ServerConfig withAdvertised(List<InetSocketAddress> value) {
        return with(draft -> draft.advertised = value);
    }

    /** The same telling clients these addresses for TCP too. */
    public ServerConfig withAdvertisedTcp(List<InetSocketAddress> value) {
        return with(draft -> draft.advertisedTcp = value);
    }

    /** The same asking that STUN server at the start; null: none. */
    public ServerConfig withStun(@Nullable InetSocketAddress value) {
        return with(draft -> draft.stun = value);
    }

    /** The same with so many media loops; 0: one per processor. */
    public ServerConfig withLoops(int value) {
        return with(draft -> draft.loops = value);
    }

    /** The same with other bounds for its rooms. */
    public ServerConfig withLimits(RoomLimits value) {
        return with(draft -> draft.limits = value);
    }

    /** The same with other bounds for the server. */
    public ServerConfig withServerLimits(ServerLimits value) {
        return with(draft -> draft.serverLimits = value);
    }

    /** The same with other bounds for one peer, room or caller. */
    public ServerConfig withBounds(Limits value) {
        return with(draft -> draft.bounds = value);
    }

    /**
     * The same with another value of one of these bounds.
     *
     * @param value in the limit's unit
     * @throws IllegalArgumentException naming the limit and what it can be
     */
    public ServerConfig withLimit(Limit limit, long value) {
        return withBounds(bounds.with(limit, value));
    }

    /** The same with another life of empty rooms. */
    public ServerConfig withEmptyRoomTimeout(Duration value) {
        return with(draft -> draft.emptyRoomTimeout = value);
    }

    /**
     * The same writing every packet in the clear to a directory; null: none. Only with the consent
     * of those who talk.
     */
    public ServerConfig withDumpRtp(@Nullable Path value) {
        return with(draft -> draft.dumpRtp = value);
    }

    /** The same with meters in that registry; null: nowhere. */
    public ServerConfig withMetrics(@Nullable MeterRegistry value) {
        return with(draft -> draft.metrics = value);
    }

    /** The same with decisions of the embedder's. */
    public ServerConfig withHooks(Hooks value) {
        return with(draft -> draft.hooks = value);
    }

    /**
     * The same running listeners and completing stages there. It may have any number of threads;
     * what is in order stays in order.
     */
    public ServerConfig withEvents(Executor value) {
        return with(draft -> draft.events = value);
    }

    private ServerConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new ServerConfig(
                draft.udpPort,
                draft.tcpPort,
                draft.addresses,
                draft.advertised,
                draft.advertisedTcp,
                draft.stun,
                draft.loops,
                draft.limits,
                draft.serverLimits,
                draft.bounds,
                draft.emptyRoomTimeout,
                draft.dumpRtp,
                draft.metrics,
                draft.hooks,
                draft.events);
    }

    /** A configuration while it is changed. */
    private static final class Draft {

        int udpPort;
        int tcpPort;
        List<InetAddress> addresses;
        List<InetSocketAddress> advertised;
        List<InetSocketAddress> advertisedTcp;
        @Nullable InetSocketAddress stun;
        int loops;
        RoomLimits limits;
        ServerLimits serverLimits;
        Limits bounds;
        Duration emptyRoomTimeout;
        @Nullable Path dumpRtp;
        @Nullable MeterRegistry metrics;
        Hooks hooks;
        Executor events;

        Draft(ServerConfig from) {
            udpPort = from.udpPort;
            tcpPort = from.tcpPort;
            addresses = from.addresses;
            advertised = from.advertised;
            advertisedTcp = from.advertisedTcp;
            stun = from.stun;
            loops = from.loops;
            limits = from.limits;
            serverLimits = from.serverLimits;
            bounds = from.bounds;
            emptyRoomTimeout = from.emptyRoomTimeout;
            dumpRtp = from.dumpRtp;
            metrics = from.metrics;
            hooks = from.hooks;
            events = from.events;
        }
    }
}
