package dev.sluice.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** docs/PROTOCOL.md tells the truth. */
class ProtocolDocTest {

    private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

    private static final Set<String> REPLIES = Set.of("ok", "error");

    private static final Set<String> REQUESTS =
            Set.of(
                    "join",
                    "publish",
                    "offer",
                    "unpublish",
                    "mute",
                    "subscribe",
                    "unsubscribe",
                    "track-settings",
                    "receive-mode",
                    "stats",
                    "leave");

    private static final Set<String> EVENTS =
            Set.of(
                    "participant-joined",
                    "participant-updated",
                    "participant-left",
                    "publication-added",
                    "publication-updated",
                    "publication-removed",
                    "sections-wanted",
                    "bind",
                    "layers-wanted",
                    "audio-fallback",
                    "speakers",
                    "left");

    @Test
    void shouldShowEveryMessageAndNoOther() throws IOException {
        Set<String> known = new TreeSet<>(REPLIES);
        known.addAll(REQUESTS);
        known.addAll(EVENTS);
        Set<String> shown = new TreeSet<>();
        for (JsonNode example : examples()) {
            shown.add(example.get("type").asString());
        }
        assertEquals(known, shown);
    }

    @Test
    void shouldNumberRequestsAndRepliesButNotEvents() throws IOException {
        for (JsonNode example : examples()) {
            boolean isEvent = EVENTS.contains(example.get("type").asString());
            assertEquals(!isEvent, example.has("id"), example.toString());
        }
    }

    @Test
    void shouldHandleEveryEventInTheBrowserClient() throws IOException {
        String client =
                Files.readString(
                        base().resolve(
                                        "src/main/resources/dev/sluice/signaling/web/sluice-client.js"));
        for (String event : EVENTS) {
            String key = event.contains("-") ? "'" + event + "'" : event;
            assertTrue(client.contains(key + ": () =>"), event);
        }
    }

    private static List<JsonNode> examples() throws IOException {
        String page = Files.readString(base().resolve("../docs/PROTOCOL.md"));
        List<JsonNode> examples = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(page);
        while (matcher.find()) {
            examples.add(JsonMapper.shared().readTree(matcher.group(1)));
        }
        return examples;
    }

    private static Path base() {
        return Path.of(System.getProperty("basedir", ""));
    }
}
