package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.kit.FakeParticipant;
import dev.sluice.signaling.kit.IceTcpClient;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import dev.sluice.signaling.session.IceServers;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Statuses and headers of WHIP and WHEP. */
@Timeout(30)
class WhipTest {

    private static final String[] SDP = {"Content-Type", "application/sdp"};
    private static final String FRAGMENT = "application/trickle-ice-sdpfrag";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldPublishAndLeave() {
        try (WebSocketClient ada = server.webSocket()) {
            ada.join("r", "ada");
            HttpResponse<String> created =
                    server.request("POST", "/whip/r", sdp("chromium-h264"), SDP);
            assertEquals(201, created.statusCode(), created.body());
            assertEquals("application/sdp", header(created, "Content-Type"));
            assertTrue(header(created, "ETag").matches("\"[0-9a-f]{32}\""));
            assertTrue(header(created, "Location").matches("/whip/r/[0-9a-f]{32}"));
            assertTrue(created.body().startsWith("v=0\r\n"));
            JsonNode joined = ada.event("participant-joined");
            assertTrue(joined.at("/participant/identity").asString().startsWith("guest-"));
            assertEquals(
                    "camera", ada.event("publication-added").at("/publication/source").asString());
            HttpResponse<String> gone = server.request("DELETE", header(created, "Location"), "");
            assertEquals(200, gone.statusCode());
            assertEquals("left", ada.event("participant-left").get("reason").asString());
            assertEquals(
                    404, server.request("DELETE", header(created, "Location"), "").statusCode());
        }
    }

    @Test
    void shouldPublishAudioAndVideoAsMicrophoneAndCamera() {
        try (WebSocketClient ada = server.webSocket()) {
            ada.join("r", "ada");
            assertEquals(
                    201,
                    server.request("POST", "/whip/r", sdp("chromium-av-simulcast"), SDP)
                            .statusCode());
            Set<String> sources =
                    Set.of(
                            ada.event("publication-added").at("/publication/source").asString(),
                            ada.event("publication-added").at("/publication/source").asString());
            assertEquals(Set.of("microphone", "camera"), sources);
        }
    }

    @Test
    void shouldKeepRoomNamesWithOddCharacters() {
        HttpResponse<String> created =
                server.request("POST", "/whip/my%20room%2Fa", sdp("chromium-h264"), SDP);
        assertEquals(201, created.statusCode());
        String location = header(created, "Location");
        assertTrue(location.startsWith("/whip/my%20room%2Fa/"), location);
        assertEquals(200, server.request("DELETE", location, "").statusCode());
    }

    @Test
    void shouldTellTurnServersInLinks() throws IOException {
        IceServers turn =
                new IceServers(
                        List.of("turn:192.0.2.1:3478?transport=udp", "turns:192.0.2.1:443"),
                        () -> "sixteen letters!",
                        Duration.ofHours(1),
                        Clock.fixed(Instant.ofEpochSecond(1_000), ZoneOffset.UTC));
        try (TestServer telling = TestServer.start(config -> config.iceServers(turn))) {
            HttpResponse<String> created =
                    telling.request("POST", "/whip/r", sdp("chromium-h264"), SDP);
            List<String> links = created.headers().allValues("Link");
            assertEquals(2, links.size());
            assertTrue(
                    links.get(0)
                            .matches(
                                    "<turn:192\\.0\\.2\\.1:3478\\?transport=udp>; rel=\"ice-server\";"
                                            + " username=\"4600:[^\"]+\"; credential=\"[^\"]{28}\";"
                                            + " credential-type=\"password\""),
                    links.get(0));
            assertTrue(links.get(1).startsWith("<turns:192.0.2.1:443>; rel=\"ice-server\""));
            JsonNode joined = telling.webSocket().join("r", "ada");
            JsonNode server = joined.at("/iceServers/0");
            assertEquals(2, server.get("urls").size());
            assertTrue(server.get("username").asString().startsWith("4600:"), joined.toString());
            assertEquals(28, server.get("credential").asString().length());
        }
    }

    @Test
    void shouldTakeEveryLayerOfASenderThatNamesThemByNumbers() {
        // As OBS does: sendonly, rids 0 to 2, no PATCH and no DELETE may follow.
        String offer =
                sdp("chromium-av-simulcast")
                        .replaceAll("a=rid:[^ ]+ send\r\n", "")
                        .replaceAll(
                                "a=simulcast:send [^\r]+",
                                "a=rid:0 send\r\na=rid:1 send\r\na=rid:2 send\r\n"
                                        + "a=simulcast:send 0;1;2");
        HttpResponse<String> created = server.request("POST", "/whip/r", offer, SDP);
        assertEquals(201, created.statusCode(), created.body());
        assertTrue(created.body().contains("a=simulcast:recv 0;1;2\r\n"), created.body());
        for (int rid = 0; rid < 3; rid++) {
            assertTrue(created.body().contains("a=rid:" + rid + " recv\r\n"), created.body());
        }
    }

