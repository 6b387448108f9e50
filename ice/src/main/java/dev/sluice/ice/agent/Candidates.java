package dev.sluice.ice.agent;

import dev.sluice.mediacore.net.Protocol;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Host candidates and their priorities (RFC 8445, section 5.1; TCP by RFC 6544, section 4). Knows
 * no interfaces and resolves nothing: the addresses come in. Thread-safe.
 */
public final class Candidates {

    /** Type preferences of RFC 8445, section 5.1.2.1, and lower ones for TCP. */
    static final int HOST_PREFERENCE = 126;

    static final int PEER_REFLEXIVE_PREFERENCE = 110;
    private static final int TCP_HOST_PREFERENCE = 90;

    private static final int MAX_LOCAL_PREFERENCE = 65_535;

    /** RFC 6544, section 4.2: direction preference of a passive host candidate, times 2^13. */
    private static final int TCP_PASSIVE_PREFERENCE = 4 << 13;

    private static final int MAX_TCP_OTHER_PREFERENCE = 8_191;

    /** The only component with rtcp-mux. */
    private static final int COMPONENT = 1;

    /** Addresses where clouds serve metadata or their agents, beyond the link-local ones. */
    private static final Set<InetAddress> METADATA =
            Set.of(
                    literal("100.100.100.200"),
                    literal("168.63.129.16"),
                    literal("192.0.0.192"),
                    literal("fd00:ec2::254"),
                    literal("fd20:ce::254"));

    private Candidates() {}

    /** UDP host candidates for the {@link #usable} ones of a machine's addresses. */
    public static List<Candidate> local(Collection<InetAddress> addresses, int port) {
        List<InetSocketAddress> ends = new ArrayList<>();
        for (InetAddress address : usable(addresses)) {
            ends.add(new InetSocketAddress(address, port));
        }
        return host(Protocol.UDP, ends);
    }

    /**
     * Host candidates for just these addresses, the first the most preferred: for what an operator
     * advertises. TCP ones are passive.
     */
    public static List<Candidate> host(Protocol protocol, List<InetSocketAddress> ends) {
        List<Candidate> candidates = new ArrayList<>();
        for (InetSocketAddress end : new LinkedHashSet<>(ends)) {
            String host = text(end.getAddress());
            candidates.add(
                    new Candidate(
                            foundation(protocol, host),
                            COMPONENT,
                            protocol,
                            hostPriority(protocol, candidates.size()),
                            host,
                            end.getPort(),
                            "host",
                            protocol == Protocol.TCP ? "passive" : ""));
        }
        return List.copyOf(candidates);
    }

    /**
     * The addresses that a peer may be offered, IPv6 and IPv4 in turn (RFC 8421, section 4),
     * without doubles. Link-local, metadata, multicast and unspecified addresses never; loopback
     * only when there is nothing else.
     */
    public static List<InetAddress> usable(Collection<InetAddress> addresses) {
        Set<InetAddress> remote = new LinkedHashSet<>();
        Set<InetAddress> loopback = new LinkedHashSet<>();
        for (InetAddress address : addresses) {
            InetAddress normal = Addresses.normalise(address);
            if (isOfferable(normal)) {
                (normal.isLoopbackAddress() ? loopback : remote).add(normal);
            }
        }
        return interleave(remote.isEmpty() ? loopback : remote);
    }

    /** Whether a peer may be told of {@code address} at all. */
    public static boolean isOfferable(InetAddress address) {
        InetAddress normal = Addresses.normalise(address);
        return !normal.isAnyLocalAddress()
                && !normal.isLinkLocalAddress()
                && !normal.isMulticastAddress()
                && !METADATA.contains(normal)
                && !normal.equals(literal("255.255.255.255"));
    }

    /**
     * The priority of a candidate (RFC 8445, section 5.1.2.1).
     *
     * @param typePreference 0 to 126
     * @param localPreference 0 to 65,535
     */
    public static long priority(int typePreference, int localPreference) {
        return ((long) typePreference << 24) + ((long) localPreference << 8) + 256 - COMPONENT;
    }

    /** The priority of a pair (RFC 8445, section 6.1.2.3); to be compared unsigned. */
    static long pairPriority(long controlling, long controlled) {
        long low = Math.min(controlling, controlled);
        long high = Math.max(controlling, controlled);
        return (low << 32) + 2 * high + (controlling > controlled ? 1 : 0);
    }

    static long hostPriority(Protocol protocol, int rank) {
        return protocol == Protocol.UDP
                ? priority(HOST_PREFERENCE, udpLocalPreference(rank))
                : priority(
                        TCP_HOST_PREFERENCE,
                        TCP_PASSIVE_PREFERENCE + Math.max(0, MAX_TCP_OTHER_PREFERENCE - rank));
    }

    static int udpLocalPreference(int rank) {
        return Math.max(0, MAX_LOCAL_PREFERENCE - rank);
    }

    private static List<InetAddress> interleave(Set<InetAddress> addresses) {
        List<InetAddress> ipv6 = new ArrayList<>();
        List<InetAddress> ipv4 = new ArrayList<>();
        for (InetAddress address : addresses) {
            (address instanceof Inet6Address ? ipv6 : ipv4).add(address);
        }
        List<InetAddress> mixed = new ArrayList<>();
        for (int i = 0; i < Math.max(ipv6.size(), ipv4.size()); i++) {
            if (i < ipv6.size()) {
                mixed.add(ipv6.get(i));
            }
            if (i < ipv4.size()) {
                mixed.add(ipv4.get(i));
            }
        }
        return List.copyOf(mixed);
    }

    /** Equal for candidates of one type, base and protocol (RFC 8445, section 5.1.1.3). */
    private static String foundation(Protocol protocol, String host) {
        CRC32 crc = new CRC32();
        crc.update((protocol + " host " + host).getBytes(StandardCharsets.US_ASCII));
        return Long.toString(crc.getValue());
    }

    /** The literal without a scope, which means nothing to a peer. */
    private static String text(InetAddress address) {
        String text = Addresses.normalise(address).getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    private static InetAddress literal(String text) {
        InetAddress address = Addresses.parse(text);
        if (address == null) {
            throw new IllegalStateException("no address literal: " + text);
        }
        return address;
    }
}
