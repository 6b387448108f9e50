package dev.sluice.sfu.server;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.Candidates;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.sfu.net.StunDiscovery;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where peers are told to reach this server: over UDP first, then over TCP, then over TCP ports
 * that media shares with others. Safe from any thread.
 */
final class Reach {

    private final ServerConfig config;
    private final List<InetAddress> addresses;
    private final int udpPort;
    private final int tcpPort;
    private final List<InetSocketAddress> discovered;
    private final List<InetSocketAddress> shared = new ArrayList<>();
    private volatile List<Candidate> candidates;

    /**
     * Where the configured STUN server sees us; empty without one. Blocks while it asks. The UDP
     * port must still be free.
     */
    static List<InetSocketAddress> discover(ServerConfig config, List<InetAddress> addresses) {
        InetSocketAddress stun = config.stun();
        if (stun == null) {
            return List.of();
        }
        return new StunDiscovery(stun, new SecureRandom()).discover(addresses, config.udpPort());
    }

    /**
     * What follows from the configuration and the sockets.
     *
     * @param addresses listened on
     * @param tcpPort or NO_TCP
     * @param discovered where a STUN server saw our UDP port, or with a port configured as 0 only
     *     our address
     */
    Reach(
            ServerConfig config,
            List<InetAddress> addresses,
            int udpPort,
            int tcpPort,
            List<InetSocketAddress> discovered) {
        this.config = config;
        this.addresses = Candidates.usable(addresses);
        this.udpPort = udpPort;
        this.tcpPort = tcpPort;
        this.discovered = List.copyOf(discovered);
        this.candidates = compute();
    }

    List<Candidate> candidates() {
        return candidates;
    }

    /**
     * Media may come to these listeners of others too; an unspecified address means all, loopback
     * ones are not offered.
     */
    synchronized void share(List<InetSocketAddress> listening) {
        for (InetSocketAddress end : listening) {
            if (!end.getAddress().isLoopbackAddress()) {
                shared.add(end);
            }
        }
        candidates = compute();
    }

    private List<Candidate> compute() {
        List<InetSocketAddress> tcp = new ArrayList<>(config.advertisedTcp());
        if (tcpPort != ServerConfig.NO_TCP) {
            tcp.addAll(atOurAddresses(tcpPort));
        }
        for (InetSocketAddress end : shared) {
            boolean all = end.getAddress().isAnyLocalAddress() || !config.advertised().isEmpty();
            tcp.addAll(all ? atOurAddresses(end.getPort()) : List.of(end));
        }
        return Stream.concat(
                        Candidates.host(Protocol.UDP, udp()).stream(),
                        Candidates.host(Protocol.TCP, tcp).stream())
                .toList();
    }

    private List<InetSocketAddress> udp() {
        List<InetSocketAddress> ends = new ArrayList<>();
        for (InetSocketAddress end : config.advertised()) {
            ends.add(end.getPort() == 0 ? at(end.getAddress(), udpPort) : end);
        }
        if (ends.isEmpty()) {
            addresses.forEach(address -> ends.add(at(address, udpPort)));
            for (InetSocketAddress seen : discovered) {
                ends.add(config.udpPort() == 0 ? at(seen.getAddress(), udpPort) : seen);
            }
        }
        return ends;
    }

    /** One port of ours at every address where a peer may find us. */
    private List<InetSocketAddress> atOurAddresses(int port) {
        if (!config.advertised().isEmpty()) {
            return config.advertised().stream()
                    .filter(end -> end.getPort() == 0)
                    .map(end -> at(end.getAddress(), port))
                    .toList();
        }
        return Stream.concat(
                        addresses.stream(), discovered.stream().map(InetSocketAddress::getAddress))
                .distinct()
                .map(address -> at(address, port))
                .toList();
    }

    private static InetSocketAddress at(InetAddress address, int port) {
        return new InetSocketAddress(address, port);
    }
}
