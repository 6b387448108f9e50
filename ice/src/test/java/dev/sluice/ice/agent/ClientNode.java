package dev.sluice.ice.agent;

import dev.sluice.mediacore.net.DatagramSink;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.mediacore.sim.SimClock;
import dev.sluice.mediacore.sim.SimNetwork;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A controlling agent with its sockets on a simulated network, driven by its own deadlines. */
final class ClientNode implements DatagramSink, SimClock.Driven {

    final IceControllingAgent agent;
    final List<Long> sentNanos = new ArrayList<>();
    final List<InetSocketAddress> sentTo = new ArrayList<>();

    private final SimClock clock;
    private final SimNetwork network;

    ClientNode(
            SimClock clock,
            SimNetwork network,
            RandomGenerator random,
            InetSocketAddress... bases) {
        this.clock = clock;
        this.network = network;
        this.agent =
                new IceControllingAgent(
                        clock.nowNanos(),
                        new IceCredentialsFactory(random).create(0),
                        random,
                        IceControllingAgent.Config.DEFAULT);
        for (InetSocketAddress base : bases) {
            open(base);
        }
        clock.drive(this);
    }

    void open(InetSocketAddress base) {
        network.bind(base, this::receive);
        agent.addLocal(Protocol.UDP, base);
    }

    void close(InetSocketAddress base) {
        network.unbind(base);
        agent.removeLocal(Protocol.UDP, base);
    }

    void receive(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
        agent.onDatagram(nowNanos, tuple, data, offset, length, this);
    }

    @Override
    public long nextDeadlineNanos() {
        return agent.nextDeadlineNanos();
    }

    @Override
    public void onTimeout(long nowNanos) {
        agent.onTimeout(nowNanos, this);
    }

    @Override
    public void send(Tuple tuple, byte[] data, int offset, int length) {
        sentNanos.add(clock.nowNanos());
        sentTo.add(tuple.remote());
        network.send(tuple, data, offset, length);
    }
}
