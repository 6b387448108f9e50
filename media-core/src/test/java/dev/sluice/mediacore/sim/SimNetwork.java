package dev.sluice.mediacore.sim;

import dev.sluice.mediacore.net.DatagramSink;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A network of datagrams between socket addresses. Each ordered pair of addresses has a link of its
 * own with its own randomness, so that traffic on one does not change the fate of another. What is
 * sent to an address that nobody has bound is counted and gone.
 */
public final class SimNetwork implements DatagramSink {

    /** A bound socket. The bytes are the receiver's to keep. */
    @FunctionalInterface
    public interface Socket {
        /** A datagram arrived; its bytes are the socket's own. */
        void onDatagram(long nowNanos, Tuple tuple, byte[] data, int offset, int length);
    }

    private record Pair(InetSocketAddress from, InetSocketAddress to) {}

    /** IPv4 and UDP headers: what a datagram costs a link beyond its payload. */
    public static final int HEADER_BYTES = 28;

    private final SimClock clock;
    private final RandomGenerator seeds;
    private final LinkConditions conditions;
    private final Map<InetSocketAddress, Socket> sockets = new HashMap<>();
    private final Map<Pair, SimLink<byte[]>> links = new HashMap<>();
    private long unbound;

    /**
     * A network whose links all start with {@code conditions}.
     *
     * @param seed of all its chances: an equal one gives an equal run
     */
    public SimNetwork(SimClock clock, long seed, LinkConditions conditions) {
        this.clock = clock;
        this.seeds = random(seed);
        this.conditions = conditions;
    }

    /**
     * The generator of every seeded test. It draws the same on each JDK, but for one Gaussian in
     * some ten million, which JDK 17 rounds otherwise: over hours of virtual time runs may differ.
     *
     * @param seed an equal one gives an equal sequence
     */
    public static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Gives datagrams to that address to a socket, in place of the one before. */
    public void bind(InetSocketAddress address, Socket socket) {
        sockets.put(address, socket);
    }

    /** Nobody listens at that address any more. */
    public void unbind(InetSocketAddress address) {
        sockets.remove(address);
    }

    /** The link from one address to the other, to change its conditions or to read its counts. */
    public SimLink<byte[]> link(InetSocketAddress from, InetSocketAddress to) {
        return links.computeIfAbsent(
                new Pair(from, to),
                pair ->
                        new SimLink<>(
                                clock,
                                random(seeds.nextLong()),
                                conditions,
                                (now, datagram) -> arrive(now, pair, datagram)));
    }

    /** Changes both directions between two addresses. */
    public void conditions(InetSocketAddress a, InetSocketAddress b, LinkConditions changed) {
        link(a, b).conditions(changed);
        link(b, a).conditions(changed);
    }

    @Override
    public void send(Tuple tuple, byte[] data, int offset, int length) {
        link(tuple.local(), tuple.remote())
                .send(length + HEADER_BYTES, Arrays.copyOfRange(data, offset, offset + length));
    }

    /** Datagrams that arrived where nobody listened. */
    public long unboundDatagrams() {
        return unbound;
    }

    private void arrive(long now, Pair pair, byte[] datagram) {
        Socket socket = sockets.get(pair.to);
        if (socket == null) {
            unbound++;
            return;
        }
        byte[] own = datagram.clone(); // a duplicate must not see what the first reader changed
        socket.onDatagram(now, new Tuple(Protocol.UDP, pair.to, pair.from), own, 0, own.length);
    }
}
