package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Permissions;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Calls over real sockets and real rooms, on a server with keys. */
@Timeout(30)
class CallsTest {

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.withRooms(config -> config.keys(List.of(TestServer.KEY)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private WebSocketClient authenticated(String identity, boolean mayCall) {
        Grant grant =
                new Grant(
                                mayCall ? "" : "elsewhere",
                                identity,
                                identity + "'s name",
                                Permissions.ALL,
                                Instant.ofEpochSecond(4_000_000_000L))
                        .withRights(mayCall, false);
        WebSocketClient client = server.webSocket();
        client.must(
                "authenticate",
                "\"token\":\"%s\"".formatted(new TokenIssuer(TestServer.KEY).issue(grant)));
        return client;
    }

    private static String call(WebSocketClient caller, String to) {
        return caller.must("call", "\"identity\":\"%s\",\"media\":\"voice\"".formatted(to))
                .at("/call/id")
                .asString();
    }

    private static String named(String id) {
        return "\"call\":\"%s\"".formatted(id);
    }

    private static String state(WebSocketClient client) {
        return client.event("call-updated").at("/call/state").asString();
    }

    @Test
    void shouldRingAcceptMeetAndEnd() {
        try (WebSocketClient ada = authenticated("ada", true);
                WebSocketClient bob = authenticated("bob", false);
                WebSocketClient bobElsewhere = authenticated("bob", false)) {
            String id = call(ada, "bob");
            JsonNode ringing = bob.event("call-updated").get("call");
            assertEquals("ringing", ringing.get("state").asString());
            assertEquals("ada's name", ringing.at("/from/name").asString());
            assertTrue(ringing.get("room").isNull());
            assertEquals("ringing", state(bobElsewhere));

            bob.must("accept", named(id));
            assertEquals("active", state(bobElsewhere));
            JsonNode toAda = ada.event("call-updated");
            WebSocketClient inRoom = server.webSocket();
            JsonNode room = inRoom.must("join", join(toAda)).get("room");
            assertEquals("voice", room.get("type").asString());
            assertEquals(2, room.get("capacity").asInt());
            inRoom.refused("FORBIDDEN", "publish", "\"source\":\"camera\",\"kind\":\"video\"");
            try (WebSocketClient eve = server.webSocket()) {
                eve.refused("UNAUTHORIZED", "join", "\"room\":" + toAda.at("/join/room"));
                eve.refused(
                        "UNAUTHORIZED",
                        "join",
                        "\"room\":\"another\",\"token\":" + toAda.at("/join/token"));
            }
            ada.must("hang-up", named(id));
            assertEquals("ended", state(bobElsewhere));
            assertEquals("room-closed", inRoom.event("left").get("reason").asString());
        }
    }

    @Test
    void shouldLetBothInAndEndWhenOneLeaves() {
        try (WebSocketClient ada = authenticated("ada", true);
                WebSocketClient bob = authenticated("bob", false)) {
            String id = call(ada, "bob");
            bob.event("call-updated");
            bob.send("{\"type\":\"accept\",\"id\":500,\"call\":\"%s\"}".formatted(id));
            JsonNode toBob = bob.event("call-updated");
            JsonNode toAda = ada.event("call-updated");
            try (WebSocketClient adaInRoom = server.webSocket();
                    WebSocketClient bobInRoom = server.webSocket()) {
                adaInRoom.must("join", join(toAda));
                bobInRoom.must("join", join(toBob));
                assertEquals(
                        "bob",
                        adaInRoom
                                .event("participant-joined")
                                .at("/participant/identity")
                                .asString());
                bobInRoom.must("leave", "");
                assertEquals("ended", state(ada));
                assertEquals("room-closed", adaInRoom.event("left").get("reason").asString());
            }
        }
    }

    private static String join(JsonNode event) {
        return "\"room\":%s,\"token\":%s"
                .formatted(event.at("/join/room"), event.at("/join/token"));
    }

    @Test
    void shouldDeclineAndCancel() {
        try (WebSocketClient ada = authenticated("ada", true);
                WebSocketClient bob = authenticated("bob", false)) {
            String first = call(ada, "bob");
            bob.must("decline", named(first));
            assertEquals("declined", state(ada));
            String second = call(ada, "bob");
            ada.refused("CONFLICT", "call", "\"identity\":\"eve\",\"media\":\"video\"");
            ada.must("cancel", named(second));
            ada.refused("NOT_FOUND", "cancel", named(second));
        }
    }

    @Test
    void shouldGiveUpWhenTheCallerBreaksOff() {
        try (WebSocketClient bob = authenticated("bob", false)) {
            WebSocketClient ada = authenticated("ada", true);
            call(ada, "bob");
            assertEquals("ringing", state(bob));
            ada.close();
            assertEquals("cancelled", state(bob));
        }
    }

    @Test
    void shouldRingWhoComesLate() {
        try (WebSocketClient ada = authenticated("ada", true)) {
            String id =
                    ada.must("call", "\"identity\":\"bob\",\"media\":\"video\"")
                            .at("/call/id")
                            .asString();
            try (WebSocketClient bob = authenticated("bob", false)) {
                assertEquals("ringing", state(ada));
                bob.must("accept", named(id));
            }
        }
    }

    @Test
    void shouldAskForTheRightToken() {
        try (WebSocketClient bob = authenticated("bob", false);
                WebSocketClient stranger = server.webSocket()) {
            bob.refused("FORBIDDEN", "call", "\"identity\":\"ada\",\"media\":\"voice\"");
            bob.refused("CONFLICT", "authenticate", "\"identity\":\"eve\"");
            stranger.refused("UNAUTHORIZED", "authenticate", "\"identity\":\"eve\"");
            stranger.refused("FORBIDDEN", "call", "\"identity\":\"bob\",\"media\":\"voice\"");
            stranger.refused("FORBIDDEN", "accept", "\"call\":\"x\"");
        }
    }
}
