package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator reads of those whom the door did not let in. */
@Timeout(60)
class TallyTest {

    private static final int PATIENCE_MILLIS = 30_000;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private SluiceServer media;
    private SignalingServer signaling;

    @BeforeEach
    void start() throws IOException {
        media = SluiceServer.start(TestServer.mediaConfig(1).withMetrics(registry));
        signaling =
                SignalingServer.start(
                        SignalingConfig.builder()
                                .port(0)
                                .keys(List.of(TestServer.KEY))
                                .requestTimeout(Duration.ofMillis(300))
                                .joinTimeout(Duration.ofMillis(300))
                                .build(),
                        media);
    }

    @AfterEach
    void stop() {
        signaling.close();
        media.close();
    }

    @Test
    void shouldCountAConnectionThatBringsNoWholeRequest() throws IOException {
        for (String start : List.of("", "GET /health HTTP/1.1\r\nHo")) {
            try (Socket socket = connect()) {
                say(socket, start);
                assertEquals("", rest(socket));
            }
        }
        assertEquals(2, closed("late-request"));
    }

    @Test
    void shouldNotCountOneThatIdlesBetweenRequests() throws IOException {
        try (Socket socket = connect()) {
            say(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(rest(socket).startsWith("HTTP/1.1 200"));
        }
        assertEquals(0, closed("late-request"));
        try (Socket socket = connect()) {
            say(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals('H', socket.getInputStream().read(), "the response begins");
            say(socket, "GET /");
            assertTrue(rest(socket).startsWith("TTP/1.1 200"));
        }
        assertEquals(1, closed("late-request"), "the second request had begun");
    }

    @Test
    void shouldCountWhoDoesNotJoinInTimeAndWhoSaysTooMuch() {
        HttpClient client = HttpClient.newHttpClient();
        String address = "http://127.0.0.1:" + signaling.port();
        try (WebSocketClient idle = WebSocketClient.connect(client, address)) {
            assertEquals(1008, idle.awaitClose());
        }
        assertEquals(1, closed("late-join"));
        try (WebSocketClient stranger = WebSocketClient.connect(client, address)) {
            stranger.send("{\"type\":\"join\",\"id\":1,\"room\":\"" + "x".repeat(70_000) + "\"}");
            assertEquals(1009, stranger.awaitClose());
        }
        assertEquals(1, closed("too-big"));
        assertEquals(1, closed("late-join"));
    }

    @Test
    void shouldCountWhoGuessesTokensAndPages() throws IOException {
        try (Socket socket = connect()) {
            say(
                    socket,
                    "POST /whip/r HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sdp\r\n"
                            + "Authorization: Bearer guessed\r\nContent-Length: 0\r\n\r\n");
            assertTrue(rest(socket).startsWith("HTTP/1.1 401"));
        }
        assertEquals(1, refused("unauthorized"));
        try (Socket socket = connect()) {
            say(socket, "GET /wp-admin HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(rest(socket).startsWith("HTTP/1.1 404"));
        }
        assertEquals(1, refused("not-found"));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), signaling.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** All that comes until the server closes. */
    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private double closed(String reason) {
        return registry.get("sluice.closed").tag("reason", reason).functionCounter().count();
    }

    private double refused(String code) {
        return registry.get("sluice.requests.refused").tag("code", code).functionCounter().count();
    }
}
