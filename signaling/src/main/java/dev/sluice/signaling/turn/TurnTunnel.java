package dev.sluice.signaling.turn;

import dev.sluice.ice.agent.Addresses;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.mediacore.net.Protocol;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Leads a headless participant through a TURN server: to it, the server's candidates are local
 * ports, and whatever it sends there comes to the server from the relay. Candidates are given from
 * any thread; the tunnel has threads of its own.
 */
public final class TurnTunnel implements Closeable {

    /** A server has few addresses; the first ones are those that it prefers. */
    private static final int MAX_ENDS = 4;

    private static final int RECEIVE_MILLIS = 200;

    private final TurnAllocation allocation;
    private final List<End> ends = new CopyOnWriteArrayList<>();
    private volatile @Nullable String refusal;
    private volatile boolean closed;
    private boolean started;

    /** A candidate of the server, and the port here that stands for it. */
    private static final class End {

        final InetSocketAddress server;
        final DatagramSocket here;
        boolean asked;
        volatile int channel = -1;
        volatile @Nullable InetSocketAddress participant;

        End(InetSocketAddress server, DatagramSocket here) {
            this.server = server;
            this.here = here;
        }
    }

    /** A tunnel through an allocation, which ends with it. */
    public TurnTunnel(TurnAllocation allocation) {
        this.allocation = allocation;
    }

    /** What the participant is to take the server's candidates for. */
    public synchronized List<Candidate> through(List<Candidate> offered) {
        List<Candidate> local = new ArrayList<>();
        for (Candidate candidate : offered) {
            InetAddress host = Addresses.parse(candidate.host());
            if (host != null && candidate.protocol() == Protocol.UDP && relays(host)) {
                End end = end(new InetSocketAddress(host, candidate.port()));
                if (end != null) {
                    local.add(standIn(candidate, end.here));
                }
            }
        }
        if (!started && !ends.isEmpty()) {
            started = true;
            start(this::receive, "turn-receive");
        }
        return local;
    }

    /** Why the TURN server does not relay to the server; null while there is no such reason. */
    public @Nullable String refusal() {
        return refusal;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        ends.forEach(end -> end.here.close());
        allocation.close();
    }

    private boolean relays(InetAddress host) {
        return host instanceof Inet6Address
                == allocation.relayed().getAddress() instanceof Inet6Address;
    }

    private @Nullable End end(InetSocketAddress server) {
        for (End end : ends) {
            if (end.server.equals(server)) {
                return end;
            }
        }
        if (ends.size() == MAX_ENDS || closed) {
            return null;
        }
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            End end = new End(server, new DatagramSocket(0, loopback));
            ends.add(end);
            return end;
        } catch (IOException e) {
            refusal = "no local port: " + e.getMessage();
            return null;
        }
    }

    private static Candidate standIn(Candidate candidate, DatagramSocket here) {
        return new Candidate(
                candidate.foundation(),
                candidate.component(),
                Protocol.UDP,
                candidate.priority(),
                here.getLocalAddress().getHostAddress(),
                here.getLocalPort(),
                candidate.type(),
                "");
    }

    private void receive() {
        try {
            while (!closed) {
                bindNew();
                TurnAllocation.ChannelData came = allocation.receive(RECEIVE_MILLIS);
                if (came != null) {
                    deliver(came.channel(), came.data());
                }
            }
        } catch (IOException e) {
            if (!closed) {
                refusal = "the TURN server is gone: " + e.getMessage();
            }
        }
    }

    /** Candidates come at any time, as when the server answers another offer. */
    private void bindNew() throws IOException {
        for (End end : ends) {
            if (!end.asked) {
                end.asked = true;
                bind(end);
            }
        }
    }

    private void bind(End end) throws IOException {
        try {
            end.channel = allocation.bind(end.server);
            start(() -> forward(end), "turn-send");
        } catch (TurnException e) {
            refusal =
                    "the TURN server does not relay to "
                            + end.server.getAddress().getHostAddress()
                            + " ("
                            + e.getMessage()
                            + ")";
        }
    }

    private void deliver(int channel, byte[] data) throws IOException {
        for (End end : ends) {
            InetSocketAddress to = end.participant;
            if (end.channel == channel && to != null) {
                end.here.send(new DatagramPacket(data, data.length, to));
            }
        }
    }

    private void forward(End end) {
        DatagramPacket packet =
                new DatagramPacket(new byte[TurnLink.MAX_BYTES], TurnLink.MAX_BYTES);
        try {
            while (!closed) {
                packet.setLength(TurnLink.MAX_BYTES);
                end.here.receive(packet);
                end.participant = (InetSocketAddress) packet.getSocketAddress();
                allocation.send(end.channel, packet.getData(), packet.getLength());
            }
        } catch (IOException e) {
            if (!closed) {
                refusal = "the TURN server is gone: " + e.getMessage();
            }
        }
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
