package dev.sluice.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.Source;
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
                    new RoomEvent.QualityChanged("pa_1", new Quality(Quality.Level.GOOD, 7.1, 3.4)),
                    new RoomEvent.SpeakersChanged(List.of(new RoomEvent.Speaker("pa_1", -32))),
                    new RoomEvent.Left(LeaveReason.REPLACED));

    @Test
    void shouldShowEveryRequestThatTheServerReads() throws IOException {
        Set<String> known = new TreeSet<>(Requests.TYPES);
        known.add("join");
        Set<String> shown = new TreeSet<>();
        for (JsonNode example : examples()) {
            String type = example.get("type").asString();
            if (example.has("id") && !type.equals("ok") && !type.equals("error")) {
                Message message = Message.parse(example.toString());
                assertTrue(message.id() > 0);
                shown.add(message.type());
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
