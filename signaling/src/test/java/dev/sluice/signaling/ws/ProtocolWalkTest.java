package dev.sluice.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every request of docs/PROTOCOL.md is sent to a server as it stands there, but for ids of others;
 * each is granted, and the reply has the fields that the page shows.
 */
@Timeout(60)
class ProtocolWalkTest {

    private static final Pattern SECTION =
            Pattern.compile("(?ms)^### ([a-z-]+)\\n(.*?)(?=^##|\\z)");
    private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
    private static final String ROOM = "kitchen";

    /** They reply with the call, as {@code call} does. */
    private static final Set<String> CALL = Set.of("accept", "decline", "cancel", "hang-up");

    private static final long HOUR_MILLIS = 3_600_000;

    private final Map<String, List<ObjectNode>> requests = new HashMap<>();
    private final Map<String, List<JsonNode>> replies = new HashMap<>();
    private final Set<String> walked = new TreeSet<>();
    private final String sdp = sample();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.withRooms(config -> config);
        RoomSettings later =
                RoomSettings.DEFAULT.toBuilder()
                        .startsAtMillis(System.currentTimeMillis() + HOUR_MILLIS)
                        .build();
        server.rooms().createRoom(ROOM, later).toCompletableFuture().get(10, TimeUnit.SECONDS);
        Matcher section = SECTION.matcher(page());
        while (section.find()) {
            Matcher example = EXAMPLE.matcher(section.group(2));
            while (example.find()) {
                keep(section.group(1), JsonMapper.shared().readTree(example.group(1)));
            }
        }
    }

    private void keep(String section, JsonNode example) {
        String type = example.get("type").asString();
        if (type.equals("ok")) {
            replies.computeIfAbsent(section, s -> new ArrayList<>()).add(example);
        } else if (example.has("id") && !type.equals("error")) {
            requests.computeIfAbsent(section, s -> new ArrayList<>()).add((ObjectNode) example);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldGrantWhatThePageAsksForAndReplyAsItShows() {
        try (WebSocketClient ada = server.webSocket();
                WebSocketClient grace = server.webSocket()) {
            walk(ada, "join");
            walk(ada, "ping");
            walk(ada, "start-session");
            String camera = publish(ada);
            JsonNode in = walk(grace, "join", "name", "Grace", "identity", "grace");
            String guest = in.at("/participant/id").asString();
            String theirs = publish(grace);
            ada.event("publication-added");
            watch(grace, camera);
            talk(ada, grace, guest);
            moderate(ada, theirs, guest);
            walk(ada, "mute", "publication", camera);
            walk(ada, "stats");
            walk(ada, "unpublish", "publication", camera);
            walk(ada, "remove", "participant", guest);
            lobby(ada);
            comeBack();
            ring();
            walk(ada, "end-session");
        }
        try (WebSocketClient alan = server.webSocket()) {
            alan.must("join", "\"room\":\"study\"");
            walk(alan, "leave");
            assertEquals("left", alan.event("left").get("reason").asString());
            assertEquals(Session.NORMAL_CLOSURE, alan.awaitClose());
        }
        assertEquals(new TreeSet<>(requests.keySet()), walked);
    }

    /** A camera that everybody hears of. */
    private String publish(WebSocketClient client) {
        String id = walk(client, "publish").at("/publication/id").asString();
        ObjectNode offer = request("offer", 0, "sdp", sdp);
        offer.putObject("publications").put("0", id);
        send(client, "offer", offer, 0);
        return id;
    }

    private void watch(WebSocketClient client, String camera) {
        walk(client, "unsubscribe", "publication", camera);
        walk(client, "subscribe", "publication", camera);
        walk(client, "track-settings", "publication", camera);
        walk(client, "receive-mode");
        walk(client, "client-stats");
    }

    private void talk(WebSocketClient ada, WebSocketClient grace, String guest) {
        String message = walk(ada, "chat").at("/message/id").asString();
        walk(grace, "react-message", "message", message);
        walk(grace, "messages");
        walk(ada, "delete-message", "message", message);
        walk(grace, "typing");
        walk(grace, "react");
        walk(ada, "data");
        walk(grace, "describe");
        walk(grace, "consent");
        walk(grace, "hand");
        walk(ada, "lower-hand", "participant", guest);
        walk(ada, "mute-chatter", "participant", guest);
    }

    private void moderate(WebSocketClient ada, String theirs, String guest) {
        walk(ada, "mute-other", "publication", theirs);
        walk(ada, "ask-unmute", "publication", theirs);
        walk(ada, "stop-publication", "publication", theirs);
        walk(ada, "set-role", "participant", guest);
        walk(ada, "pause-session");
        walk(ada, "resume-session");
        walk(ada, "slow-mode");
        walk(ada, "lock");
        ada.must("lock", "\"locked\":false");
        walk(ada, "settings");
        ada.must("settings", "\"settings\":{\"recordingAllowed\":true}");
        walk(ada, "record");
    }

    /** The settings of the page have a password and a waiting room. */
    private void lobby(WebSocketClient ada) {
        for (String decision : List.of("admit", "refuse")) {
            try (WebSocketClient alan = server.webSocket()) {
                alan.refused("UNAUTHORIZED", "join", "\"room\":\"kitchen\"");
                ObjectNode join = request("join", 0, "identity", decision);
                JsonNode waits = send(alan, "join", join.put("password", "sesame"), 1);
                walk(ada, decision, "waiting", waits.at("/waiting/id").asString());
                alan.event(decision.equals("admit") ? "admitted" : "left");
            }
        }
    }

    private void comeBack() {
        try (WebSocketClient first = server.webSocket();
                WebSocketClient second = server.webSocket()) {
            JsonNode in = first.must("join", "\"room\":\"study\"");
            first.must("ping", "");
            ObjectNode resume = request("resume", 0, "token", in.at("/resume/token").asString());
            JsonNode back = send(second, "resume", resume.put("received", 0), 0);
            assertFalse(back.has("n"), back.toString());
            assertEquals(1, back.get("missed").asInt(), back.toString());
            assertEquals(1, second.next().get("n").asInt());
            assertEquals(Session.RESUMED_ELSEWHERE, first.awaitClose());
        }
    }

    private void ring() {
        try (WebSocketClient ada = server.webSocket();
                WebSocketClient bob = server.webSocket()) {
            walk(ada, "authenticate");
            walk(bob, "authenticate", "identity", "bob");
            for (String end : List.of("hang-up", "decline", "cancel")) {
                String call = walk(ada, "call").at("/call/id").asString();
                if (end.equals("hang-up")) {
                    walk(bob, "accept", "call", call);
                }
                walk(end.equals("decline") ? bob : ada, end, "call", call);
            }
        }
    }

    /** The section's first request with those fields changed; it must be granted as shown. */
    private JsonNode walk(WebSocketClient client, String section, String... changes) {
        return send(client, section, request(section, 0, changes), 0);
    }

    private ObjectNode request(String section, int which, String... changes) {
        ObjectNode request = requests.get(section).get(which).deepCopy();
        for (int i = 0; i < changes.length; i += 2) {
            request.put(changes[i], changes[i + 1]);
        }
        return request;
    }

    private JsonNode send(
            WebSocketClient client, String section, ObjectNode request, int whichReply) {
        walked.add(section);
        client.send(request.toString());
        JsonNode reply = client.reply(request.get("id").asInt());
        assertEquals("ok", reply.path("type").asString(), request + "\n" + reply);
        List<JsonNode> shown = replies.getOrDefault(section, List.of());
        ObjectNode bare = (ObjectNode) reply.deepCopy();
        bare.remove("n");
        if (shown.isEmpty()) {
            bare.remove(CALL.contains(section) ? "call" : "");
            assertEquals(Set.of("type", "id"), Set.copyOf(bare.propertyNames()), section);
        } else {
            compare(section, shown.get(whichReply), bare);
        }
        return reply;
    }

    /** The same fields; of lists the first elements, where both have one. */
    private static void compare(String where, JsonNode shown, JsonNode written) {
        if (shown.isObject() && written.isObject()) {
            assertEquals(
                    new TreeSet<>(shown.propertyNames()),
                    new TreeSet<>(written.propertyNames()),
                    where);
            shown.properties()
                    .forEach(field ->
                            compare(
                                    where + "/" + field.getKey(),
                                    field.getValue(),
                                    written.get(field.getKey())));
        } else if (shown.isArray() && !shown.isEmpty() && !written.isEmpty()) {
            compare(where, shown.get(0), written.get(0));
        } else if (!shown.isNull() && !written.isNull()) {
            assertEquals(shown.getNodeType(), written.getNodeType(), where);
        }
    }

    private static String page() throws IOException {
        return Files.readString(
                Path.of(System.getProperty("basedir", "")).resolve("../docs/PROTOCOL.md"));
    }

    private static String sample() {
        try (InputStream in =
                ProtocolWalkTest.class.getResourceAsStream("/sdp/chromium-h264.offer.sdp")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
