package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Permissions;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class AdminApiTest {

    private static final String ADMIN_TOKEN = "an-admin-token-of-at-least-32-characters";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                TestServer.withRooms(
                        config -> config.keys(List.of(TestServer.KEY)).adminToken(ADMIN_TOKEN));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> asked(String method, String path, String body) {
        return server.request(
                method, "/api/v1" + path, body, "Authorization", "Bearer " + ADMIN_TOKEN);
    }

    private JsonNode ask(int status, String method, String path, String body) {
        HttpResponse<String> response = asked(method, path, body);
        assertEquals(status, response.statusCode(), method + " " + path + ": " + response.body());
        return response.body().isEmpty() ? null : JsonMapper.shared().readTree(response.body());
    }

    private static String token(String room, String identity) {
        return new TokenIssuer(TestServer.KEY)
                .issue(
                        new Grant(
                                room,
                                identity,
                                null,
                                Permissions.ALL,
                                Instant.ofEpochSecond(4_000_000_000L)));
    }

    private WebSocketClient joined(String room, String identity) {
        WebSocketClient client = server.webSocket();
        client.must(
                "join", "\"room\":\"%s\",\"token\":\"%s\"".formatted(room, token(room, identity)));
        return client;
    }

    @Test
    void shouldLetOnlyAdministratorsIn() {
        for (String authorization : List.of("Bearer x", "Basic " + ADMIN_TOKEN, "Bearer ")) {
            HttpResponse<String> response =
                    server.get("/api/v1/rooms", "Authorization", authorization);
            assertEquals(401, response.statusCode());
            assertTrue(response.body().contains("\"code\":\"UNAUTHORIZED\""), response.body());
        }
        assertEquals(401, server.get("/api/v1/rooms").statusCode());
        assertEquals(
                401,
                server.get("/api/v1/rooms", "Authorization", "Bearer " + token("r", "a"))
                        .statusCode(),
                "a participant's token administers nothing");
        String admin =
                new TokenIssuer(TestServer.KEY)
                        .issue(
                                new Grant(
                                                "",
                                                "backend",
                                                null,
                                                Permissions.ALL,
                                                Instant.ofEpochSecond(4_000_000_000L))
                                        .withRights(false, true));
        assertEquals(
                200, server.get("/api/v1/rooms", "Authorization", "Bearer " + admin).statusCode());
        assertEquals(200, server.get("/api/v1/openapi.json").statusCode());
    }

    @Test
    void shouldMakeShowChangeAndEndRooms() {
        JsonNode made =
                ask(
                        201,
                        "POST",
                        "/rooms",
                        """
                        {"name": "a/b c", "type": "voice", "capacity": 5, "password": "sesame",
                         "attributes": {"course": "algebra"}}
                        """);
        assertEquals("voice", made.get("type").asString());
        assertTrue(made.get("password").asBoolean());
        ask(409, "POST", "/rooms", "{\"name\": \"a/b c\"}");
        assertEquals("a/b c", ask(200, "GET", "/rooms/a%2Fb%20c", "").get("name").asString());
        ask(404, "GET", "/rooms/nowhere", "");

        JsonNode changed =
                ask(
                        200,
                        "PATCH",
                        "/rooms/a%2Fb%20c",
                        "{\"locked\": true, \"recording\": true, \"password\": null}");
        assertTrue(changed.get("locked").asBoolean());
        assertTrue(changed.get("recording").asBoolean());
        assertFalse(changed.get("password").asBoolean());
        assertEquals("voice", changed.get("type").asString());
        ask(400, "PATCH", "/rooms/a%2Fb%20c", "{\"capacity\": \"many\"}");
        ask(400, "PATCH", "/rooms/a%2Fb%20c", "[]");
        ask(409, "POST", "/rooms/a%2Fb%20c/start", "");
        assertEquals(
                "paused", ask(200, "POST", "/rooms/a%2Fb%20c/pause", "").get("state").asString());
        ask(200, "POST", "/rooms/a%2Fb%20c/resume", "");
        ask(204, "DELETE", "/rooms/a%2Fb%20c", "");
        assertEquals("ended", ask(200, "GET", "/rooms/a%2Fb%20c", "").get("state").asString());
        ask(201, "POST", "/rooms", "{\"name\": \"a/b c\"}");
    }

    @Test
    void shouldPageThroughLists() {
        for (int i = 0; i < 7; i++) {
            ask(201, "POST", "/rooms", "{\"name\": \"room%d\"}".formatted(i));
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = ask(200, "GET", "/rooms?limit=3" + after, "");
            page.get("rooms").forEach(room -> seen.add(room.get("name").asString()));
            after = page.get("next").isNull() ? "" : "&after=" + page.get("next").asString();
        } while (!after.isEmpty());
        assertEquals(List.of("room0", "room1", "room2", "room3", "room4", "room5", "room6"), seen);
        ask(409, "GET", "/rooms?after=gone", "");
        ask(400, "GET", "/rooms?limit=0", "");
        ask(400, "GET", "/rooms?limit=x", "");
    }

    @Test
    void shouldActOnParticipantsAndPublications() {
        try (WebSocketClient ada = joined("r", "ada");
                WebSocketClient bob = joined("r", "bob")) {
            JsonNode people = ask(200, "GET", "/rooms/r/participants", "").get("participants");
            String adaId = people.get(0).get("id").asString();
            assertEquals("participant", people.get(0).get("role").asString());
            JsonNode promoted =
                    ask(
                            200,
                            "PATCH",
                            "/rooms/r/participants/" + adaId,
                            "{\"role\": \"co-host\", \"chatMuted\": true}");
            assertEquals("co-host", promoted.get("role").asString());
            assertTrue(promoted.get("chatMuted").asBoolean());
            ask(400, "PATCH", "/rooms/r/participants/" + adaId, "{\"role\": \"king\"}");
            ask(404, "GET", "/rooms/r/participants/x", "");
            ask(404, "GET", "/rooms/nowhere/participants", "");

            String publication =
                    bob.must("publish", "\"source\":\"screen\",\"kind\":\"video\"")
                            .at("/publication/id")
                            .asString();
            ask(204, "POST", "/rooms/r/publications/%s/mute".formatted(publication), "");
            assertTrue(bob.event("publication-updated").at("/publication/muted").asBoolean());
            ask(204, "POST", "/rooms/r/publications/%s/ask-unmute".formatted(publication), "");
            assertEquals("administrator", bob.event("unmute-asked").get("by").asString());
            ask(204, "DELETE", "/rooms/r/publications/" + publication, "");
            bob.event("publication-removed");
            assertEquals(
                    0, ask(200, "GET", "/rooms/r/publications", "").get("publications").size());

            ask(204, "DELETE", "/rooms/r/participants/" + adaId, "");
            assertEquals("removed", ada.event("left").get("reason").asString());
            try (WebSocketClient again = server.webSocket()) {
                again.refused(
                        "FORBIDDEN",
                        "join",
                        "\"room\":\"r\",\"token\":\"%s\"".formatted(token("r", "ada")));
            }
        }
    }

    @Test
    void shouldMindTheWaitingRoomAndTheChat() {
        ask(201, "POST", "/rooms", "{\"name\": \"r\", \"waitingRoom\": true}");
        try (WebSocketClient ada = joined("r", "ada");
                WebSocketClient eve = joined("r", "eve")) {
            JsonNode waiting = ask(200, "GET", "/rooms/r/waiting", "").get("waiting");
            assertEquals("ada", waiting.get(0).get("identity").asString());
            String waits = "/rooms/r/waiting/";
            ask(204, "POST", waits + waiting.get(0).get("id").asString() + "/admit", "");
            ada.event("admitted");
            ask(204, "POST", waits + waiting.get(1).get("id").asString() + "/refuse", "");
            assertEquals("refused", eve.event("left").get("reason").asString());

            JsonNode sent = ask(201, "POST", "/rooms/r/messages", "{\"text\": \"notice\"}");
            assertEquals("notice", ada.event("message-sent").at("/message/text").asString());
            assertEquals("administrator", sent.get("identity").asString());
            JsonNode read = ask(200, "GET", "/rooms/r/messages", "");
            assertEquals(1, read.get("messages").size());
            ask(204, "DELETE", "/rooms/r/messages/" + sent.get("id").asString(), "");
            ada.event("message-deleted");
            ask(400, "POST", "/rooms/r/messages", "{}");
        }
    }

    @Test
    void shouldRevokeTokens() {
        String token = token("r", "ada");
        ask(204, "POST", "/revocations", "{\"token\": \"%s\"}".formatted(token));
        try (WebSocketClient ada = server.webSocket()) {
            ada.refused("FORBIDDEN", "join", "\"room\":\"r\",\"token\":\"%s\"".formatted(token));
        }
        ask(
                204,
                "POST",
                "/revocations",
                "{\"jti\": \"t\", \"expiresAt\": \"2099-01-01T00:00:00Z\"}");
        ask(400, "POST", "/revocations", "{\"jti\": \"t\", \"expiresAt\": \"soon\"}");
        ask(400, "POST", "/revocations", "{}");
    }

    @Test
    void shouldCountByType() {
        try (WebSocketClient ada = joined("r", "ada")) {
            ask(201, "POST", "/rooms", "{\"name\": \"s\", \"type\": \"broadcast\"}");
            ada.must("authenticate", "\"token\":\"%s\"".formatted(token("r", "ada")));
            JsonNode statistics = ask(200, "GET", "/statistics", "");
            assertEquals(2, statistics.at("/now/rooms").asInt(), statistics.toString());
            assertEquals(1, statistics.at("/now/roomsByType/broadcast").asInt());
            assertEquals(1, statistics.at("/now/participants").asInt());
            assertEquals(1, statistics.at("/total/participants/entered").asInt());
            assertEquals(0, ask(200, "GET", "/calls", "").get("calls").size());
            ask(404, "DELETE", "/calls/x", "");
        }
    }

    @Test
    void shouldSayWhatThereIsNot() {
        ask(404, "GET", "/nothing", "");
        HttpResponse<String> wrong = asked("PUT", "/rooms", "{}");
        assertEquals(405, wrong.statusCode());
        assertEquals("GET, POST", wrong.headers().firstValue("Allow").orElseThrow());
        ask(404, "GET", "", "");
    }
}
