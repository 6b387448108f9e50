package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.kit.IceTcpClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ICE-TCP on the port of HTTP, with and without TLS, over the real media server. */
@Timeout(30)
class MediaOnHttpPortTest {

    private static final String RESTART =
            "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n";
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private SluiceServer media;

    @BeforeEach
    void startMedia() throws IOException {
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withAddresses(List.of(LOOPBACK))
                                .withLoops(2));
    }

    @AfterEach
    void closeMedia() {
        media.close();
    }

    @Test
    void shouldAnswerChecksOnTheHttpPort() throws Exception {
        try (SignalingServer server = start(null, 100)) {
            for (int i = 0; i < 4; i++) {
                shouldAnswerACheck(server, publish("http", server, plain()));
            }
            assertEquals(200, health("http", server, plain()));
        }
    }

    @Test
    void shouldAnswerChecksOnTheHttpsPort() throws Exception {
        TlsIdentity identity =
                LanCertificate.generate(
                        List.of(InetAddress.getByName("127.0.0.1")),
                        new SecureRandom(),
                        Instant.now());
        HttpClient client = HttpClient.newBuilder().sslContext(TlsTest.trusting(identity)).build();
        try (SignalingServer server = start(identity, 100)) {
            shouldAnswerACheck(server, publish("https", server, client));
            assertEquals(200, health("https", server, client));
        }
    }

    @Test
    void shouldAnswerToNewCredentialsAfterARestartAndToTheOldUntilThen() throws Exception {
        try (SignalingServer server = start(null, 100);
                IceTcpClient connection = new IceTcpClient(LOOPBACK, server.port())) {
            HttpResponse<String> created = post("http", server, plain());
            IceCredentials before = IceTcpClient.credentials(created.body());
            assertTrue(connection.check(before));
            HttpResponse<String> restarted =
                    plain().send(
                                    request(
                                                    "http",
                                                    server,
                                                    created.headers()
                                                            .firstValue("Location")
                                                            .orElseThrow())
                                            .header(
                                                    "Content-Type",
                                                    "application/trickle-ice-sdpfrag")
                                            .header("If-Match", "*")
                                            .method("PATCH", BodyPublishers.ofString(RESTART))
                                            .build(),
                                    BodyHandlers.ofString());
            assertEquals(200, restarted.statusCode(), restarted.body());
            IceCredentials after = IceTcpClient.credentials(restarted.body());
            assertNotEquals(before, after);
            assertTrue(connection.check(before), "media goes on until the new ones are used");
            assertTrue(connection.check(after));
            connection.patience(500);
            assertThrows(SocketTimeoutException.class, () -> connection.check(before));
        }
    }

    @Test
    void shouldKeepMediaWhenSignallingEnds() throws Exception {
        IceCredentials peer;
        IceTcpClient connection;
        try (SignalingServer server = start(null, 100)) {
            peer = publish("http", server, plain());
            connection = new IceTcpClient(LOOPBACK, server.port());
            assertTrue(connection.check(peer));
        }
        assertTrue(connection.check(peer));
        connection.close();
    }

    @Test
    void shouldNotCountMediaAmongTheConnectionsOfHttp() throws Exception {
        try (SignalingServer server = start(null, 2)) {
            IceCredentials peer = publish("http", server, plain());
            List<IceTcpClient> connections = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                IceTcpClient connection = new IceTcpClient(LOOPBACK, server.port());
                connections.add(connection);
                assertTrue(connection.check(peer));
            }
            assertEquals(200, health("http", server, plain()));
            for (IceTcpClient connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void shouldOfferThePortOnlyWhereOthersReachIt() throws Exception {
        try (SignalingServer server = start(null, 100)) {
            assertTrue(server.port() > 0);
            assertFalse(
                    media.candidates().stream().anyMatch(c -> !c.tcpType().isEmpty()),
                    "a listener on loopback is no way for others");
        }
        media.tcpShare().offer(List.of(new InetSocketAddress("0.0.0.0", 443)));
        Candidate udp = media.candidates().get(0);
        Candidate tcp = media.candidates().get(1);
        assertEquals(2, media.candidates().size());
        assertEquals("passive", tcp.tcpType());
        assertEquals(443, tcp.port());
        assertEquals(LOOPBACK.getHostAddress(), tcp.host());
        assertTrue(tcp.priority() < udp.priority());
    }

    private SignalingServer start(@Nullable TlsIdentity identity, int maxConnections)
            throws IOException {
        return BoundPort.bind(
                        SignalingConfig.builder()
                                .port(0)
                                .tls(identity)
                                .maxConnections(maxConnections)
                                .build())
                .serve(media, media.tcpShare());
    }

    private static void shouldAnswerACheck(SignalingServer server, IceCredentials peer)
            throws IOException {
        try (IceTcpClient connection = new IceTcpClient(LOOPBACK, server.port())) {
            assertTrue(connection.check(peer));
        }
    }

    /** The server's credentials for a new WHIP session. */
    private static IceCredentials publish(String scheme, SignalingServer server, HttpClient client)
            throws Exception {
        return IceTcpClient.credentials(post(scheme, server, client).body());
    }

    private static HttpResponse<String> post(
            String scheme, SignalingServer server, HttpClient client) throws Exception {
        HttpResponse<String> created =
                client.send(
                        request(scheme, server, "/whip/room")
                                .header("Content-Type", "application/sdp")
                                .POST(BodyPublishers.ofString(offer()))
                                .build(),
                        BodyHandlers.ofString());
        assertEquals(201, created.statusCode(), created.body());
        return created;
    }

    private static int health(String scheme, SignalingServer server, HttpClient client)
            throws Exception {
        return client.send(request(scheme, server, "/health").build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest.Builder request(String scheme, SignalingServer server, String path) {
        return HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + server.port() + path));
    }

    /** A new client, so that no connection is kept alive. */
    private static HttpClient plain() {
        return HttpClient.newHttpClient();
    }

    private static String offer() throws IOException {
        String file = "/sdp/chromium-h264.offer.sdp";
        try (InputStream in = MediaOnHttpPortTest.class.getResourceAsStream(file)) {
            return new String(
                    Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
