package dev.sluice.ice.agent;

import dev.sluice.mediacore.net.DatagramSink;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.mediacore.sim.SimNetwork;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A lite agent with its sockets on a simulated network. */
final class LiteNode implements DatagramSink {

    final IceLiteAgent agent;
    final List<InetSocketAddress> addresses;
    final List<StunVerdict> verdicts = new ArrayList<>();
    int repliedBytes;

    private final SimNetwork network;

    LiteNode(SimNetwork network, IceCredentials local, InetSocketAddress... addresses) {
        this.network = network;
        this.addresses = List.of(addresses);
        this.agent = new IceLiteAgent(local, IceLiteAgent.Config.DEFAULT);
        this.addresses.forEach(address -> network.bind(address, this::receive));
    }

    List<Candidate> candidates() {
        return Candidates.host(Protocol.UDP, addresses);
    }

    void receive(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
        verdicts.add(agent.onDatagram(nowNanos, tuple, data, offset, length, this));
    }

    @Override
    public void send(Tuple tuple, byte[] data, int offset, int length) {
        repliedBytes += length;
        network.send(tuple, data, offset, length);
    }
}
