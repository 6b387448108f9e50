package dev.sluice.signaling.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.ChatMessage;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomInfo;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.api.SessionState;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.api.WaitingInfo;
import dev.sluice.sfu.call.CallInfo;
import dev.sluice.sfu.call.CallState;
import dev.sluice.signaling.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The description says what the routes do and what they write. */
class OpenApiTest {

    private static JsonNode description() throws IOException {
        try (InputStream in = AdminEndpoint.class.getResourceAsStream("openapi.json")) {
            return JsonMapper.shared().readTree(in.readAllBytes());
        }
    }

    @Test
    void shouldDescribeEveryRouteAndNoOther() throws IOException {
        Set<String> described = new TreeSet<>();
        description()
                .get("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .propertyNames()
                                .forEach(method ->
                                        described.add(method.toUpperCase() + " " + path.getKey())));
        Set<String> routes = new TreeSet<>();
        for (Route route :
                new AdminEndpoint(null, null, null, null, new AdminAccess(null, null)).routes()) {
            routes.add(route.method() + " /" + route.path());
        }
        assertEquals(routes, described);
    }

    @Test
    void shouldDescribeWhatIsWritten() throws IOException {
        JsonNode schemas = description().at("/components/schemas");
        PublicationInfo publication =
                new PublicationInfo("pu", "pa", Source.CAMERA, MediaKind.VIDEO, false);
        Map<String, JsonNode> written =
                Map.of(
                        "Room",
                        Json.room(
                                new RoomInfo(
                                        "ro",
                                        "r",
                                        SessionState.ENDED,
                                        RoomSettings.DEFAULT,
                                        true,
                                        false,
                                        false,
                                        0,
                                        0,
                                        1,
                                        1,
                                        null)),
                        "Participant",
                        Json.participant(
                                new ParticipantInfo(
                                        "pa",
                                        "i",
                                        "n",
                                        ConnectionState.CONNECTED,
                                        List.of(publication),
                                        Role.CO_HOST,
                                        Presence.HERE,
                                        0,
                                        false,
                                        false,
                                        Map.of())),
                        "Publication",
                        Json.publication(publication),
                        "Waiting",
                        Json.waiting(new WaitingInfo("wa", "i", "n", 1)),
                        "Message",
                        Json.message(new ChatMessage("m", 1, "i", "n", null, "t", 1, Map.of())),
                        "Call",
                        Json.call(
                                new CallInfo(
                                        "c",
                                        CallState.RINGING,
                                        RoomType.VOICE,
                                        "a",
                                        "A",
                                        "b",
                                        "r",
                                        1,
                                        0,
                                        0)),
                        "Error",
                        Json.refusal(new RejectedException(RejectedException.Code.LIMIT, "x")));
        written.forEach((name, thing) ->
                assertEquals(
                        new TreeSet<>(thing.propertyNames()),
                        new TreeSet<>(schemas.get(name).get("properties").propertyNames()),
                        name));
        for (String name : List.of("Room", "Call", "Participant")) {
            checkWords(schemas.get(name), written.get(name), name);
        }
    }

    /** What is written is one of the words that the schema lists. */
    private static void checkWords(JsonNode schema, JsonNode thing, String name) {
        schema.get("properties")
                .properties()
                .forEach(property -> {
                    JsonNode words = property.getValue().get("enum");
                    if (words != null) {
                        String word = thing.get(property.getKey()).asString();
                        assertTrue(words.toString().contains('"' + word + '"'), name + " " + word);
                    }
                });
    }

    @Test
    void shouldReferToWhatThereIs() throws IOException {
        JsonNode description = description();
        int references = 0;
        for (JsonNode reference : description.findValues("$ref")) {
            String pointer = reference.asString().substring(1);
            assertFalse(description.at(pointer).isMissingNode(), pointer);
            references++;
        }
        assertTrue(references > 20);
        Set<String> ids = new TreeSet<>();
        description
                .findValues("operationId")
                .forEach(id -> assertTrue(ids.add(id.asString()), id.asString()));
    }
}
