package dev.sluice.sfu.server;

import dev.sluice.sfu.room.RoomLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * How a server is set up. Immutable; {@link #DEFAULT} with the {@code with...} methods.
 *
 * @param udpPort for all media, 0 for any free port
 * @param addresses to listen on; empty: every address of the machine
 * @param advertised candidates instead of the addresses listened on, resolved; port 0 stands for
 *     the UDP port
 * @param loops media loops; 0: one per processor
 * @param limits how large rooms may grow
 * @param emptyRoomTimeout how long a room outlives its last participant
 * @param events runs the embedder's listeners and completes its stages
 */
public record ServerConfig(
        int udpPort,
        List<InetAddress> addresses,
        List<InetSocketAddress> advertised,
        int loops,
        RoomLimits limits,
        Duration emptyRoomTimeout,
        Executor events) {

    public static final ServerConfig DEFAULT =
            new ServerConfig(
                    7882,
                    List.of(),
                    List.of(),
                    0,
                    RoomLimits.DEFAULT,
                    Duration.ofMinutes(5),
                    ForkJoinPool.commonPool());

    public ServerConfig {
        addresses = List.copyOf(addresses);
        advertised = List.copyOf(advertised);
        if (udpPort < 0 || udpPort > 65_535) {
            throw new IllegalArgumentException("udpPort is " + udpPort + ": give 0 to 65535");
        }
        if (loops < 0) {
            throw new IllegalArgumentException(
                    "loops is " + loops + ": give 1 or more, or 0 for one per processor");
        }
    }

    public ServerConfig withUdpPort(int port) {
        return new ServerConfig(
                port, addresses, advertised, loops, limits, emptyRoomTimeout, events);
    }

    public ServerConfig withAddresses(List<InetAddress> value) {
        return new ServerConfig(
                udpPort, value, advertised, loops, limits, emptyRoomTimeout, events);
    }

    public ServerConfig withAdvertised(List<InetSocketAddress> value) {
        return new ServerConfig(udpPort, addresses, value, loops, limits, emptyRoomTimeout, events);
    }

    public ServerConfig withLoops(int value) {
        return new ServerConfig(
                udpPort, addresses, advertised, value, limits, emptyRoomTimeout, events);
    }

    public ServerConfig withLimits(RoomLimits value) {
        return new ServerConfig(
                udpPort, addresses, advertised, loops, value, emptyRoomTimeout, events);
    }

    public ServerConfig withEmptyRoomTimeout(Duration value) {
        return new ServerConfig(udpPort, addresses, advertised, loops, limits, value, events);
    }

    public ServerConfig withEvents(Executor value) {
        return new ServerConfig(
                udpPort, addresses, advertised, loops, limits, emptyRoomTimeout, value);
    }
}
