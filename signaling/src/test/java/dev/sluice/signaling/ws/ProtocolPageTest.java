package dev.sluice.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.ChatMessage;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomInfo;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.api.SessionState;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.api.WaitingInfo;
import dev.sluice.sfu.call.CallInfo;
import dev.sluice.sfu.call.CallState;
import dev.sluice.signaling.json.Fields;
import dev.sluice.signaling.json.Json;
import dev.sluice.signaling.session.IceServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** docs/PROTOCOL.md shows what the server really reads and writes. */
class ProtocolPageTest {

    private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

    private static final PublicationInfo PUBLICATION =
            new PublicationInfo("pu_1", "pa_1", Source.CAMERA, MediaKind.VIDEO, false);

    private static final ParticipantInfo PARTICIPANT =
            new ParticipantInfo(
                    "pa_1",
                    "ada",
                    "Ada",
                    ConnectionState.CONNECTED,
                    List.of(),
                    Role.PARTICIPANT,
                    Presence.HERE,
                    0,
                    false,
                    false,
                    Map.of());

    private static final List<RoomEvent> EVENTS =
            List.of(
                    new RoomEvent.ParticipantJoined(PARTICIPANT),
                    new RoomEvent.ParticipantUpdated(PARTICIPANT),
                    new RoomEvent.ParticipantLeft("pa_1", LeaveReason.LEFT),
                    new RoomEvent.PublicationAdded(PUBLICATION),
                    new RoomEvent.PublicationUpdated(PUBLICATION),
                    new RoomEvent.PublicationRemoved("pu_1", "pa_1"),
                    new RoomEvent.SectionsWanted(1, 2, 3),
                    new RoomEvent.SlotBound("1", PUBLICATION),
                    new RoomEvent.LayersWanted("pu_1", 1),
                    new RoomEvent.AudioFallback(true),
                    new RoomEvent.Undecodable("pu_3", "AV1"),
                    new RoomEvent.QualityChanged("pa_1", new Quality(Quality.Level.GOOD, 7.1, 3.4)),
                    new RoomEvent.SpeakersChanged(
                            List.of(new RoomEvent.Speaker("pa_1", -32)), "pa_1"),
                    new RoomEvent.Left(LeaveReason.REPLACED));

    private static final RoomInfo ROOM =
            new RoomInfo(
                    "ro_1",
                    "r",
                    SessionState.PAUSED,
                    RoomSettings.DEFAULT,
                    false,
                    false,
                    false,
                    1,
                    0,
                    1,
                    1,
                    null);

    private static final WaitingInfo WAITING = new WaitingInfo("wa_1", "alan", "Alan", 1);

    private static final ChatMessage MESSAGE =
            new ChatMessage("me_1", 1, "ada", "Ada", null, "hi", 1, Map.of());

    private static final CallInfo CALL =
            new CallInfo(
                    "ca_1", CallState.RINGING, RoomType.VOICE, "ada", "Ada", "bob", "", 1, 0, 0);

    /** Those that the browser client does not hear yet. */
    private static final List<RoomEvent> ROOM_EVENTS =
            List.of(
                    new RoomEvent.RoomUpdated(ROOM),
                    new RoomEvent.WaitingJoined(WAITING),
                    new RoomEvent.WaitingLeft("wa_1", true),
                    new RoomEvent.UnmuteAsked("pu_1", "pa_1"),
                    new RoomEvent.MessageSent(MESSAGE),
                    new RoomEvent.MessageDeleted("me_1", "pa_1"),
                    new RoomEvent.MessageReaction("me_1", "\u2764\uFE0F", "ada", true),
                    new RoomEvent.TypingChanged("pa_1", true),
                    new RoomEvent.Reaction("pa_1", "\uD83D\uDC4F"),
                    new RoomEvent.DataReceived("pa_1", "", new byte[] {1}));

    @Test
    void shouldShowEveryRequestThatTheServerReads() throws IOException {
        Set<String> known = new TreeSet<>(Requests.TYPES);
        known.addAll(Commands.TYPES);
        known.add("join");
        known.add("resume");
        known.add("ping");
        known.addAll(CallRequests.TYPES);
        Set<String> shown = new TreeSet<>();
        for (JsonNode example : examples()) {
            String type = example.get("type").asString();
            if (example.has("id") && !type.equals("ok") && !type.equals("error")) {
                Fields message = Fields.parse(example.toString());
                assertTrue(message.number("id") > 0);
                shown.add(message.text("type"));
            }
        }
        assertEquals(known, shown);
    }

