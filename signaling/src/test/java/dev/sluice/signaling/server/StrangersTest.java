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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    /** Nor by how long a refusal takes: the two are asked in turn, and their medians compared. */
    @Test
    void shouldNotTellByTheTimeOfAnAnswerWhichRoomsThereAre() throws IOException {
        try (TestServer server = TestServer.withKey();
                WebSocketClient ada = server.webSocket()) {
            TokenIssuer issuer = new TokenIssuer(TestServer.KEY);
            String joined =
                    ada.ask("join", join("kitchen", issuer.issue(grant("kitchen")))).toString();
            assertTrue(joined.contains("\"ok\""), joined);
            String other = issuer.issue(grant("hall"));
            int warm = 50;
            int count = 300;
            long[] known = new long[count];
            long[] unknown = new long[count];
            for (int i = -warm; i < count; i++) {
                long[] took = {
                    refusalNanos(server, "kitchen", other), refusalNanos(server, "attic", other)
                };
                if (i >= 0) {
                    known[i] = took[0];
                    unknown[i] = took[1];
                }
            }
            double knownMillis = medianMillis(known);
            double unknownMillis = medianMillis(unknown);
            System.out.printf(
                    "Refusals at a room that is there take %.3f ms, at another %.3f ms%n",
                    knownMillis, unknownMillis);
            double difference = Math.abs(knownMillis - unknownMillis);
            assertTrue(
                    difference <= 0.5 + 0.3 * Math.min(knownMillis, unknownMillis),
                    knownMillis + " and " + unknownMillis + " ms");
        }
    }

    private static long refusalNanos(TestServer server, String room, String token) {
        long asked = System.nanoTime();
        HttpResponse<String> response =
                server.request(
                        "POST",
                        "/whip/" + room,
                        "v=0",
                        "Content-Type",
                        "application/sdp",
                        "Authorization",
                        "Bearer " + token);
        long took = System.nanoTime() - asked;
        assertEquals(401, response.statusCode());
        return took;
    }

    private static double medianMillis(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
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
}
