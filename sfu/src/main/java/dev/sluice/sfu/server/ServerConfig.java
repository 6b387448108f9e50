package dev.sluice.sfu.server;

import dev.sluice.sfu.room.RoomLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
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
 * @param emptyRoomTimeout how long a room outlives its last participant
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
        Duration emptyRoomTimeout,
        Executor events) {

    /** The {@code tcpPort} of a server that takes media over UDP only. */
    public static final int NO_TCP = -1;

    private static final int MAX_PORT = 65_535;

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
                    Duration.ofMinutes(5),
                    ForkJoinPool.commonPool());

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

    public ServerConfig withUdpPort(int port) {
        return new ServerConfig(
                port,
                tcpPort,
                addresses,
                advertised,
                advertisedTcp,
                stun,
                loops,
                limits,
                emptyRoomTimeout,
                events);
    }

    public ServerConfig withTcpPort(int port) {
        return new ServerConfig(
                udpPort,
                port,
                addresses,
                advertised,
                advertisedTcp,
                stun,
                loops,
                limits,
                emptyRoomTimeout,
                events);
    }

    public ServerConfig withAddresses(List<InetAddress> value) {
        return new ServerConfig(
                udpPort,
                tcpPort,
                value,
                advertised,
                advertisedTcp,
                stun,
                loops,
                limits,
                emptyRoomTimeout,
                events);
    }

    public ServerConfig withAdvertised(List<InetSocketAddress> value) {
        return new ServerConfig(
                udpPort,
                tcpPort,
                addresses,
                value,
                advertisedTcp,
                stun,
                loops,
                limits,
                emptyRoomTimeout,
                events);
    }

    public ServerConfig withAdvertisedTcp(List<InetSocketAddress> value) {
        return new ServerConfig(
                udpPort,
                tcpPort,
                addresses,
                advertised,
                value,
                stun,
                loops,
                limits,
                emptyRoomTimeout,
                events);
    }

    public ServerConfig withStun(@Nullable InetSocketAddress value) {
        return new ServerConfig(
                udpPort,
                tcpPort,
                addresses,
                advertised,
                advertisedTcp,
                value,
                loops,
                limits,
                emptyRoomTimeout,
                events);
    }

    public ServerConfig withLoops(int value) {
        return new ServerConfig(
                udpPort,
                tcpPort,
                addresses,
                advertised,
                advertisedTcp,
                stun,
                value,
                limits,
                emptyRoomTimeout,
                events);
    }

    public ServerConfig withLimits(RoomLimits value) {
        return new ServerConfig(
                udpPort,
                tcpPort,
                addresses,
                advertised,
                advertisedTcp,
                stun,
                loops,
                value,
                emptyRoomTimeout,
                events);
    }

    public ServerConfig withEmptyRoomTimeout(Duration value) {
        return new ServerConfig(
                udpPort,
                tcpPort,
                addresses,
                advertised,
                advertisedTcp,
                stun,
                loops,
                limits,
                value,
                events);
    }

    public ServerConfig withEvents(Executor value) {
        return new ServerConfig(
                udpPort,
                tcpPort,
                addresses,
                advertised,
                advertisedTcp,
                stun,
                loops,
                limits,
                emptyRoomTimeout,
                value);
    }
}
