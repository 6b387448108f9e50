package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.http.ListenException;
import dev.sluice.signaling.kit.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets an answer over HTTP, which, and for how long he may take. */
@Timeout(30)
class HttpTest {

    private static final String UPGRADE =
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(config -> config.allowedHosts(List.of("calls.example.org")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldBeHealthy() throws InterruptedException {
        HttpResponse<String> health = server.get("/health");
        assertEquals(200, health.statusCode());
        assertEquals("no-store", header(health, "Cache-Control"));
        assertEquals(200, server.request("HEAD", "/health", "").statusCode());
    }

    @Test
    void shouldServeThePagesWithTheirPolicies() {
        for (String path : new String[] {"/", "/admin"}) {
            HttpResponse<String> page = server.get(path);
            assertEquals(200, page.statusCode());
            assertTrue(header(page, "Content-Type").startsWith("text/html"));
            assertTrue(header(page, "Content-Security-Policy").contains("script-src 'self'"));
            assertTrue(header(page, "Content-Security-Policy").contains("frame-ancestors 'none'"));
            assertEquals("nosniff", header(page, "X-Content-Type-Options"));
            assertEquals("no-referrer", header(page, "Referrer-Policy"));
            assertEquals(page.body(), server.get(path + "?room=a&join=1").body());
        }
    }

    @Test
    void shouldServeTheClientToEveryPage() {
        HttpResponse<String> client = server.get("/sluice-client.js");
        assertEquals(200, client.statusCode());
        assertTrue(header(client, "Content-Type").startsWith("text/javascript"));
        assertEquals("*", header(client, "Access-Control-Allow-Origin"));
        assertEquals(200, server.get("/sluice-client.d.ts").statusCode());
        HttpResponse<String> again =
                server.get("/sluice-client.js", "If-None-Match", header(client, "ETag"));
        assertEquals(304, again.statusCode());
        assertTrue(again.body().isEmpty());
        HttpResponse<String> head = server.request("HEAD", "/sluice-client.js", "");
        assertEquals(header(client, "ETag"), header(head, "ETag"));
    }

    @Test
    void shouldNotServeAnythingElse() {
        for (String path :
                List.of(
                        "/nothing",
                        "/nothing.js",
                        "/..%2f..%2fMain.class",
                        "/%2e%2e/logback.xml",
                        "/.hidden.js",
                        "/a/b/c/d/e/f.js",
                        "/sluice-client",
                        "//index.html",
                        "/whip",
                        "/whip/",
                        "/%00.js")) {
            assertEquals(404, server.get(path).statusCode(), path);
        }
        assertEquals(405, server.request("POST", "/", "x").statusCode());
        assertEquals(405, server.request("DELETE", "/sluice-client.js", "").statusCode());
    }

    @Test
    void shouldRefuseForeignHosts() throws IOException {
        for (String host :
                List.of("localhost", "127.0.0.1:1", "[::1]", "calls.example.org", "x.localhost")) {
            assertTrue(raw(get("/", host)).startsWith("HTTP/1.1 200"), host);
        }
        for (String host :
                List.of("evil.example", "calls.example.org.evil.example", "localhostx")) {
            assertTrue(raw(get("/", host)).startsWith("HTTP/1.1 421"), host);
            assertTrue(raw(get("/health", host)).startsWith("HTTP/1.1 200"), host);
        }
        assertTrue(raw("GET / HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 421"));
    }

    @Test
    void shouldRefuseForeignOriginsOnTheWebSocket() throws IOException {
        String host = "localhost:" + server.signaling.port();
        for (String origin :
                List.of(
                        "http://" + host,
                        "https://" + host,
                        "http://localhost:3000",
                        "http://127.0.0.1",
                        "http://[::1]:5173")) {
            assertTrue(upgrade(host, origin).startsWith("HTTP/1.1 101"), origin);
        }
        for (String origin :
                List.of(
                        "https://evil.example",
                        "http://localhost.evil.example",
                        "http://127.0.0.1.evil.example",
                        "null",
                        "http://" + host + ".evil.example",
                        "file://")) {
            String refusal = upgrade(host, origin);
            assertTrue(refusal.startsWith("HTTP/1.1 403"), origin);
            assertTrue(refusal.contains("--allowed-origin"), refusal);
        }
    }

    @Test
    void shouldLetInListedOrigins() throws IOException {
        try (TestServer open =
                TestServer.start(config -> config.allowedOrigins(List.of("https://app.example")))) {
            HttpResponse<String> health = open.get("/health", "Origin", "https://app.example");
            assertEquals("https://app.example", header(health, "Access-Control-Allow-Origin"));
            assertTrue(health.headers().allValues("Vary").contains("Origin"));
            assertEquals(
                    403, open.get("/health", "Origin", "https://app.example.evil").statusCode());
            assertEquals(403, open.get("/health", "Origin", "http://app.example").statusCode());
        }
        try (TestServer all = TestServer.start(config -> config.allowedOrigins(List.of("*")))) {
            assertEquals(200, all.get("/health", "Origin", "https://any.example").statusCode());
        }
    }

    private String upgrade(String host, String origin) throws IOException {
        return raw(
                "GET /ws HTTP/1.1\r\nHost: "
                        + host
                        + "\r\nOrigin: "
                        + origin
                        + "\r\n"
                        + UPGRADE
                        + "\r\n");
    }

    @Test
    void shouldSayWhatTheWebSocketPathTakes() throws IOException {
        HttpResponse<String> plain = server.get("/ws");
        assertEquals(426, plain.statusCode());
        assertEquals("websocket", header(plain, "Upgrade"));
        String old =
                raw(
                        "GET /ws HTTP/1.1\r\nHost: localhost\r\n"
                                + UPGRADE.replace("Version: 13", "Version: 99")
                                + "\r\n");
        assertTrue(old.startsWith("HTTP/1.1 426"), old);
        String keyless =
                raw(
                        "GET /ws HTTP/1.1\r\nHost: localhost\r\n"
                                + UPGRADE.replaceFirst("Sec-WebSocket-Key[^\r]*\r\n", "")
                                + "\r\n");
        assertTrue(keyless.startsWith("HTTP/1.1 400"), keyless);
    }

    @Test
    void shouldRefuseWhatIsNotHttp() throws IOException {
        assertTrue(raw("rubbish\r\n\r\n").startsWith("HTTP/1.1 400"));
        assertTrue(
                raw("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 414"));
        assertTrue(
                raw("GET / HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n")
                        .startsWith("HTTP/1.1 431"));
        assertTrue(raw("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n").startsWith("HTTP/1.1 400"));
    }

    @Test
    void shouldRefuseLargeBodiesUnread() throws IOException {
        String refusal =
                raw(
                        "POST /whip/r HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: application/sdp\r\n"
                                + "Content-Length: 999999999\r\n\r\n");
        assertTrue(refusal.startsWith("HTTP/1.1 413"), refusal);
        StringBuilder chunked =
                new StringBuilder(
                        "POST /whip/r HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: application/sdp\r\n"
                                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        for (int i = 0; i < 10; i++) {
            chunked.append("10000\r\n").append("x".repeat(65_536)).append("\r\n");
        }
        assertTrue(raw(chunked + "0\r\n\r\n").startsWith("HTTP/1.1 413"));
    }

    @Test
    void shouldCloseOnThoseWhoTrickle() throws IOException, InterruptedException {
        try (TestServer hasty =
                TestServer.start(config -> config.requestTimeout(Duration.ofMillis(400)))) {
            List<Socket> sockets = new ArrayList<>();
            for (String start : List.of("", "G", "GET / HTTP/1.1\r\nHost: local", POST + "v=0")) {
                Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), hasty.signaling.port());
                socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            long begun = System.nanoTime();
            for (Socket socket : sockets) {
                socket.setSoTimeout(100);
                trickleUntilClosed(socket);
                assertTrue(System.nanoTime() - begun < 3_000_000_000L);
                socket.close();
            }
            assertEquals(200, hasty.get("/health").statusCode());
        }
    }

    private static final String POST =
            "POST /whip/r HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sdp\r\n"
                    + "Content-Length: 500\r\n\r\n";

    private static void trickleUntilClosed(Socket socket) {
        try {
            while (true) {
                try {
                    if (socket.getInputStream().read() < 0) {
                        return;
                    }
                } catch (java.net.SocketTimeoutException e) {
                    socket.getOutputStream().write('x');
                }
            }
        } catch (IOException e) {
            // A reset is an end too.
        }
    }

    @Test
    void shouldBoundConnections() throws IOException {
        try (TestServer small = TestServer.start(config -> config.maxConnections(2))) {
            try (Socket one = new Socket(InetAddress.getLoopbackAddress(), small.signaling.port());
                    Socket two =
                            new Socket(InetAddress.getLoopbackAddress(), small.signaling.port());
                    Socket three =
                            new Socket(InetAddress.getLoopbackAddress(), small.signaling.port())) {
                three.setSoTimeout(5_000);
                String refusal =
                        new String(
                                three.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertTrue(refusal.startsWith("HTTP/1.1 503 "), refusal);
                assertTrue(refusal.contains("Retry-After: 5"), refusal);
                assertTrue(one.isConnected() && two.isConnected());
            }
        }
    }

    @Test
    void shouldBoundWhoWaitsToJoin() throws IOException {
        try (TestServer small = TestServer.start(config -> config.maxWaitingPerAddress(1))) {
            try (var ada = small.webSocket()) {
                ada.join("r", "ada");
                try (var stranger = small.webSocket()) {
                    assertFalse(stranger.isClosed());
                    HttpResponse<String> refusal = upgradeByHand(small);
                    assertEquals(503, refusal.statusCode());
                    assertEquals("5", header(refusal, "Retry-After"));
                    stranger.join("r", "grace");
                }
                try (var next = small.webSocket()) {
                    next.join("r", "alan");
                }
            }
        }
    }

    /** A handshake of which the client library hides no part. */
    private static HttpResponse<String> upgradeByHand(TestServer server) {
        java.util.concurrent.CompletionException refused =
                assertThrows(java.util.concurrent.CompletionException.class, server::webSocket);
        @SuppressWarnings("unchecked")
        HttpResponse<String> response =
                (HttpResponse<String>)
                        ((java.net.http.WebSocketHandshakeException) refused.getCause())
                                .getResponse();
        return response;
    }

    @Test
    void shouldSayThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SignalingConfig config = SignalingConfig.builder().port(taken.getLocalPort()).build();
            ListenException refusal =
                    assertThrows(
                            ListenException.class,
                            () -> SignalingServer.start(config, server.media));
            assertEquals(ListenException.Reason.TAKEN, refusal.reason());
        }
    }

    @Test
    void shouldListenOnLoopbackOnlyWithoutKeys() throws IOException {
        List<InetAddress> others =
                java.net.NetworkInterface.networkInterfaces()
                        .flatMap(java.net.NetworkInterface::inetAddresses)
                        .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
                        .toList();
        for (InetAddress address : others) {
            assertThrows(
                    IOException.class,
                    () -> new Socket(address, server.signaling.port()).close(),
                    address.toString());
        }
        try (TestServer open = TestServer.withKey()) {
            for (InetAddress address : others) {
                new Socket(address, open.signaling.port()).close();
            }
        }
    }

    private static String get(String path, String host) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    }

    /** Sends that and returns what comes until the server closes, or upgrades. */
    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.signaling.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            StringBuilder response = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                response.append((char) next);
                if (response.indexOf("HTTP/1.1 101") == 0 && response.indexOf("\r\n\r\n") > 0) {
                    break;
                }
            }
            return response.toString();
        }
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
