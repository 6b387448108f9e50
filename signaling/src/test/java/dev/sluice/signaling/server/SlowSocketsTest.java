package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.kit.FakeMediaServer;
import dev.sluice.signaling.kit.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Sockets that bring one byte a second (CVE-2026-42577 and its kin). */
@Tag("once")
@Timeout(180)
class SlowSocketsTest {

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long LOOK_MILLIS = 100;

    /** What is begun at once, and what then comes a byte a second. */
    private enum Kind {
        REQUEST("", "GET / HTTP/1.1\r\nHost: localhost\r\n"),
        BODY(
                "POST /whip/r HTTP/1.1\r\nHost: l\r\nContent-Type: application/sdp\r\nContent-Length: 999\r\n\r\n",
                "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n"),
        /** A record of 8 KiB that holds a ClientHello. */
        TLS(
                "\u0016\u0003\u0001\u0020",
                "\u0000\u0001\u0000\u0001\u00fc\u0003\u0003abcdefghijklmnop"),
        /** A masked text frame of 126 bytes and more. */
        JOIN(
                "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                "\u0081\u00fe\u0001\u0000abcdefghijklmnopqrstuvwxyz");

        final byte[] first;
        final byte[] slowly;

        Kind(String first, String slowly) {
            this.first = first.getBytes(StandardCharsets.ISO_8859_1);
            this.slowly = slowly.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private record Slow(SocketChannel socket, Kind kind) {

        static Slow open(int port, Kind kind) throws IOException {
            SocketChannel socket =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.write(ByteBuffer.wrap(kind.first));
            socket.configureBlocking(false);
            return new Slow(socket, kind);
        }

        /** Sends the next byte; false when it is closed. */
        boolean trickle(int turn) {
            try {
                socket.write(ByteBuffer.wrap(kind.slowly, turn % kind.slowly.length, 1));
                return true;
            } catch (IOException closed) {
                return false;
            }
        }

        boolean isClosed() {
            ByteBuffer answer = ByteBuffer.allocate(512);
            try {
                int read = socket.read(answer);
                while (read > 0) {
                    answer.clear();
                    read = socket.read(answer);
                }
                return read < 0;
            } catch (IOException closed) {
                return true;
            }
        }
    }

    @Test
    void shouldBeRidOfSlowSockets() throws Exception {
        // A busy machine may take its time; the long run measures.
        outlast(100, 20);
    }

    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldBeRidOfFiveThousandSlowSocketsWithinTenSeconds() throws Exception {
        outlast(5_000 / Kind.values().length, 10);
    }

    /** So many of each kind at once, which must be gone after so many seconds. */
    private static void outlast(int each, int seconds) throws Exception {
        TlsIdentity identity =
                LanCertificate.generate(
                        List.of(InetAddress.getLoopbackAddress()),
                        new SecureRandom(),
                        Instant.now());
        List<Slow> all = new ArrayList<>();
        try (TestServer server = TestServer.start();
                FakeMediaServer media = new FakeMediaServer();
                SignalingServer secure =
                        SignalingServer.start(
                                SignalingConfig.builder().port(0).tls(identity).build(), media)) {
            for (Kind kind : Kind.values()) {
                int port = kind == Kind.TLS ? secure.port() : server.signaling.port();
                for (int i = 0; i < each; i++) {
                    all.add(Slow.open(port, kind));
                }
            }
            long connected = System.nanoTime();
            List<Slow> open = new ArrayList<>(all);
            long slowestMillis = 0;
            for (int second = 0; !open.isEmpty() && second < 60; second++) {
                int turn = second;
                open.removeIf(slow -> !slow.trickle(turn));
                long next = connected + (second + 1) * SECOND_NANOS;
                while (!open.isEmpty() && System.nanoTime() - next < 0) {
                    open.removeIf(Slow::isClosed);
                    long asked = System.nanoTime();
                    assertEquals(200, server.get("/health").statusCode());
                    slowestMillis =
                            Math.max(slowestMillis, (System.nanoTime() - asked) / 1_000_000);
                    Thread.sleep(LOOK_MILLIS);
                }
            }
            double took = (double) (System.nanoTime() - connected) / SECOND_NANOS;
            System.out.printf(
                    "Slow sockets: %d of 1 byte/s gone after %.1f s, health within %d ms%n",
                    all.size(), took, slowestMillis);
            assertEquals(0, open.size(), "slow sockets are open");
            assertTrue(took <= seconds, took + " s");
        } finally {
            for (Slow slow : all) {
                slow.socket.close();
            }
        }
    }
}