    @Test
    void shouldShowEveryEventAsTheServerWritesIt() throws IOException {
        Map<String, JsonNode> written = new LinkedHashMap<>();
        for (RoomEvent event : EVENTS) {
            JsonNode message = Events.message(event);
            written.put(message.get("type").asString(), message);
        }
        for (RoomEvent event : ROOM_EVENTS) {
            JsonNode message = Events.message(event);
            written.put(message.get("type").asString(), message);
        }
        written.put(
                "call-updated",
                Json.object().put("type", "call-updated").set("call", Json.call(CALL)));
        written.put("admitted", welcome().put("type", "admitted"));
        Map<String, JsonNode> shown = new LinkedHashMap<>();
        for (JsonNode example : examples()) {
            if (!example.has("id")) {
                shown.putIfAbsent(example.get("type").asString(), example);
            }
        }
        assertEquals(new TreeSet<>(written.keySet()), new TreeSet<>(shown.keySet()));
        written.forEach(
                (type, message) -> assertEquals(shape(message), shape(shown.get(type)), type));
    }

    @Test
    void shouldShowTheReplyToJoinAsTheServerWritesIt() throws IOException {
        JsonNode shown =
                examples().stream()
                        .filter(example -> example.has("resume") && example.has("id"))
                        .findFirst()
                        .orElseThrow();
        ObjectNode written = welcome().put("type", "ok").put("id", 1);
        assertEquals(new TreeSet<>(written.propertyNames()), new TreeSet<>(shown.propertyNames()));
        for (String field : List.of("participant", "room", "resume", "limits")) {
            assertEquals(shape(written.get(field)), shape(shown.get(field)), field);
        }
    }

    private static ObjectNode welcome() {
        Session.Services services =
                new Session.Services(null, null, IceServers.NONE, null, null, null, Limits.DEFAULT);
        return Welcome.of(
                new Joined(null, PARTICIPANT, List.of(), ROOM, List.of()), services, "token");
    }

    @Test
    void shouldShowErrorsAsTheServerWritesThem() throws IOException {
        RejectedException refusal = new RejectedException(RejectedException.Code.NOT_FOUND, "gone");
        JsonNode shown =
                examples().stream()
                        .filter(example -> example.get("type").asString().equals("error"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(shape(Json.error(3L, refusal)), shape(shown));
    }

    @Test
    void shouldNameEveryCode() throws IOException {
        String page = page();
        for (RejectedException.Code code : RejectedException.Code.values()) {
            assertTrue(page.contains("| `" + code + "` |"), code.name());
        }
        for (LeaveReason reason : LeaveReason.values()) {
            assertTrue(page.contains("`" + Json.lower(reason) + "`"), reason.name());
        }
    }

    @Test
    void shouldBeHeardByTheBrowserClient() throws IOException {
        Path web = base().resolve("src/main/resources/dev/sluice/signaling/web");
        String client = Files.readString(web.resolve("sluice-client.js"));
        for (RoomEvent event : EVENTS) {
            String type = Events.message(event).get("type").asString();
            String key = type.contains("-") ? "'" + type + "'" : type;
            assertTrue(client.contains(key + ": () =>"), type);
        }
    }

    /** The names of the fields, down to the leaves; of a list, those of its first element. */
    private static String shape(JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream()
                    .map(field -> field.getKey() + shape(field.getValue()))
                    .sorted()
                    .collect(Collectors.joining(",", "{", "}"));
        }
        return node.isArray() && !node.isEmpty() ? "[" + shape(node.get(0)) + "]" : "";
    }

    private static List<JsonNode> examples() throws IOException {
        List<JsonNode> examples = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(page());
        while (matcher.find()) {
            examples.add(JsonMapper.shared().readTree(matcher.group(1)));
        }
        return examples;
    }

    private static String page() throws IOException {
        return Files.readString(base().resolve("../docs/PROTOCOL.md"));
    }

    private static Path base() {
        return Path.of(System.getProperty("basedir", ""));
    }
}
