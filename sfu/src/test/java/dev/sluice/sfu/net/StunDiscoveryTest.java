package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.ice.stun.StunCodec;
import dev.sluice.ice.stun.StunFault;
import dev.sluice.ice.stun.StunFrame;
import dev.sluice.ice.stun.StunMessage;
import dev.sluice.ice.stun.TransactionId;
import dev.sluice.mediacore.sim.SimNetwork;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StunDiscoveryTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress PUBLIC = new InetSocketAddress("198.51.100.7", 40_000);

    private final DatagramSocket server = new DatagramSocket(0, LOOPBACK);
    private int ignored;
    private boolean strangerFirst;
    private InetSocketAddress seen = PUBLIC;

    StunDiscoveryTest() throws SocketException {}

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldLearnThePublicAddress() {
        assertEquals(List.of(PUBLIC), discover());
    }

    @Test
    void shouldAskAgainWhenAnAnswerIsLost() {
        ignored = 2;
        assertEquals(List.of(PUBLIC), discover());
    }

    @Test
    void shouldBelieveOnlyTheAnswerToItsOwnQuestion() {
        strangerFirst = true;
        assertEquals(List.of(PUBLIC), discover());
    }

    @Test
    void shouldGiveUpOnASilentServer() {
        ignored = Integer.MAX_VALUE;
        assertEquals(List.of(), discover());
    }

    @Test
    void shouldReportNothingThatIsOurOwnOrNotToBeOffered() {
        seen = new InetSocketAddress(LOOPBACK, 40_000);
        assertEquals(List.of(), discover());
        seen = new InetSocketAddress("169.254.169.254", 40_000);
        assertEquals(List.of(), discover());
    }

    private List<InetSocketAddress> discover() {
        Thread thread = new Thread(this::serve);
        thread.setDaemon(true);
        thread.start();
        return new StunDiscovery(
                        new InetSocketAddress(LOOPBACK, server.getLocalPort()),
                        SimNetwork.random(1))
                .discover(List.of(LOOPBACK), 0);
    }

    private void serve() {
        byte[] data = new byte[1500];
        StunFrame frame = new StunFrame();
        try {
            for (int i = 0; ; i++) {
                DatagramPacket query = new DatagramPacket(data, data.length);
                server.receive(query);
                if (i < ignored) {
                    continue;
                }
                assertEquals(StunFault.NONE, frame.read(data, 0, query.getLength()));
                if (strangerFirst) {
                    answer(query, new TransactionId(0, 0), LOOPBACK.getHostAddress(), 9);
                }
                answer(
                        query,
                        frame.transactionId(),
                        seen.getAddress().getHostAddress(),
                        seen.getPort());
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void answer(DatagramPacket query, TransactionId id, String host, int port)
            throws IOException {
        byte[] answer =
                StunCodec.encode(StunMessage.success(id, new InetSocketAddress(host, port)), null);
        server.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
    }
}
