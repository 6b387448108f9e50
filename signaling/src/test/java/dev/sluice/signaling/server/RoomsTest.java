package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.Role;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Rooms that people run, over real sockets and real rooms. */
@Timeout(30)
class RoomsTest {

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.withRooms(config -> config);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldMakeTheFirstHostAndLetItRunTheRoom() {
        try (WebSocketClient ada = server.webSocket();
                WebSocketClient bob = server.webSocket()) {
            assertEquals("host", ada.join("r", "ada").at("/participant/role").asString());
            JsonNode welcome = bob.join("r", "bob");
            assertEquals("participant", welcome.at("/participant/role").asString());
            assertEquals("in-progress", welcome.at("/room/state").asString());
            String bobId = welcome.at("/participant/id").asString();

            bob.refused("FORBIDDEN", "lock", "\"locked\":true");
            ada.must("lock", "\"locked\":true");
            assertTrue(bob.event("room-updated").at("/room/locked").asBoolean());
            try (WebSocketClient eve = server.webSocket()) {
                assertEquals("FORBIDDEN", eve.join("r", "eve").get("code").asString());
            }
            ada.must("set-role", "\"participant\":\"%s\",\"role\":\"viewer\"".formatted(bobId));
            assertEquals(
                    "viewer", bob.event("participant-updated").at("/participant/role").asString());
            bob.refused("FORBIDDEN", "publish", "\"source\":\"camera\",\"kind\":\"video\"");
            ada.refused(
                    "BAD_REQUEST",
                    "set-role",
                    "\"participant\":\"%s\",\"role\":\"king\"".formatted(bobId));

            ada.must("end-session", "");
            assertEquals("room-closed", bob.event("left").get("reason").asString());
            assertEquals(1000, bob.awaitClose());
        }
    }

    @Test
    void shouldKeepWaitingAdmitAndRefuse() {
        try (WebSocketClient host = server.webSocket();
                WebSocketClient ada = server.webSocket();
                WebSocketClient eve = server.webSocket();
                WebSocketClient hasty = server.webSocket()) {
            host.join("r", "host");
            host.must("settings", "\"settings\":{\"waitingRoom\":true}");

            String waiting = ada.join("r", "ada").at("/waiting/id").asString();
            JsonNode seen = host.event("waiting-joined");
            assertEquals(waiting, seen.at("/waiting/id").asString());
            assertEquals("ada", seen.at("/waiting/identity").asString());
            ada.refused("FORBIDDEN", "chat", "\"text\":\"let me in\"");
            host.must("admit", "\"waiting\":\"%s\"".formatted(waiting));
            JsonNode admitted = ada.event("admitted");
            assertEquals("ada", admitted.at("/participant/identity").asString());
            assertEquals("host", admitted.at("/participants/0/identity").asString());
            ada.must("chat", "\"text\":\"thanks\"");

            eve.join("r", "eve");
            host.must("refuse", "");
            assertEquals("refused", eve.event("left").get("reason").asString());
            assertEquals(1000, eve.awaitClose());

            hasty.join("r", "hasty");
            hasty.sayGoodbye();
            assertFalse(host.event("waiting-left").get("admitted").asBoolean());
        }
    }

    @Test
    void shouldMuteAndStopWhatOthersPublish() {
        try (WebSocketClient host = server.webSocket();
                WebSocketClient ada = server.webSocket()) {
            host.join("r", "host");
            ada.join("r", "ada");
            String id =
                    ada.must("publish", "\"source\":\"screen\",\"kind\":\"video\"")
                            .at("/publication/id")
                            .asString();
            host.must("mute-other", "\"publication\":\"%s\"".formatted(id));
            assertTrue(ada.event("publication-updated").at("/publication/muted").asBoolean());
            host.must("ask-unmute", "\"publication\":\"%s\"".formatted(id));
            assertEquals(id, ada.event("unmute-asked").get("publication").asString());
            host.must("stop-publication", "\"publication\":\"%s\"".formatted(id));
            assertEquals(id, ada.event("publication-removed").get("publication").asString());
            host.refused("NOT_FOUND", "mute-other", "\"publication\":\"%s\"".formatted(id));
        }
    }

    @Test
    void shouldNotLetARemovedParticipantBackWithItsToken() throws IOException {
        try (TestServer keyed =
                        TestServer.withRooms(config -> config.keys(List.of(TestServer.KEY)));
                WebSocketClient host = keyed.webSocket();
                WebSocketClient eve = keyed.webSocket();
                WebSocketClient again = keyed.webSocket();
                WebSocketClient forgiven = keyed.webSocket()) {
            host.must("join", token("host", Role.HOST, 60));
            String old = token("eve", null, 60);
            String eveId = eve.must("join", old).at("/participant/id").asString();
            host.must("remove", "\"participant\":\"%s\"".formatted(eveId));
            assertEquals("removed", eve.event("left").get("reason").asString());
            again.refused("FORBIDDEN", "join", old);
            forgiven.must("join", token("eve", null, 61));
        }
    }

    private static String token(String identity, Role role, int seconds) {
        Grant grant =
                new Grant(
                                "r",
                                identity,
                                null,
                                Permissions.ALL,
                                Instant.ofEpochSecond(4_000_000_000L + seconds))
                        .withRole(role, false);
        return "\"room\":\"r\",\"token\":\"%s\""
                .formatted(new TokenIssuer(TestServer.KEY).issue(grant));
    }

