package dev.sluice.signaling.client;

import dev.sluice.ice.agent.Addresses;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceControllingAgent;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A participant's sockets: one for UDP in each address family that leads to the server, and, when
 * there is no path for a while, a connection to each of its first TCP candidates, until there is
 * one over UDP. Owned by the participant's loop.
 */
final class ClientPaths {

    /** A server that offers more has them from the same few ports. */
    private static final int MAX_STREAMS = 8;

    /**
     * The first check by UDP and its repetition, 500 ms later, have each had half a second: neither
     * a lost datagram nor a server that is busy for a moment makes a connection.
     */
    private static final long HEAD_START_MILLIS = 1_000;

    /**
     * Connections outlive the change to UDP by so long: what is under way on them arrives, and a
     * nomination that it overtook has been repeated, with a check of consent after 6 s at most.
     */
    private static final long UNUSED_NANOS = 7_000_000_000L;

    private static final long FIRST_RECONNECT_MILLIS = 200;
    private static final long LAST_RECONNECT_MILLIS = 5_000;

    private final ClientLoop loop;
    private final ClientTransport transport;
    private final IceControllingAgent ice;
    private final Set<Protocol> protocols;
    private final List<ClientSocket> sockets = new ArrayList<>();
    private final Map<Tuple, ClientStream> streams = new HashMap<>();
    private final Set<InetSocketAddress> connected = new HashSet<>();
    private List<Candidate> candidates = List.of();
    private @Nullable InetAddress local;
    private long reconnectMillis = FIRST_RECONNECT_MILLIS;
    private long unusedNanos;
    private boolean closed;

    /**
     * Nothing open yet.
     *
     * @param local to bind to; null: whatever leads to the server
     */
    ClientPaths(
            ClientLoop loop,
            ClientTransport transport,
            IceControllingAgent ice,
            Set<Protocol> protocols,
            @Nullable InetAddress local) {
        this.loop = loop;
        this.transport = transport;
        this.ice = ice;
        this.protocols = protocols;
        this.local = local;
    }

    /**
     * Opens what leads to these candidates and is not open yet.
     *
     * @throws IOException when nothing does
     */
    void open(List<Candidate> offered) throws IOException {
        candidates = List.copyOf(offered);
        if (protocols.contains(Protocol.UDP) && sockets.isEmpty()) {
            openSockets();
        }
        boolean streams = protocols.contains(Protocol.TCP) && !streamEnds().isEmpty();
        if (streams) {
            reconnectMillis = FIRST_RECONNECT_MILLIS;
            openStreamsAfter(sockets.isEmpty() ? 0 : HEAD_START_MILLIS);
        }
        if (sockets.isEmpty() && !streams) {
            throw new IOException(
                    "no way by " + protocols + " to any of the server's candidates " + candidates);
        }
    }

    /**
     * Moves to another address of this machine, as when a device changes networks: the old sockets
     * are gone at once.
     *
     * @param address null: whatever leads to the server now
     */
    void move(@Nullable InetAddress address) throws IOException {
        local = address;
        for (ClientSocket socket : List.copyOf(sockets)) {
            sockets.remove(socket);
            socket.close();
            ice.removeLocal(Protocol.UDP, socket.local());
        }
        for (ClientStream stream : List.copyOf(streams.values())) {
            stream.close();
            lost(stream);
        }
        connected.clear();
        open(candidates);
    }

    List<Candidate> candidates() {
        return candidates;
    }

    boolean send(Tuple tuple, byte[] data, int offset, int length) {
        if (tuple.protocol() == Protocol.TCP) {
            ClientStream stream = streams.get(tuple);
            return stream != null && stream.send(data, offset, length);
        }
        for (int i = 0; i < sockets.size(); i++) {
            ClientSocket socket = sockets.get(i);
            if (socket.local().equals(tuple.local())) {
                return socket.send(tuple.remote(), data, offset, length);
            }
        }
        return false;
    }

    void connected(ClientStream stream) {
        if (closed) {
            stream.close();
            return;
        }
        streams.put(stream.tuple(), stream);
        ice.addConnection(stream.tuple().local(), stream.tuple().remote());
    }

    void lost(ClientStream stream) {
        if (streams.remove(stream.tuple(), stream)) {
            connected.remove(stream.tuple().remote());
            ice.removeLocal(Protocol.TCP, stream.tuple().local());
            reconnect();
        }
    }

    /** A connection did not come to stand. */
    void failed(InetSocketAddress end) {
        if (connected.remove(end)) {
            reconnect();
        }
    }

    /** Closes the connections when media has not needed them for a while. */
    void onTick(long nowNanos) {
        Tuple path = ice.selected();
        if (streams.isEmpty() || path == null || path.protocol() == Protocol.TCP) {
            unusedNanos = nowNanos + UNUSED_NANOS;
        } else if (nowNanos >= unusedNanos) {
            unusedNanos = nowNanos + UNUSED_NANOS;
            streams.values().forEach(ClientStream::close);
        }
    }

    private void reconnect() {
        openStreamsAfter(reconnectMillis);
        reconnectMillis = Math.min(2 * reconnectMillis, LAST_RECONNECT_MILLIS);
    }

    void close() {
        closed = true;
        sockets.forEach(ClientSocket::close);
        streams.values().forEach(ClientStream::close);
    }

    private void openSockets() throws IOException {
        for (InetSocketAddress end : ends(Protocol.UDP)) {
            InetAddress from = local == null ? routeTo(end) : local;
            if (from != null && sameFamily(from, end.getAddress()) && !covered(from)) {
                ClientSocket socket = ClientSocket.open(loop, from, transport);
                sockets.add(socket);
                ice.addLocal(Protocol.UDP, socket.local());
            }
        }
    }

    private boolean covered(InetAddress from) {
        return sockets.stream().anyMatch(s -> sameFamily(s.local().getAddress(), from));
    }

    private void openStreamsAfter(long millis) {
        if (millis == 0) {
            openStreams();
            return;
        }
        var unused = loop.eventLoop().schedule(this::openStreams, millis, TimeUnit.MILLISECONDS);
    }

    /** None while there is a path already: a server does not keep what is not used. */
    private void openStreams() {
        if (closed) {
            return;
        }
        if (ice.selected() != null) {
            reconnectMillis = FIRST_RECONNECT_MILLIS;
            return;
        }
        for (InetSocketAddress end : streamEnds()) {
            if (connected.size() < MAX_STREAMS && connected.add(end)) {
                ClientStream.connect(loop, local, end, transport, this);
            }
        }
    }

    private List<InetSocketAddress> streamEnds() {
        InetAddress from = local;
        return ends(Protocol.TCP).stream()
                .filter(end -> from == null || sameFamily(from, end.getAddress()))
                .toList();
    }

    private List<InetSocketAddress> ends(Protocol protocol) {
        List<InetSocketAddress> ends = new ArrayList<>();
        for (Candidate candidate : candidates) {
            InetAddress host = Addresses.parse(candidate.host());
            if (host != null && candidate.protocol() == protocol) {
                ends.add(new InetSocketAddress(host, candidate.port()));
            }
        }
        return ends;
    }

    private static boolean sameFamily(InetAddress a, InetAddress b) {
        return a instanceof Inet6Address == b instanceof Inet6Address;
    }

    private static @Nullable InetAddress routeTo(InetSocketAddress end) {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(end);
            InetAddress from = probe.getLocalAddress();
            return from.isAnyLocalAddress() ? null : from;
        } catch (IOException | UncheckedIOException noRoute) {
            return null;
        }
    }
}
