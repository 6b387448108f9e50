package dev.sluice.sfu.net;

import dev.sluice.ice.agent.Addresses;
import dev.sluice.ice.agent.Candidates;
import dev.sluice.ice.stun.StunClass;
import dev.sluice.ice.stun.StunCodec;
import dev.sluice.ice.stun.StunFault;
import dev.sluice.ice.stun.StunFrame;
import dev.sluice.ice.stun.StunMessage;
import dev.sluice.ice.stun.TransactionId;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a STUN server (RFC 8489) where the world sees our addresses. Blocks for up to {@link #TRIES}
 * x {@link #PATIENCE_MILLIS} per address that gets no answer: meant for the start.
 */
public final class StunDiscovery {

    static final int TRIES = 3;
    static final int PATIENCE_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(StunDiscovery.class);

    private final InetSocketAddress server;
    private final RandomGenerator random;

    /**
     * A discovery by one server.
     *
     * @param server resolved
     * @param random unguessable
     */
    public StunDiscovery(InetSocketAddress server, RandomGenerator random) {
        this.server = server;
        this.random = random;
    }

    /**
     * Where the server sees these addresses of ours, as far as that is elsewhere. An address for
     * which no answer comes is left out, with a line in the log.
     *
     * @param port the UDP port that media will have, free yet; 0: any, and the answer's port means
     *     nothing
     */
    public List<InetSocketAddress> discover(List<InetAddress> addresses, int port) {
        List<InetSocketAddress> found = new ArrayList<>();
        for (InetAddress address : addresses) {
            if (!canReach(address)) {
                continue;
            }
            InetSocketAddress seen = ask(address, port);
            if (seen == null) {
                LOG.warn(
                        "no answer from the STUN server {} to {}: only our own address is offered",
                        server,
                        address.getHostAddress());
            } else if (isNews(seen, addresses) && !found.contains(seen)) {
                LOG.info("{} is {} in public", address.getHostAddress(), seen);
                found.add(seen);
            }
        }
        return found;
    }

    private boolean canReach(InetAddress from) {
        InetAddress to = server.getAddress();
        return from instanceof Inet6Address == to instanceof Inet6Address
                && from.isLoopbackAddress() == to.isLoopbackAddress();
    }

    private static boolean isNews(InetSocketAddress seen, List<InetAddress> ours) {
        return Candidates.isOfferable(seen.getAddress()) && !ours.contains(seen.getAddress());
    }

    private @Nullable InetSocketAddress ask(InetAddress from, int port) {
        TransactionId id = new TransactionId(random.nextInt(), random.nextLong());
        byte[] query = StunCodec.encode(StunMessage.query(id), null);
        try (DatagramSocket socket = new DatagramSocket(port, from)) {
            socket.connect(server);
            for (int i = 0; i < TRIES; i++) {
                socket.send(new DatagramPacket(query, query.length));
                InetSocketAddress seen = await(socket, id);
                if (seen != null) {
                    return Addresses.normalise(seen);
                }
            }
        } catch (IOException e) {
            LOG.debug("asking {} from {}", server, from, e);
        }
        return null;
    }

    private static @Nullable InetSocketAddress await(DatagramSocket socket, TransactionId id)
            throws IOException {
        byte[] data = new byte[StunFrame.MAX_BYTES];
        StunFrame frame = new StunFrame();
        long endNanos = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        for (long left = PATIENCE_MILLIS; left > 0; ) {
            DatagramPacket packet = new DatagramPacket(data, data.length);
            try {
                socket.setSoTimeout((int) left);
                socket.receive(packet);
            } catch (SocketTimeoutException late) {
                return null;
            }
            if (frame.read(data, 0, packet.getLength()) == StunFault.NONE) {
                StunMessage answer = StunCodec.decode(frame);
                if (answer != null
                        && answer.type() == StunClass.SUCCESS
                        && answer.transactionId().equals(id)) {
                    return answer.mappedAddress();
                }
            }
            left = (endNanos - System.nanoTime()) / 1_000_000L;
        }
        return null;
    }
}