    @Test
    void shouldAnswerOptions() {
        HttpResponse<String> options = server.request("OPTIONS", "/whip/r", "");
        assertEquals(200, options.statusCode());
        assertEquals("application/sdp", header(options, "Accept-Post"));
        HttpResponse<String> preflight =
                server.request(
                        "OPTIONS",
                        "/whep/r",
                        "",
                        "Origin",
                        "http://localhost:3000",
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "authorization,content-type");
        assertEquals(200, preflight.statusCode());
        assertEquals("http://localhost:3000", header(preflight, "Access-Control-Allow-Origin"));
        assertTrue(header(preflight, "Access-Control-Allow-Methods").contains("DELETE"));
        assertTrue(header(preflight, "Access-Control-Allow-Headers").contains("Authorization"));
    }

    @Test
    void shouldExposeItsHeadersToPages() {
        HttpResponse<String> created =
                server.request(
                        "POST",
                        "/whip/r",
                        sdp("chromium-h264"),
                        "Content-Type",
                        "application/sdp",
                        "Origin",
                        "http://localhost:3000");
        assertEquals(201, created.statusCode());
        assertEquals("http://localhost:3000", header(created, "Access-Control-Allow-Origin"));
        String exposed = header(created, "Access-Control-Expose-Headers");
        assertTrue(exposed.contains("Location") && exposed.contains("ETag"), exposed);
        assertEquals(
                403,
                server.request(
                                "POST",
                                "/whip/r",
                                sdp("chromium-h264"),
                                "Content-Type",
                                "application/sdp",
                                "Origin",
                                "https://evil.example")
                        .statusCode());
    }

    @Test
    void shouldRefuseWhatItDoesNotTake() {
        assertEquals(405, server.get("/whip/r").statusCode());
        assertEquals(405, server.request("PUT", "/whip/r", "x").statusCode());
        HttpResponse<String> json =
                server.request("POST", "/whip/r", "{}", "Content-Type", "application/json");
        assertEquals(415, json.statusCode());
        assertEquals("application/sdp", header(json, "Accept-Post"));
        HttpResponse<String> rubbish = server.request("POST", "/whip/r", "hello", SDP);
        assertEquals(400, rubbish.statusCode());
        JsonNode error = JsonMapper.shared().readTree(rubbish.body());
        assertEquals("BAD_REQUEST", error.get("code").asString());
        assertTrue(error.get("error").asString().startsWith("sdp: SDP line 1"), rubbish.body());
        assertEquals(
                400, server.request("POST", "/whip/r", sdp("chromium-recvonly"), SDP).statusCode());
        assertEquals(0, server.media.population());
    }

    @Test
    void shouldPlayTheOnlyPublisher() {
        publish("r", "chromium-av-simulcast");
        HttpResponse<String> created = play("/whep/r");
        assertEquals(201, created.statusCode(), created.body());
        assertTrue(header(created, "Location").startsWith("/whep/r/"));
        assertTrue(header(created, "ETag").startsWith("\""));
        assertEquals(2, viewer().subscriptions().size());
        assertEquals(200, server.request("DELETE", header(created, "Location"), "").statusCode());
    }

    @Test
    void shouldAskWhichOfSeveral() {
        try (WebSocketClient ada = server.webSocket();
                WebSocketClient grace = server.webSocket()) {
            ada.join("r", "ada");
            grace.ask("join", "\"room\":\"r\",\"identity\":\"grace\",\"name\":\"Grace H.\"");
            assertEquals(404, play("/whep/r").statusCode());
            ada.ask("publish", "\"source\":\"camera\",\"kind\":\"video\"");
            assertEquals(201, play("/whep/r").statusCode());
            grace.ask("publish", "\"source\":\"camera\",\"kind\":\"video\"");
            HttpResponse<String> several = play("/whep/r");
            assertEquals(409, several.statusCode());
            assertTrue(several.body().contains("?participant="), several.body());
            assertEquals(201, play("/whep/r?participant=ada").statusCode());
            assertEquals(201, play("/whep/r?participant=Grace%20H.").statusCode());
            HttpResponse<String> nobody = play("/whep/r?participant=alan");
            assertEquals(404, nobody.statusCode());
            assertEquals("5", header(nobody, "Retry-After"));
            assertEquals(404, play("/whep/empty").statusCode());
        }
    }

