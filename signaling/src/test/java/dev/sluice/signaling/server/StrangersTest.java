package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Permissions;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/** Those who are not let in: what they learn, what they make us do, how long they stay. */
@Timeout(120)
class StrangersTest {

    private static final String[] SDP = {"Content-Type", "application/sdp"};
    private static final int QUIET_MILLIS = 1_000;

    /** A room that exists, one that does not, and a forged token: the same answer. */
    @Test
    void shouldNotTellWhichRoomsThereAre() throws IOException {
        try (TestServer server = TestServer.withKey()) {
            String token = new TokenIssuer(TestServer.KEY).issue(grant("kitchen"));
            String forged = token.substring(0, token.length() - 4) + "AAAA";
            try (WebSocketClient ada = server.webSocket()) {
                JsonNode joined = ada.ask("join", join("kitchen", token));
                assertEquals("ok", joined.get("type").asString(), joined.toString());
                List<String> answers = new ArrayList<>();
                List<HttpResponse<String>> responses = new ArrayList<>();
                for (String[] attempt :
                        new String[][] {
                            {"kitchen", forged},
                            {"attic", forged},
                            {"attic", token},
                            {"kitchen", new TokenIssuer(TestServer.KEY).issue(grant("attic"))}
                        }) {
                    try (WebSocketClient eve = server.webSocket()) {
                        JsonNode error = eve.ask("join", join(attempt[0], attempt[1]));
                        answers.add(error.get("error").asString() + error.get("details"));
                    }
                    responses.add(
                            server.request(
                                    "POST",
                                    "/whip/" + attempt[0],
                                    "v=0",
                                    "Content-Type",
                                    "application/sdp",
                                    "Authorization",
                                    "Bearer " + attempt[1]));
                }
                assertEquals(1, answers.stream().distinct().count(), answers.toString());
                for (HttpResponse<String> response : responses) {
                    assertEquals(401, response.statusCode());
                    assertEquals(responses.get(0).body(), response.body());
                }
            }
        }
    }

    private static Grant grant(String room) {
        return new Grant(room, "eve", null, Permissions.ALL, Instant.now().plusSeconds(600));
    }

    private static String join(String room, String token) {
        return "\"room\":\"" + room + "\",\"token\":\"" + token + "\"";
    }

    /** CVE-2020-26262 and its kin: a lite agent sends to nobody that did not ask it by a check. */
    @Test
    void shouldSendNothingToSignalledCandidates() throws Exception {
        try (TestServer server = TestServer.withRooms(config -> config);
                DatagramSocket victim =
                        new DatagramSocket(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String candidates =
                    candidate("127.0.0.1", victim.getLocalPort())
                            + candidate("::ffff:127.0.0.1", victim.getLocalPort())
                            + candidate("169.254.169.254", 80)
                            + candidate("metadata.local", victim.getLocalPort());
            String offer = sample().replaceFirst("(a=ice-ufrag:)", candidates + "$1");
            HttpResponse<String> made = server.request("POST", "/whip/r", offer, SDP);
            assertEquals(201, made.statusCode(), made.body());
            String location = made.headers().firstValue("Location").orElseThrow();
            String fragment =
                    "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"
                            + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n"
                            + candidates;
            HttpResponse<String> restarted =
                    server.request(
                            "PATCH",
                            location,
                            fragment,
                            "Content-Type",
                            "application/trickle-ice-sdpfrag",
                            "If-Match",
                            "*");
            assertEquals(200, restarted.statusCode(), restarted.body());
            victim.setSoTimeout(QUIET_MILLIS);
            int packets = 0;
            try {
                while (true) {
                    victim.receive(new DatagramPacket(new byte[1500], 1500));
                    packets++;
                }
            } catch (SocketTimeoutException nothing) {
                assertEquals(0, packets, "packets to a signalled address");
            }
        }
    }

    private static String candidate(String address, int port) {
        return "a=candidate:1 1 udp 2113937151 " + address + " " + port + " typ host\r\n";
    }

    private static String sample() throws IOException {
        try (InputStream in =
                StrangersTest.class.getResourceAsStream("/sdp/chromium-h264.offer.sdp")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** CVE-2026-42577 and its kin. */
    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldBeRidOfFiveThousandSlowSocketsWithinTenSeconds() throws Exception {
        int count = 5_000;
        List<SocketChannel> slow = new ArrayList<>();
        try (TestServer server = TestServer.start()) {
            byte[] start = "GET / HTTP/1.1\r\nHost: l".getBytes(StandardCharsets.US_ASCII);
            InetSocketAddress address =
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), server.signaling.port());
            for (int i = 0; i < count; i++) {
                SocketChannel socket = SocketChannel.open(address);
                socket.configureBlocking(false);
                slow.add(socket);
            }
            long connected = System.nanoTime();
            int open = count;
            long slowestMillis = 0;
            for (int second = 0; open > 0 && second < 60; second++) {
                byte[] next =
                        Arrays.copyOfRange(start, second % start.length, second % start.length + 1);
                open = 0;
                for (SocketChannel socket : slow) {
                    open += trickle(socket, next) ? 1 : 0;
                }
                long asked = System.nanoTime();
                assertEquals(200, server.get("/health").statusCode());
                slowestMillis = Math.max(slowestMillis, (System.nanoTime() - asked) / 1_000_000);
                Thread.sleep(1_000);
            }
            long seconds = (System.nanoTime() - connected) / 1_000_000_000L;
            System.out.printf(
                    "Slow sockets: %d of 1 byte/s gone after %d s, health within %d ms%n",
                    count, seconds, slowestMillis);
            assertEquals(0, open, "slow sockets are open");
            // 9 s to a whole request, and the second in which we look.
            assertTrue(seconds <= 11, seconds + " s");
        } finally {
            for (SocketChannel socket : slow) {
                socket.close();
            }
        }
    }

    /** Whether the server still keeps the connection. */
    private static boolean trickle(SocketChannel socket, byte[] next) {
        try {
            if (socket.read(ByteBuffer.allocate(512)) < 0) {
                return false;
            }
            socket.write(ByteBuffer.wrap(next));
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
