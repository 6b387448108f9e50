package dev.sluice.signaling.json;

import dev.sluice.sfu.api.ChatMessage;
import dev.sluice.sfu.api.ChatSettings;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RoomInfo;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.api.WaitingInfo;
import dev.sluice.sfu.call.CallInfo;
import dev.sluice.signaling.auth.RoleNames;
import dev.sluice.signaling.auth.SourceNames;
import dev.sluice.signaling.session.IceServers;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what messages are made of. Times are ISO 8601 in UTC. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An empty array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** The message on one line. */
    public static String text(ObjectNode message) {
        return MAPPER.writeValueAsString(message);
    }

    /** A participant as docs/PROTOCOL.md has it. */
    public static ObjectNode participant(ParticipantInfo participant) {
        ObjectNode json =
                object().put("id", participant.id())
                        .put("identity", participant.identity())
                        .put("name", participant.name())
                        .put("role", RoleNames.of(participant.role()))
                        .put("connection", lower(participant.connection()))
                        .put("presence", lower(participant.presence()))
                        .put("hand", participant.hand())
                        .put("chatMuted", participant.chatMuted())
                        .put("recordingConsent", participant.recordingConsent());
        json.set("attributes", strings(participant.attributes()));
        ArrayNode publications = json.putArray("publications");
        participant.publications().forEach(p -> publications.add(publication(p)));
        return json;
    }

    /** A publication as docs/PROTOCOL.md has it. */
    public static ObjectNode publication(PublicationInfo publication) {
        return object().put("id", publication.id())
                .put("participant", publication.participantId())
                .put("source", SourceNames.of(publication.source()))
                .put("kind", lower(publication.kind()))
                .put("muted", publication.muted());
    }

    /** A room as docs/PROTOCOL.md has it. */
    public static ObjectNode room(RoomInfo room) {
        RoomSettings settings = room.settings();
        ObjectNode json =
                object().put("id", room.id())
                        .put("name", room.name())
                        .put("state", lower(room.state()))
                        .put("type", lower(settings.type()))
                        .put("locked", room.locked())
                        .put("password", room.protectedByPassword())
                        .put("waitingRoom", settings.waitingRoom())
                        .put("sharingAllowed", settings.sharing())
                        .put("recordingAllowed", settings.recording())
                        .put("recording", room.recording())
                        .put("capacity", settings.capacity())
                        .put("participants", room.participants())
                        .put("waiting", room.waiting())
                        .put("metadata", settings.metadata());
        json.set("attributes", strings(settings.attributes()));
        json.set("chat", chat(settings.chat()));
        return json.put("createdAt", time(room.createdAtMillis()))
                .put("startsAt", time(settings.startsAtMillis()))
                .put("startedAt", time(room.startedAtMillis()));
    }

    private static ObjectNode chat(ChatSettings chat) {
        return object().put("perMinute", chat.perMinute())
                .put("maxCharacters", chat.maxCharacters())
                .put("history", chat.history())
                .put("slowModeSeconds", chat.slowModeSeconds());
    }

    /** Somebody in the waiting room as docs/PROTOCOL.md has it. */
    public static ObjectNode waiting(WaitingInfo waiting) {
        return object().put("id", waiting.id())
                .put("identity", waiting.identity())
                .put("name", waiting.name())
                .put("since", time(waiting.sinceMillis()));
    }

    /** A chat message as docs/PROTOCOL.md has it. */
    public static ObjectNode message(ChatMessage message) {
        ObjectNode json =
                object().put("id", message.id())
                        .put("order", message.order())
                        .put("identity", message.identity())
                        .put("name", message.name())
                        .put("to", message.to())
                        .put("text", message.text())
                        .put("at", time(message.atMillis()));
        ObjectNode reactions = json.putObject("reactions");
        message.reactions()
                .forEach((emoji, who) -> {
                    ArrayNode identities = reactions.putArray(emoji);
                    who.forEach(identities::add);
                });
        return json;
    }

    /** A TURN server as RTCConfiguration has it. */
    public static ObjectNode iceServer(IceServers.IceServer server) {
        ObjectNode json = object();
        ArrayNode urls = json.putArray("urls");
        server.urls().forEach(urls::add);
        return json.put("username", server.username()).put("credential", server.credential());
    }

    /** Statistics as docs/PROTOCOL.md has them. */
    public static ObjectNode stats(TransportStats stats) {
        ObjectNode json = object();
        json.set("stats", tree(stats));
        return json;
    }

    /** A record or a map, by the names of its parts. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** A call as docs/PROTOCOL.md has it. */
    public static ObjectNode call(CallInfo call) {
        ObjectNode json =
                object().put("id", call.id())
                        .put("state", lower(call.state()))
                        .put("media", lower(call.type()));
        json.putObject("from").put("identity", call.fromIdentity()).put("name", call.fromName());
        json.putObject("to").put("identity", call.toIdentity());
        return json.put("room", call.activeAtMillis() == 0 ? null : call.room())
                .put("startedAt", time(call.startedAtMillis()))
                .put("activeAt", time(call.activeAtMillis()))
                .put("overAt", time(call.overAtMillis()));
    }

    /** The message of a refusal; {@code id} null: the request's id could not be read. */
    public static ObjectNode error(@Nullable Long id, RejectedException refusal) {
        return object().put("type", "error").put("id", id).setAll(refusal(refusal));
    }

    /** A refusal, as it stands in messages and in the bodies of HTTP responses. */
    public static ObjectNode refusal(RejectedException refusal) {
        ObjectNode json =
                object().put("error", refusal.getMessage()).put("code", refusal.code().name());
        json.set("details", MAPPER.valueToTree(refusal.details()));
        return json;
    }

    /** Null for 0. */
    public static @Nullable String time(long epochMillis) {
        return epochMillis == 0 ? null : Instant.ofEpochMilli(epochMillis).toString();
    }

    /** {@code ROOM_CLOSED} as {@code room-closed}. */
    public static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static ObjectNode strings(Map<String, String> strings) {
        ObjectNode json = object();
        strings.forEach(json::put);
        return json;
    }
}