    @Test
    void shouldChatWithOrderHistoryReactionsAndLimits() {
        try (WebSocketClient ada = server.webSocket();
                WebSocketClient bob = server.webSocket();
                WebSocketClient late = server.webSocket()) {
            ada.join("r", "ada");
            bob.join("r", "bob");
            ada.must("typing", "\"typing\":true");
            assertTrue(bob.event("typing-changed").get("typing").asBoolean());
            String id = ada.must("chat", "\"text\":\"hello\"").at("/message/id").asString();
            JsonNode message = bob.event("message-sent").get("message");
            assertEquals(id, message.get("id").asString());
            assertEquals("ada", message.get("identity").asString());
            assertTrue(message.get("to").isNull());
            Instant.parse(message.get("at").asString());
            bob.must(
                    "react-message",
                    "\"message\":\"%s\",\"emoji\":\"fire\",\"on\":true".formatted(id));
            assertEquals("bob", ada.event("message-reaction").get("identity").asString());
            bob.must("chat", "\"text\":\"psst\",\"to\":\"ada\"");
            bob.refused("TOO_LARGE", "chat", "\"text\":\"%s\"".formatted("x".repeat(501)));

            late.join("r", "late");
            JsonNode history = late.must("messages", "");
            assertEquals(1, history.get("messages").size());
            assertEquals(
                    "bob",
                    history.at("/messages/0/reactions/\uD83D\uDD25/0").asString(),
                    history.toString());
            assertFalse(history.get("more").asBoolean());

            for (int i = 0; i < 9; i++) {
                ada.must("chat", "\"text\":\"%d\"".formatted(i));
            }
            JsonNode refused = ada.refused("LIMIT", "chat", "\"text\":\"too much\"");
            assertEquals(429, refused.at("/details/status").asInt());
            assertTrue(refused.at("/details/retryAfterSeconds").asInt() > 50);
            ada.must("delete-message", "\"message\":\"%s\"".formatted(id));
            assertEquals(id, late.event("message-deleted").get("message").asString());
        }
    }

    @Test
    void shouldCarryHandsNamesReactionsConsentAndData() {
        try (WebSocketClient ada = server.webSocket();
                WebSocketClient bob = server.webSocket()) {
            ada.join("r", "ada");
            bob.join("r", "bob");
            ada.must("hand", "\"raised\":true");
            assertEquals(1, bob.event("participant-updated").at("/participant/hand").asInt());
            ada.must("describe", "\"name\":\"Ada L.\",\"attributes\":{\"team\":\"blue\"}");
            JsonNode seen = bob.event("participant-updated").get("participant");
            assertEquals("Ada L.", seen.get("name").asString());
            assertEquals("blue", seen.at("/attributes/team").asString());
            ada.must("consent", "\"recording\":true");
            assertTrue(
                    bob.event("participant-updated")
                            .at("/participant/recordingConsent")
                            .asBoolean());
            ada.must("react", "\"emoji\":\"clap\"");
            assertEquals("\uD83D\uDC4F", bob.event("reaction").get("emoji").asString());

            byte[] bytes = new byte[65_536];
            bytes[7] = 7;
            String payload = Base64.getEncoder().encodeToString(bytes);
            ada.must(
                    "data",
                    "\"topic\":\"game\",\"to\":[\"bob\"],\"payload\":\"%s\"".formatted(payload));
            JsonNode data = bob.event("data-received");
            assertEquals("game", data.get("topic").asString());
            assertEquals(payload, data.get("payload").asString());
            String more = Base64.getEncoder().encodeToString(new byte[65_537]);
            ada.refused("TOO_LARGE", "data", "\"payload\":\"%s\"".formatted(more));
            ada.refused("BAD_REQUEST", "data", "\"payload\":\"***\"");
            ada.refused("BAD_REQUEST", "data", "\"payload\":\"\",\"to\":\"bob\"");
            ada.must("record", "\"recording\":true");
            assertTrue(bob.event("room-updated").at("/room/recording").asBoolean());
        }
    }

    @Test
    void shouldAskForThePassword() {
        try (WebSocketClient host = server.webSocket();
                WebSocketClient watcher = server.webSocket();
                WebSocketClient ada = server.webSocket()) {
            host.join("r", "host");
            watcher.join("r", "watcher");
            host.must(
                    "settings",
                    "\"settings\":{\"password\":\"sesame\",\"type\":\"voice\",\"capacity\":3}");
            JsonNode room = watcher.event("room-updated").get("room");
            assertTrue(room.get("password").asBoolean());
            assertFalse(room.toString().contains("sesame"));
            JsonNode refused =
                    ada.refused("UNAUTHORIZED", "join", "\"room\":\"r\",\"identity\":\"ada\"");
            assertTrue(refused.at("/details/password").asBoolean());
            ada.must("join", "\"room\":\"r\",\"identity\":\"ada\",\"password\":\"sesame\"");
            ada.refused("FORBIDDEN", "publish", "\"source\":\"camera\",\"kind\":\"video\"");
            host.refused("BAD_REQUEST", "settings", "\"settings\":{\"type\":\"party\"}");
            host.refused("BAD_REQUEST", "settings", "\"settings\":{\"capacity\":-1}");
            host.refused(
                    "BAD_REQUEST", "settings", "\"settings\":{\"chat\":{\"perMinute\":70000}}");
            host.refused("BAD_REQUEST", "settings", "\"settings\":{\"startsAt\":\"tomorrow\"}");
        }
    }

    @Test
    void shouldPauseAndResumeTheSession() {
        try (WebSocketClient host = server.webSocket();
                WebSocketClient ada = server.webSocket()) {
            host.join("r", "host");
            ada.join("r", "ada");
            ada.refused("FORBIDDEN", "pause-session", "");
            host.must("pause-session", "");
            assertEquals("paused", ada.event("room-updated").at("/room/state").asString());
            host.refused("CONFLICT", "pause-session", "");
            host.must("resume-session", "");
            assertEquals("in-progress", ada.event("room-updated").at("/room/state").asString());
        }
    }
}
