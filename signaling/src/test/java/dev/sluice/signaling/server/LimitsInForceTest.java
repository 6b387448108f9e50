package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import dev.sluice.signaling.sdp.StandardCodecs;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** A server with small limits, as its clients meet them. */
@Timeout(60)
class LimitsInForceTest {

    private static final String LONG = "x".repeat(33);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final HttpClient http = HttpClient.newHttpClient();
    private SluiceServer media;
    private SignalingServer signaling;

    @BeforeEach
    void start() throws IOException {
        media =
                SluiceServer.start(
                        TestServer.mediaConfig(1)
                                .withTcpPort(0)
                                .withMetrics(registry)
                                .withLimit(Limit.NAME_CHARACTERS, 32)
                                .withLimit(Limit.ATTRIBUTES, 1)
                                .withLimit(Limit.METADATA_CHARACTERS, 3)
                                .withLimit(Limit.MESSAGE_BYTES, 1 << 16)
                                .withLimit(Limit.STRANGER_BYTES, 1 << 14)
                                .withLimit(Limit.SDP_CHARACTERS, 1 << 12)
                                .withLimit(Limit.SDP_SECTIONS, 64)
                                .withLimit(Limit.PEER_SECTIONS, 2)
                                .withLimit(Limit.BODY_BYTES, 1 << 12)
                                .withLimit(Limit.CONNECTIONS, 2)
                                .withLimit(Limit.WAITING_PEOPLE, 1)
                                .withLimit(Limit.CALLS, 0)
                                .withLimit(Limit.SIGNALS, 1)
                                .withLimit(Limit.SOCKET_REQUESTS, 1)
                                .withLimit(Limit.TCP_NEWCOMERS, 1));
        signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
    }

    @AfterEach
    void stop() {
        signaling.close();
        media.close();
    }

    @Test
    void shouldBoundWhatClientsSay() {
        try (WebSocketClient ada = connect()) {
            ada.refused("BAD_REQUEST", "join", "\"room\":\"r\",\"name\":\"" + LONG + "\"");
            ada.refused("BAD_REQUEST", "join", "\"room\":\"" + LONG + "\"");
            ada.refused(
                    "TOO_LARGE", "join", "\"room\":\"r\",\"attributes\":{\"a\":\"1\",\"b\":\"2\"}");
            JsonNode limits = ada.join("r", "ada").get("limits");
            assertEquals(32, limits.get("maxNameCharacters").asInt());
            assertEquals(1 << 12, limits.get("maxSdpCharacters").asInt());
            assertEquals(1 << 16, limits.get("maxMessageBytes").asInt());
            assertTrue(counter("sluice.paused") > 0, "one request at a time");
            ada.must("hand", "\"raised\":true");
            ada.refused("LIMIT", "hand", "\"raised\":false");
            ada.refused("TOO_LARGE", "offer", "\"sdp\":\"" + "x".repeat(5_000) + "\"");
            String section = "m=audio 9 UDP/TLS/RTP/SAVPF 111\\r\\n";
            JsonNode refused =
                    ada.refused(
                            "BAD_REQUEST",
                            "offer",
                            "\"sdp\":\"v=0\\r\\no=- 1 1 IN IP4 0.0.0.0\\r\\ns=-\\r\\nt=0 0\\r\\n"
                                    + section.repeat(65)
                                    + "\"");
            assertTrue(refused.get("error").asString().contains("64"), refused.toString());
            ada.send("{\"type\":\"ping\",\"id\":9,\"pad\":\"" + "x".repeat(70_000) + "\"}");
            assertEquals(1009, ada.awaitClose());
        }
        try (WebSocketClient stranger = connect()) {
            stranger.send("{\"type\":\"join\",\"id\":1,\"room\":\"" + "x".repeat(20_000) + "\"}");
            assertEquals(1009, stranger.awaitClose());
        }
        assertEquals(2, counter("sluice.closed", "reason", "too-big"));
        assertTrue(counter("sluice.requests.refused", "code", "too-large") >= 2);
    }

