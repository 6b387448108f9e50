package dev.sluice.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.mediacore.sim.SimNetwork;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.RemoteCandidate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A full agent of others, ice4j's, over a real socket against our lite one. */
@Timeout(40)
class Ice4jInteropTest {

    private final IceCredentials local = new IceCredentialsFactory(SimNetwork.random(8)).create(0);
    private final IceLiteAgent lite = new IceLiteAgent(local, IceLiteAgent.Config.DEFAULT);
    private DatagramSocket socket;

    @BeforeEach
    void open() throws SocketException {
        Optional<InetAddress> address =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(a -> a.getAddress().length == 4 && !a.isLoopbackAddress())
                        .findFirst();
        assumeTrue(address.isPresent(), "ice4j never uses loopback, and there is nothing else");
        assertEquals(
                "false", System.getProperty("ice4j.harvest.mapping.aws.enabled"), "ice/pom.xml");
        socket = new DatagramSocket(0, address.get());
    }

    @AfterEach
    void close() {
        if (socket != null) {
            socket.close();
        }
    }

    @Test
    void shouldBeFoundAndNominated() throws Exception {
        Thread server = new Thread(this::serve, "lite");
        server.setDaemon(true);
        server.start();
        Agent agent = new Agent();
        try {
            agent.setControlling(true);
            IceMediaStream stream = agent.createMediaStream("media");
            Component component =
                    agent.createComponent(
                            stream, 40_000, 40_000, 50_000, KeepAliveStrategy.SELECTED_ONLY, true);
            stream.setRemoteUfrag(local.usernameFragment());
            stream.setRemotePassword(local.password());
            TransportAddress ours =
                    new TransportAddress(
                            (InetSocketAddress) socket.getLocalSocketAddress(), Transport.UDP);
            component.addRemoteCandidate(
                    new RemoteCandidate(
                            ours,
                            component,
                            CandidateType.HOST_CANDIDATE,
                            "1",
                            2_130_706_431L,
                            null));
            agent.startConnectivityEstablishment();
            for (int i = 0; i < 200 && !isDone(agent.getState()); i++) {
                Thread.sleep(50);
            }
            assertTrue(isDone(agent.getState()), agent.getState().toString());
            CandidatePair pair = component.getSelectedPair();
            assertNotNull(pair);
            synchronized (lite) {
                Tuple selected = lite.selected();
                assertNotNull(selected, "it did not nominate");
                assertEquals(
                        pair.getLocalCandidate().getTransportAddress().getPort(),
                        selected.remote().getPort());
                assertTrue(lite.consented(System.nanoTime()));
            }
        } finally {
            agent.free();
        }
    }

    private static boolean isDone(IceProcessingState state) {
        return state == IceProcessingState.COMPLETED || state == IceProcessingState.TERMINATED;
    }

    private void serve() {
        InetSocketAddress here = (InetSocketAddress) socket.getLocalSocketAddress();
        byte[] data = new byte[1500];
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try {
            while (System.nanoTime() < end) {
                DatagramPacket packet = new DatagramPacket(data, data.length);
                socket.receive(packet);
                Tuple tuple =
                        new Tuple(
                                Protocol.UDP, here, (InetSocketAddress) packet.getSocketAddress());
                synchronized (lite) {
                    lite.onDatagram(
                            System.nanoTime(), tuple, data, 0, packet.getLength(), this::send);
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void send(Tuple tuple, byte[] data, int offset, int length) {
        try {
            socket.send(new DatagramPacket(data, offset, length, tuple.remote()));
        } catch (IOException e) {
            throw new IllegalStateException("a datagram to this machine leaves", e);
        }
    }
}