    @Test
    void shouldFollowTheDominantSpeakerWhenNobodyIsNamed() {
        try (WebSocketClient ada = server.webSocket();
                WebSocketClient grace = server.webSocket();
                WebSocketClient alan = server.webSocket()) {
            ada.join("r", "ada");
            grace.join("r", "grace");
            alan.join("r", "alan");
            String adasCamera = published(ada, "camera", "video");
            String gracesCamera = published(grace, "camera", "video");
            server.media.dominates("r", server.media.participant("grace"));
            assertEquals(201, play("/whep/r").statusCode());
            assertEquals(Set.of(gracesCamera), viewer().subscriptions());

            server.media.dominates("r", server.media.participant("ada"));
            await(() -> viewer().subscriptions().equals(Set.of(adasCamera)));
            // Who publishes nothing takes no place.
            server.media.dominates("r", server.media.participant("alan"));
            // A speaker without a camera is heard beside the picture that is there.
            String microphone = published(alan, "microphone", "audio");
            offer(alan, "chromium-av-simulcast", microphone);
            await(() -> viewer().subscriptions().equals(Set.of(adasCamera, microphone)));

            alan.ask("leave", "");
            ada.ask("leave", "");
            await(() -> viewer().subscriptions().contains(gracesCamera));
            grace.ask("leave", "");
            // It waits for the next one.
            assertEquals(1, server.media.population());
        }
    }

    private static String published(WebSocketClient client, String source, String kind) {
        return client.ask("publish", "\"source\":\"%s\",\"kind\":\"%s\"".formatted(source, kind))
                .at("/publication/id")
                .asString();
    }

    @Test
    void shouldFollowItsPublisher() {
        try (WebSocketClient ada = server.webSocket()) {
            ada.join("r", "ada");
            assertEquals(201, play("/whep/r?participant=ada").statusCode());
            assertTrue(viewer().subscriptions().isEmpty());
            String screen =
                    ada.ask("publish", "\"source\":\"screen\",\"kind\":\"video\"")
                            .at("/publication/id")
                            .asString();
            offer(ada, "chromium-h264", screen);
            await(() -> viewer().subscriptions().equals(Set.of(screen)));
            String camera =
                    ada.ask("publish", "\"source\":\"camera\",\"kind\":\"video\"")
                            .at("/publication/id")
                            .asString();
            offer(ada, "chromium-h264", camera);
            await(() -> viewer().subscriptions().equals(Set.of(camera)));
            ada.ask("unpublish", "\"publication\":\"%s\"".formatted(camera));
            await(() -> viewer().subscriptions().contains(screen));
            ada.ask("leave", "");
            await(() -> server.media.population() == 0);
        }
    }

    private static void offer(WebSocketClient client, String sample, String publication) {
        JsonNode reply =
                client.ask(
                        "offer",
                        "\"sdp\":%s,\"publications\":{\"0\":\"%s\"}"
                                .formatted(WebSocketClient.quote(sdp(sample)), publication));
        assertEquals("ok", reply.get("type").asString(), reply.toString());
    }

    @Test
    void shouldTrickleAndRestart() {
        HttpResponse<String> created = publish("r", "chromium-h264");
        String location = header(created, "Location");
        String etag = header(created, "ETag");
        String offer = sdp("chromium-h264");
        IceCredentials offered = IceTcpClient.credentials(offer);
        String trickle = trickle(offered.usernameFragment(), offered.password());

        HttpResponse<String> trickled = patch(location, trickle, "If-Match", etag);
        assertEquals(204, trickled.statusCode(), trickled.body());
        assertTrue(trickled.headers().firstValue("ETag").isEmpty(), "RFC 9725, section 4.3.2");
        // The same credentials are no restart, whatever If-Match says.
        assertEquals(204, patch(location, trickle, "If-Match", "*").statusCode());
        assertEquals(204, patch(location, trickle, "If-Match", "\"a\", " + etag).statusCode());
        assertEquals(412, patch(location, trickle, "If-Match", "W/" + etag).statusCode());
        HttpResponse<String> other = patch(location, trickle, "If-Match", "\"other\"");
        assertEquals(412, other.statusCode());
        assertEquals(etag, header(other, "ETag"));
        // Some clients forget If-Match: that does no harm as long as nothing restarts.
        assertEquals(204, patch(location, trickle).statusCode());
        assertEquals(
                428, patch(location, trickle("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1")).statusCode());
        assertEquals(
                415,
                server.request("PATCH", location, trickle, "Content-Type", "text/plain")
                        .statusCode());
        assertEquals(400, patch(location, "hello", "If-Match", etag).statusCode());
        assertEquals(400, patch(location, "a=ice-ufrag:x", "If-Match", "*").statusCode());
        assertEquals(400, patch(location, "a=end-of-candidates\r\n", "If-Match", "*").statusCode());
        assertEquals(413, patch(location, "a=x\r\n".repeat(20_000), "If-Match", etag).statusCode());

        String fresh = trickle("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1");
        HttpResponse<String> restarted = patch(location, fresh, "If-Match", "*");
        assertEquals(200, restarted.statusCode(), restarted.body());
        assertEquals(FRAGMENT, header(restarted, "Content-Type"));
        assertNotEquals(etag, header(restarted, "ETag"));
        assertTrue(restarted.body().contains("a=ice-ufrag:ufrag2\r\n"), restarted.body());
        assertTrue(restarted.body().contains("a=ice-pwd:"), restarted.body());
        assertTrue(restarted.body().contains("a=candidate:1 1 "), restarted.body());
        assertTrue(restarted.body().contains("a=mid:0\r\n"), restarted.body());
        assertFalse(restarted.body().contains("a=rtpmap"), restarted.body());
        assertEquals(412, patch(location, fresh, "If-Match", etag).statusCode());
        etag = header(restarted, "ETag");
        assertEquals(204, patch(location, fresh, "If-Match", etag).statusCode());
        // New credentials restart under the right ETag too.
        HttpResponse<String> again =
                patch(location, trickle("Again", "P2uYro0UCOQ4zxjKXaWCBui2"), "If-Match", etag);
        assertEquals(200, again.statusCode(), again.body());
        assertNotEquals(etag, header(again, "ETag"));
        assertEquals(404, patch("/whip/r/" + "0".repeat(32), fresh, "If-Match", "*").statusCode());
    }

