package dev.sluice.signaling.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.signaling.kit.Coturn;
import dev.sluice.signaling.session.IceServers;
import dev.sluice.signaling.session.IceServers.IceServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnTunnelTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String SECRET = "the-turn-server-knows-it-too";

    /** The server's answers to later offers may bring candidates that the first had not. */
    @Test
    void shouldLeadToCandidatesThatComeLater() throws Exception {
        try (Coturn turn = Coturn.start(LOOPBACK, SECRET, "--allow-loopback-peers");
                TurnTunnel tunnel = new TurnTunnel(allocation(turn.url("udp")));
                DatagramSocket first = new DatagramSocket(0, LOOPBACK);
                DatagramSocket second = new DatagramSocket(0, LOOPBACK);
                DatagramSocket participant = new DatagramSocket(0, LOOPBACK)) {
            List<Candidate> early = tunnel.through(List.of(candidate(first)));
            exchange(participant, early.get(0), first);
            List<Candidate> late = tunnel.through(List.of(candidate(first), candidate(second)));
            assertEquals(early.get(0), late.get(0));
            exchange(participant, late.get(1), second);
            exchange(participant, late.get(0), first);
            assertNull(tunnel.refusal());
        }
    }

    private static TurnAllocation allocation(String url) throws IOException {
        IceServer server =
                new IceServers(List.of(url), () -> SECRET, Duration.ofMinutes(5), Clock.systemUTC())
                        .of("test")
                        .get(0);
        return TurnAllocation.open(
                TurnUrl.parse(url), server.username(), server.credential(), new SecureRandom());
    }

    private static Candidate candidate(DatagramSocket server) {
        return new Candidate(
                "1", 1, Protocol.UDP, 1, "127.0.0.1", server.getLocalPort(), "host", "");
    }

    /** One datagram there and one back; repeated, because it is UDP. */
    private static void exchange(
            DatagramSocket participant, Candidate standIn, DatagramSocket server)
            throws IOException {
        InetSocketAddress way = new InetSocketAddress(LOOPBACK, standIn.port());
        DatagramPacket came = ask(participant, "there", way, server);
        assertEquals("there", text(came));
        DatagramPacket back = ask(server, "back", came.getSocketAddress(), participant);
        assertEquals("back", text(back));
        assertEquals(way, back.getSocketAddress());
    }

    private static DatagramPacket ask(
            DatagramSocket from, String text, SocketAddress to, DatagramSocket at)
            throws IOException {
        byte[] data = text.getBytes(StandardCharsets.US_ASCII);
        at.setSoTimeout(300);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() - end < 0) {
            from.send(new DatagramPacket(data, data.length, to));
            try {
                DatagramPacket came = new DatagramPacket(new byte[64], 64);
                do {
                    at.receive(came);
                } while (!text(came).equals(text));
                return came;
            } catch (SocketTimeoutException e) {
                // Once more.
            }
        }
        throw new AssertionError("'" + text + "' does not come");
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }
}
