package dev.sluice.ice.agent;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our bases and the peer's candidates, which make the pairs (RFC 8445, section 6.1.2.2). */
final class Endpoints {

    /**
     * A socket of ours.
     *
     * @param rank 0 for the most preferred
     * @param only the one address that a connection leads to; null: any
     */
    record Base(
            Protocol protocol,
            InetSocketAddress address,
            int rank,
            @Nullable InetSocketAddress only) {

        boolean carries(Tuple tuple) {
            return protocol == tuple.protocol()
                    && address.equals(tuple.local())
                    && leadsTo(tuple.remote());
        }

        boolean leadsTo(InetSocketAddress remote) {
            return only == null || only.equals(remote);
        }
    }

    private record Remote(Protocol protocol, InetSocketAddress address, long priority) {}

    private static final int MAX_PORT = 65_535;

    private final CheckList checks;
    private final int maxRemotes;
    private final List<Base> bases = new ArrayList<>();
    private final List<Remote> remotes = new ArrayList<>();
    private int basesAdded;

    Endpoints(CheckList checks, int maxRemotes) {
        this.checks = checks;
        this.maxRemotes = maxRemotes;
    }

    void addBase(Protocol protocol, InetSocketAddress address, @Nullable InetSocketAddress only) {
        Base base =
                new Base(
                        protocol,
                        Addresses.normalise(address),
                        basesAdded++,
                        only == null ? null : Addresses.normalise(only));
        bases.add(base);
        remotes.forEach(remote -> pair(base, remote));
    }

    /** Removes a base with its pairs; returns it, or null when it is not there. */
    @Nullable Base removeBase(Protocol protocol, InetSocketAddress address) {
        InetSocketAddress wanted = Addresses.normalise(address);
        for (Base base : bases) {
            if (base.protocol == protocol && base.address.equals(wanted)) {
                bases.remove(base);
                checks.removeIf(pair -> base.carries(pair.tuple));
                return base;
            }
        }
        return null;
    }

    /** The base that a datagram along {@code tuple} came in on, null for none of ours. */
    @Nullable Base baseOf(Tuple tuple) {
        for (Base base : bases) {
            if (base.carries(tuple)) {
                return base;
            }
        }
        return null;
    }

    /** Adds a candidate; one that is no unicast address literal with a port is left out. */
    void addRemote(Candidate candidate) {
        InetAddress host = Addresses.parse(candidate.host());
        if (host == null
                || host.isAnyLocalAddress()
                || host.isMulticastAddress()
                || candidate.port() < 1
                || candidate.port() > MAX_PORT
                || remotes.size() >= maxRemotes) {
            return;
        }
        Remote remote =
                new Remote(
                        candidate.protocol(),
                        new InetSocketAddress(host, candidate.port()),
                        candidate.priority());
        if (!remotes.contains(remote)) {
            remotes.add(remote);
            bases.forEach(base -> pair(base, remote));
        }
    }

    void clearRemotes() {
        remotes.clear();
    }

    private void pair(Base base, Remote remote) {
        InetAddress from = base.address.getAddress();
        InetAddress to = remote.address.getAddress();
        if (base.protocol == remote.protocol
                && base.leadsTo(remote.address)
                && from instanceof Inet6Address == to instanceof Inet6Address
                && from.isLinkLocalAddress() == to.isLinkLocalAddress()) {
            Tuple tuple = new Tuple(base.protocol, base.address, remote.address);
            checks.add(new CandidatePair(tuple, base.rank, remote.priority));
        }
    }
}
