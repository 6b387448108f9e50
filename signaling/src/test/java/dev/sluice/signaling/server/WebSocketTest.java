package dev.sluice.signaling.server;

import static dev.sluice.signaling.kit.WebSocketClient.quote;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.kit.FakeParticipant;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The protocol over a real socket. */
@Timeout(30)
class WebSocketTest {

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
    void shouldJoin() {
        try (WebSocketClient ada = server.webSocket();
                WebSocketClient grace = server.webSocket()) {
            ada.ask("join", "\"room\":\"r\",\"identity\":\"ada\",\"name\":\"Ada L.\"");
            JsonNode welcome = grace.join("r", "grace");
            assertEquals("ok", welcome.get("type").asString());
            assertEquals("grace", welcome.at("/participant/identity").asString());
            assertEquals("grace", welcome.at("/participant/name").asString());
            assertEquals("r", welcome.at("/room/name").asString());
            assertEquals("Ada L.", welcome.at("/participants/0/name").asString());
            assertEquals("connecting", welcome.at("/participants/0/connection").asString());
            assertTrue(welcome.at("/participants/0/publications").isArray());
            assertTrue(welcome.get("iceServers").isArray());
            assertEquals(1 << 20, welcome.at("/limits/maxMessageBytes").asInt());
            JsonNode joined = ada.event("participant-joined");
            assertEquals("grace", joined.at("/participant/identity").asString());
            assertEquals(
                    welcome.at("/participant/id").asString(),
                    joined.at("/participant/id").asString());
            assertTrue(server.media.participant("ada").request.autoSubscribe());
        }
    }

    @Test
    void shouldNameWhoGivesNoName() {
        try (WebSocketClient guest = server.webSocket()) {
            JsonNode welcome = guest.ask("join", "\"room\":\"r\",\"subscribe\":\"none\"");
            String identity = welcome.at("/participant/identity").asString();
            assertTrue(identity.startsWith("guest-"), identity);
            assertFalse(server.media.participant(identity).request.autoSubscribe());
        }
    }

    @Test
    void shouldPublishOfferMuteAndUnpublish() {
        try (WebSocketClient ada = server.webSocket();
                WebSocketClient grace = server.webSocket()) {
            ada.join("r", "ada");
            grace.join("r", "grace");
            JsonNode reply = ada.ask("publish", "\"source\":\"camera\",\"kind\":\"video\"");
            JsonNode publication = reply.get("publication");
            assertEquals("camera", publication.get("source").asString());
            assertEquals("video", publication.get("kind").asString());
            assertFalse(publication.get("muted").asBoolean());
            String id = publication.get("id").asString();

            JsonNode answer =
                    ada.ask(
                            "offer",
                            "\"sdp\":%s,\"publications\":{\"1\":\"%s\"},\"revision\":4"
                                    .formatted(quote(offer()), id));
            assertTrue(answer.get("sdp").asString().startsWith("v=0\r\n"), answer.toString());
            assertTrue(answer.get("sdp").asString().contains("a=ice-lite"));
            FakeParticipant there = server.media.participant("ada");
            assertEquals(id, there.offeredPublications.get("1"));
            assertEquals(4, there.offeredRevision);

            JsonNode added = grace.event("publication-added");
            assertEquals(id, added.at("/publication/id").asString());
            assertEquals(there.id(), added.at("/publication/participant").asString());
            ada.ask("mute", "\"publication\":\"%s\",\"muted\":true".formatted(id));
            assertTrue(grace.event("publication-updated").at("/publication/muted").asBoolean());
            assertEquals(
                    "ok",
                    grace.ask("subscribe", "\"publication\":\"%s\"".formatted(id))
                            .get("type")
                            .asString());
            assertTrue(server.media.participant("grace").subscriptions().contains(id));
            grace.ask("unsubscribe", "\"publication\":\"%s\"".formatted(id));
            assertTrue(server.media.participant("grace").subscriptions().isEmpty());
            ada.ask("unpublish", "\"publication\":\"%s\"".formatted(id));
            JsonNode removed = grace.event("publication-removed");
            assertEquals(id, removed.get("publication").asString());
            assertEquals(there.id(), removed.get("participant").asString());
        }
    }