    private static String trickle(String ufrag, String password) {
        return "a=ice-ufrag:"
                + ufrag
                + "\r\na=ice-pwd:"
                + password
                + "\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n"
                + "a=candidate:1 1 UDP 1 192.0.2.9 999 typ host\r\n";
    }

    private HttpResponse<String> patch(String path, String body, String... more) {
        String[] headers = new String[more.length + 2];
        headers[0] = "Content-Type";
        headers[1] = FRAGMENT;
        System.arraycopy(more, 0, headers, 2, more.length);
        return server.request("PATCH", path, body, headers);
    }

    @Test
    void shouldAskForATokenWithKeys() throws IOException {
        try (TestServer locked = TestServer.withKey()) {
            String offer = sdp("chromium-h264");
            HttpResponse<String> without = locked.request("POST", "/whip/r", offer, SDP);
            assertEquals(401, without.statusCode());
            assertEquals("Bearer", header(without, "WWW-Authenticate"));
            String good = token("r", "obs", Permissions.ALL);
            assertEquals(
                    401,
                    locked.request("POST", "/whip/r?token=" + good, offer, SDP).statusCode(),
                    "a token in a query is none");
            HttpResponse<String> otherRoom = authorized(locked, "POST", "/whip/s", offer, good);
            HttpResponse<String> forged = authorized(locked, "POST", "/whip/s", offer, "x.y.z");
            assertEquals(401, otherRoom.statusCode());
            assertEquals(forged.body(), otherRoom.body());
            HttpResponse<String> created = authorized(locked, "POST", "/whip/r", offer, good);
            assertEquals(201, created.statusCode(), created.body());
            assertEquals("obs", locked.media.participant("obs").identity());

            String mute = token("r", "v", new Permissions(Set.of(Source.MICROPHONE), true));
            HttpResponse<String> forbidden = authorized(locked, "POST", "/whip/r", offer, mute);
            assertEquals(403, forbidden.statusCode(), forbidden.body());
            await(() -> locked.media.population() == 1);

            String location = header(created, "Location");
            assertEquals(401, locked.request("DELETE", location, "").statusCode());
            assertEquals(404, authorized(locked, "DELETE", location, "", mute).statusCode());
            assertEquals(200, authorized(locked, "DELETE", location, "", good).statusCode());
        }
    }

    private static HttpResponse<String> authorized(
            TestServer server, String method, String path, String body, String token) {
        return server.request(
                method,
                path,
                body,
                "Content-Type",
                "application/sdp",
                "Authorization",
                "Bearer " + token);
    }

    private static String token(String room, String identity, Permissions permissions) {
        return new TokenIssuer(TestServer.KEY)
                .issue(new Grant(room, identity, null, permissions, Instant.now().plusSeconds(60)));
    }

    private HttpResponse<String> publish(String room, String sample) {
        HttpResponse<String> created = server.request("POST", "/whip/" + room, sdp(sample), SDP);
        assertEquals(201, created.statusCode(), created.body());
        return created;
    }

    private HttpResponse<String> play(String path) {
        return server.request("POST", path, sdp("chromium-recvonly"), SDP);
    }

    /** The participant that came last. */
    private FakeParticipant viewer() {
        var present = server.media.participants("r").toCompletableFuture().join();
        return server.media.participant(present.get(present.size() - 1).identity());
    }

    private static String sdp(String sample) {
        try (InputStream in = WhipTest.class.getResourceAsStream("/sdp/" + sample + ".offer.sdp")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen");
            }
            Thread.yield();
        }
    }
}