    @Test
    void shouldBoundCallsAndTheBodiesOfRequests() throws Exception {
        try (WebSocketClient ada = connect()) {
            ada.must("authenticate", "\"identity\":\"ada\"");
            ada.refused("LIMIT", "call", "\"identity\":\"bob\",\"media\":\"voice\"");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), signaling.port())) {
            socket.getOutputStream()
                    .write(
                            ("POST /whip/r HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                                            + " application/sdp\r\nContent-Length: 5000\r\n\r\n")
                                    .getBytes());
            byte[] status = socket.getInputStream().readNBytes(12);
            assertEquals("HTTP/1.1 413", new String(status));
        }
    }

    @Test
    void shouldBoundRoomsAndParticipants() {
        RejectedException metadata =
                refusal(
                        media.createRoom(
                                "m", RoomSettings.DEFAULT.toBuilder().metadata("four").build()));
        assertEquals(RejectedException.Code.TOO_LARGE, metadata.code());
        Participant ada = join("r", "ada");
        ada.connect("a").toCompletableFuture().join();
        assertEquals(
                RejectedException.Code.LIMIT,
                refusal(ada.connect("b").thenCompose(second -> ada.connect("c"))).code());
        media.createRoom("w", RoomSettings.DEFAULT.toBuilder().waitingRoom(true).build())
                .toCompletableFuture()
                .join();
        JoinRequest.Builder waits = JoinRequest.builder("eve", "eve").canWait(true);
        var unused = media.join("w", waits.build(), event -> {});
        RejectedException full =
                refusal(
                        media.join(
                                "w",
                                JoinRequest.builder("mallory", "mallory").canWait(true).build(),
                                event -> {}));
        assertEquals(RejectedException.Code.LIMIT, full.code());
    }

    @Test
    void shouldRefuseMoreSectionsThanOnePeerMaySendOnAndApplyNothingOfThem() {
        Participant ada = join("r", "ada");
        RejectedException tooMany = refusal(ada.negotiate(sending(3, 'A'), Map.of(), 0));
        assertEquals(RejectedException.Code.LIMIT, tooMany.code());
        assertTrue(tooMany.getMessage().contains("peer-sections"), tooMany.getMessage());
        var unused = ada.negotiate(sending(2, 'B'), Map.of(), 0).toCompletableFuture().join();
        tooMany = refusal(ada.negotiate(sending(3, 'B'), Map.of(), 0));
        assertEquals(RejectedException.Code.LIMIT, tooMany.code());
    }

    /** An offer of a peer with a certificate of its own. */
    private static RemoteDescription sending(int sections, char digit) {
        return new RemoteDescription(
                new IceCredentials("abcd", "abcdefghijklmnopqrstuvwx"),
                List.of(new Fingerprint("sha-256", (digit + "0:").repeat(31) + digit + "0")),
                DtlsRole.SERVER,
                IntStream.range(0, sections)
                        .mapToObj(mid ->
                                StandardCodecs.section("" + mid, MediaKind.AUDIO, true, false))
                        .toList());
    }

    @Test
    void shouldBoundConnectionsOfMedia() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (Socket first = new Socket(loopback, media.tcpPort());
                Socket second = new Socket(loopback, media.tcpPort())) {
            first.setSoTimeout(30_000);
            second.setSoTimeout(30_000);
            assertEquals(-1, second.getInputStream().read());
            assertEquals(1, counter("sluice.refused", "reason", "tcp-newcomers"));
        }
    }

    private WebSocketClient connect() {
        return WebSocketClient.connect(http, "http://127.0.0.1:" + signaling.port());
    }

    private Participant join(String room, String identity) {
        return media.join(room, JoinRequest.builder(identity, identity).build(), event -> {})
                .toCompletableFuture()
                .join()
                .participant();
    }

    private static RejectedException refusal(CompletionStage<?> stage) {
        CompletionException why =
                assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
        return (RejectedException) why.getCause();
    }

    private double counter(String name) {
        return registry.get(name).functionCounter().count();
    }

    private double counter(String name, String tag, String value) {
        return registry.get(name).tag(tag, value).functionCounter().count();
    }
}
