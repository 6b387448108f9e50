package dev.sluice.bench.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over sockets on loopback. */
@Timeout(20)
class ImpairingProxyTest {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private DatagramSocket server;

    @BeforeEach
    void open() throws IOException {
        server = socket();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(ANY);
        socket.setSoTimeout(5_000);
        return socket;
    }

    private ImpairingProxy proxy(String up, String down) throws IOException {
        return ImpairingProxy.start(
                ANY,
                (InetSocketAddress) server.getLocalSocketAddress(),
                LinkProfile.parse(up),
                LinkProfile.parse(down),
                1);
    }

    private static void send(DatagramSocket from, SocketAddress to, String text)
            throws IOException {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(data, data.length, to));
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        socket.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldGiveEachClientAPortAndBringAnswersBack() throws IOException {
        try (ImpairingProxy proxy = proxy("", "");
                DatagramSocket ada = socket();
                DatagramSocket bob = socket()) {
            send(ada, proxy.address(), "from ada");
            DatagramPacket ofAda = receive(server);
            assertEquals("from ada", text(ofAda));
            send(bob, proxy.address(), "from bob");
            DatagramPacket ofBob = receive(server);
            assertEquals("from bob", text(ofBob));
            assertNotEquals(ofAda.getPort(), ofBob.getPort());

            send(server, ofBob.getSocketAddress(), "to bob");
            send(server, ofAda.getSocketAddress(), "to ada");
            DatagramPacket answer = receive(ada);
            assertEquals("to ada", text(answer));
            assertEquals(proxy.address(), answer.getSocketAddress());
            assertEquals("to bob", text(receive(bob)));
            assertEquals(2, proxy.counts().clients());
        }
    }

    @Test
    void shouldDelayBothWaysAndCountLosses() throws IOException {
        try (ImpairingProxy proxy = proxy("delay=60ms", "delay=40ms");
                DatagramSocket client = socket()) {
            long start = System.nanoTime();
            send(client, proxy.address(), "ping");
            DatagramPacket ping = receive(server);
            send(server, ping.getSocketAddress(), "pong");
            receive(client);
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 99 && millis < 1_000, millis + " ms");

            proxy.play(LinkProfile.parse("loss=100%"), LinkProfile.parse(""));
            send(client, proxy.address(), "lost");
            server.setSoTimeout(200);
            assertThrows(SocketTimeoutException.class, () -> receive(server));
            assertEquals(1, proxy.counts().up().lost());
            assertEquals(1, proxy.counts().up().delivered());
            assertEquals(1, proxy.counts().down().delivered());
        }
    }

    @Test
    void shouldHoldToTheRate() throws IOException {
        // 50 x 1,028 bytes at 2 Mbit/s: 206 ms.
        try (ImpairingProxy proxy = proxy("rate=2M queue=1s", "");
                DatagramSocket client = socket()) {
            long start = System.nanoTime();
            String text = "x".repeat(1_000);
            for (int i = 0; i < 50; i++) {
                send(client, proxy.address(), text);
            }
            for (int i = 0; i < 50; i++) {
                receive(server);
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 204 && millis < 2_000, millis + " ms");
        }
    }

    @Test
    void shouldSurviveAServerThatIsNotThere() throws Exception {
        try (ImpairingProxy proxy = proxy("", "");
                DatagramSocket client = socket()) {
            SocketAddress target = server.getLocalSocketAddress();
            server.close();
            for (int i = 1; i <= 5; i++) {
                send(client, proxy.address(), "anyone?");
                while (proxy.counts().up().delivered() < i) {
                    Thread.sleep(1);
                }
            }
            server = new DatagramSocket(target);
            server.setSoTimeout(5_000);
            // The refusal of the last one may still wait on the proxy's socket.
            Thread.sleep(20);
            send(client, proxy.address(), "now");
            assertEquals("now", text(receive(server)));
        }
    }
}