    /** What leaves together with what comes after it. */
    @Test
    void shouldTellManyNewsInTheirOrder() {
        try (WebSocketClient ada = server.webSocket()) {
            ada.join("r", "ada");
            FakeParticipant me = server.media.participant("ada");
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 40; i++) {
                    server.media.emit(
                            me, new RoomEvent.ParticipantLeft("pa_" + i, LeaveReason.LEFT));
                }
                for (int i = 0; i < 40; i++) {
                    JsonNode left = ada.event("participant-left");
                    assertEquals("pa_" + i, left.get("participant").asString());
                }
            }
        }
    }

    @Test
    void shouldTellEveryEvent() {
        try (WebSocketClient ada = server.webSocket()) {
            ada.join("r", "ada");
            FakeParticipant me = server.media.participant("ada");
            PublicationInfo screen =
                    new PublicationInfo(
                            "pu_9",
                            "pa_9",
                            Source.SCREEN_AUDIO,
                            dev.sluice.rtp.codec.MediaKind.AUDIO,
                            true);
            server.media.emit(me, new RoomEvent.SectionsWanted(3, 2, 1));
            JsonNode wanted = ada.event("sections-wanted");
            assertEquals(3, wanted.get("revision").asInt());
            assertEquals(2, wanted.get("audio").asInt());
            assertEquals(1, wanted.get("video").asInt());
            server.media.emit(me, new RoomEvent.SlotBound("4", screen));
            JsonNode bind = ada.event("bind");
            assertEquals("4", bind.get("mid").asString());
            assertEquals("screen-audio", bind.at("/publication/source").asString());
            server.media.emit(me, new RoomEvent.SlotBound("4", null));
            assertTrue(ada.event("bind").get("publication").isNull());
            server.media.emit(
                    me,
                    new RoomEvent.SpeakersChanged(
                            List.of(new RoomEvent.Speaker("pa_9", -20)), "pa_9"));
            JsonNode speakers = ada.event("speakers");
            assertEquals("pa_9", speakers.at("/speakers/0/participant").asString());
            assertEquals(-20, speakers.at("/speakers/0/level").asInt());
            server.media.emit(me, new RoomEvent.ParticipantLeft("pa_9", LeaveReason.ROOM_CLOSED));
            JsonNode left = ada.event("participant-left");
            assertEquals("pa_9", left.get("participant").asString());
            assertEquals("room-closed", left.get("reason").asString());
        }
    }

    @Test
    void shouldLeave() {
        try (WebSocketClient ada = server.webSocket();
                WebSocketClient grace = server.webSocket()) {
            ada.join("r", "ada");
            grace.join("r", "grace");
            assertEquals("ok", ada.ask("leave", "").get("type").asString());
            assertEquals("left", ada.event("left").get("reason").asString());
            assertEquals(1000, ada.awaitClose());
            assertEquals("left", grace.event("participant-left").get("reason").asString());
        }
    }

    @Test
    void shouldTellWhoIsReplaced() {
        try (WebSocketClient old = server.webSocket();
                WebSocketClient young = server.webSocket()) {
            old.join("r", "ada");
            young.join("r", "ada");
            assertEquals("replaced", old.event("left").get("reason").asString());
            assertEquals(1000, old.awaitClose());
            assertEquals("ok", young.ask("publish", MICROPHONE).get("type").asString());
        }
    }

    private static final String MICROPHONE = "\"source\":\"microphone\",\"kind\":\"audio\"";

    @Test
    void shouldLeaveWhenTheClientSaysGoodbyeButNotAtOnceWhenItBreaks() {
        WebSocketClient ada = server.webSocket();
        ada.join("r", "ada");
        ada.sayGoodbye();
        await(() -> server.media.population() == 0);
        WebSocketClient grace = server.webSocket();
        grace.join("r", "grace");
        grace.close();
        await(() -> server.signaling.sessions() == 0);
        assertEquals(1, server.media.population());
        assertEquals(
                ParticipantInfo.Presence.RECONNECTING,
                server.media.participants("r").toCompletableFuture().join().get(0).presence());
    }

    @Test
    void shouldRefuseWhatIsNoMessage() {
        try (WebSocketClient ada = server.webSocket()) {
            String deep = "[".repeat(40) + "]".repeat(40);
            for (String text :
                    List.of(
                            "",
                            "{",
                            "nul",
                            "[]",
                            "7",
                            "\"join\"",
                            "{\"id\":1}x",
                            "{\"id\":1,\"id\":2}",
                            "{\"type\":\"join\"}",
                            "{\"type\":\"join\",\"id\":\"1\"}",
                            "{\"type\":\"join\",\"id\":1.5}",
                            "{\"type\":\"join\",\"id\":1e99}",
                            "{\"id\":1,\"type\":\"join\",\"deep\":" + deep + "}")) {
                ada.send(text);
                JsonNode error = ada.next();
                assertEquals("error", error.get("type").asString(), text);
                assertEquals("BAD_REQUEST", error.get("code").asString(), text);
                assertTrue(error.get("id").isNull(), text);
                assertTrue(error.get("details").isObject(), text);
                assertFalse(error.get("error").asString().isBlank(), text);
            }
            assertEquals("ok", ada.join("r", "ada").get("type").asString());
        }
    }

    @Test
    void shouldNameWhatItDoesNotKnow() {
        try (WebSocketClient ada = server.webSocket()) {
            assertError(ada.ask("dance", ""), "BAD_REQUEST", "'dance'");
            assertError(ada.ask("publish", MICROPHONE), "FORBIDDEN", "join first");
            ada.join("r", "ada");
            assertError(ada.ask("dance", ""), "BAD_REQUEST", "'dance'");
            assertError(ada.ask("x".repeat(5000), ""), "BAD_REQUEST", "xxx...'");
            assertError(ada.ask("join", "\"room\":\"r\""), "CONFLICT", "joined already");
        }
    }

    @Test
    void shouldNameTheBadField() {
        try (WebSocketClient ada = server.webSocket()) {
            assertError(ada.ask("join", ""), "BAD_REQUEST", "room: missing");
            assertError(ada.ask("join", "\"room\":7"), "BAD_REQUEST", "room: give a string");
            assertError(ada.ask("join", "\"room\":\"\""), "BAD_REQUEST", "room: give 1 to 256");
            assertError(
                    ada.ask("join", "\"room\":\"%s\"".formatted("x".repeat(257))),
                    "BAD_REQUEST",
                    "room: give 1 to 256");
            assertError(
                    ada.ask("join", "\"room\":\"a\\r\\nb\""), "BAD_REQUEST", "control characters");
            assertError(
                    ada.ask("join", "\"room\":\"r\",\"name\":\"a\\u0000\""),
                    "BAD_REQUEST",
                    "name: give");
            assertError(
                    ada.ask("join", "\"room\":\"r\",\"subscribe\":\"some\""),
                    "BAD_REQUEST",
                    "subscribe: give");
            assertEquals("ok", ada.join("r", "ada").get("type").asString());
            assertError(
                    ada.ask("publish", "\"source\":\"roof\",\"kind\":\"video\""),
                    "BAD_REQUEST",
                    "source: give");
            assertError(
                    ada.ask("publish", "\"source\":\"camera\",\"kind\":\"audio\""),
                    "BAD_REQUEST",
                    "camera is video");
            assertError(
                    ada.ask("publish", "\"source\":\"camera\",\"kind\":\"smell\""),
                    "BAD_REQUEST",
                    "kind: give");
            assertError(ada.ask("mute", "\"publication\":\"x\""), "BAD_REQUEST", "muted: give");
            assertError(ada.ask("subscribe", "\"publication\":\"x\""), "NOT_FOUND", "x");
            assertError(ada.ask("offer", ""), "BAD_REQUEST", "sdp: missing");
            assertError(
                    ada.ask("offer", "\"sdp\":\"v=0\",\"publications\":[]"),
                    "BAD_REQUEST",
                    "publications: give");
            assertError(
                    ada.ask("offer", "\"sdp\":\"v=0\",\"publications\":{\"0\":1}"),
                    "BAD_REQUEST",
                    "publications: give");
            assertError(
                    ada.ask("offer", "\"sdp\":\"v=0\",\"revision\":-1"),
                    "BAD_REQUEST",
                    "revision: give");
            assertError(ada.ask("offer", "\"sdp\":\"hello\""), "BAD_REQUEST", "sdp: ");
        }
    }

    @Test
    void shouldRefuseTheServersRefusalsWithTheirCode() {
        try (WebSocketClient ada = server.webSocket()) {
            ada.join("r", "ada");
            ada.ask("publish", MICROPHONE);
            assertError(ada.ask("publish", MICROPHONE), "CONFLICT", "taken");
            assertError(ada.ask("unpublish", "\"publication\":\"pu_0\""), "NOT_FOUND", "pu_0");
        }
    }

    @Test
    void shouldTakeOneOfferAtATime() {
        try (WebSocketClient ada = server.webSocket()) {
            ada.join("r", "ada");
            server.media.negotiates(false);
            String offer = "{\"type\":\"offer\",\"id\":%d,\"sdp\":%s}";
            ada.send(offer.formatted(10, quote(offer())));
            ada.send(offer.formatted(11, quote(offer())));
            ada.send("{\"type\":\"publish\",\"id\":12," + MICROPHONE + "}");
            JsonNode second = ada.next();
            assertEquals(11, second.get("id").asInt(), second.toString());
            assertError(second, "CONFLICT", "not answered yet");
            assertEquals(12, ada.next().get("id").asInt());
            server.media.negotiates(true);
            JsonNode first = ada.next();
            assertEquals(10, first.get("id").asInt(), first.toString());
            assertEquals("ok", first.get("type").asString());
            assertEquals(
                    "ok", ada.ask("offer", "\"sdp\":" + quote(offer())).get("type").asString());
        }
    }

    @Test
    void shouldCloseWhenAMessageIsTooLarge() {
        String join = "{\"type\":\"join\",\"id\":1,\"room\":\"%s\"}";
        for (int size : List.of(70_000, (2 << 20) + 1)) {
            try (WebSocketClient stranger = server.webSocket()) {
                stranger.send(join.formatted("x".repeat(size)));
                assertEquals(1009, stranger.awaitClose());
            }
        }
        try (WebSocketClient ada = server.webSocket()) {
            ada.join("r", "ada");
            assertError(
                    ada.ask("offer", "\"sdp\":\"" + "x".repeat(600_000) + "\""),
                    "TOO_LARGE",
                    "524288");
            ada.send(join.formatted("x".repeat((2 << 20) + 1)));
            assertEquals(1009, ada.awaitClose());
        }
        try (WebSocketClient ada = server.webSocket()) {
            ada.join("r", "ada");
            String part = "x".repeat(400_000);
            for (int i = 0; i < 4; i++) {
                ada.raw().sendText(part, false).exceptionally(broken -> ada.raw()).join();
            }
            assertEquals(1009, ada.awaitClose());
        }
    }

    @Test
    void shouldCloseOnBinaryFrames() {
        try (WebSocketClient ada = server.webSocket()) {
            ada.raw().sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true).join();
            assertEquals(1003, ada.awaitClose());
        }
    }

    @Test
    void shouldCloseOnWhoDoesNotJoinInTime() throws IOException {
        try (TestServer hasty =
                        TestServer.start(config -> config.joinTimeout(Duration.ofMillis(200)));
                WebSocketClient idle = hasty.webSocket();
                WebSocketClient ada = hasty.webSocket()) {
            ada.join("r", "ada");
            assertEquals(1008, idle.awaitClose());
            assertFalse(ada.isClosed());
        }
    }

    @Test
    void shouldListenToTheRoomsOnlyWhileItRuns() {
        assertTrue(server.media.listeners() > 0);
        server.signaling.close();
        assertEquals(0, server.media.listeners());
    }

    @Test
    void shouldTellClientsThatItGoesDown() throws Exception {
        try (WebSocketClient ada = server.webSocket();
                WebSocketClient stranger = server.webSocket()) {
            ada.join("r", "ada");
            long start = System.nanoTime();
            server.signaling.drain(Duration.ofSeconds(60));
            assertEquals("server-closed", ada.event("left").get("reason").asString());
            assertEquals(1000, ada.awaitClose());
            assertEquals(1000, stranger.awaitClose());
            assertTrue(System.nanoTime() - start < 30_000_000_000L, "clients close at once");
            assertEquals(0, server.signaling.sessions());
        }
    }

    @Test
    void shouldNotAnswerWhoReadsTooSlowly() throws Exception {
        try (SlowReader slow = new SlowReader(server);
                WebSocketClient ada = server.webSocket()) {
            slow.join("r", "slow");
            FakeParticipant there = server.media.participant("slow");
            List<RoomEvent.Speaker> many =
                    Collections.nCopies(20, new RoomEvent.Speaker("p".repeat(250), -1));
            for (int i = 0; i < 2_000 && server.signaling.sessions() == 1 + 1; i++) {
                server.media.emit(there, new RoomEvent.SpeakersChanged(many, null));
            }
            await(() -> server.signaling.sessions() == 1);
            assertEquals("ok", ada.join("r", "ada").get("type").asString());
        }
    }

    private static void assertError(JsonNode reply, String code, String words) {
        assertEquals("error", reply.get("type").asString(), reply.toString());
        assertEquals(code, reply.get("code").asString(), reply.toString());
        assertTrue(reply.get("error").asString().contains(words), reply.toString());
    }

    private static String offer() {
        try (InputStream in =
                WebSocketTest.class.getResourceAsStream("/sdp/chromium-av-addtrack.offer.sdp")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 15_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen");
            }
            Thread.onSpinWait();
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
