package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.TransportStats;
import dev.sluice.signaling.auth.SourceNames;
import dev.sluice.signaling.session.IceServers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what messages are made of. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String text(ObjectNode message) {
        return MAPPER.writeValueAsString(message);
    }

    static ObjectNode participant(ParticipantInfo participant) {
        ObjectNode json =
                object().put("id", participant.id())
                        .put("identity", participant.identity())
                        .put("name", participant.name())
                        .put("connection", lower(participant.connection()));
        ArrayNode publications = json.putArray("publications");
        participant.publications().forEach(p -> publications.add(publication(p)));
        return json;
    }

    static ObjectNode publication(PublicationInfo publication) {
        return object().put("id", publication.id())
                .put("participant", publication.participantId())
                .put("source", SourceNames.of(publication.source()))
                .put("kind", lower(publication.kind()))
                .put("muted", publication.muted());
    }

    static ObjectNode iceServer(IceServers.IceServer server) {
        ObjectNode json = object();
        ArrayNode urls = json.putArray("urls");
        server.urls().forEach(urls::add);
        return json.put("username", server.username()).put("credential", server.credential());
    }

    static ObjectNode stats(TransportStats stats) {
        ObjectNode json = object();
        json.set("stats", MAPPER.valueToTree(stats));
        return json;
    }

    /** A refusal; {@code id} null: the request's id could not be read. */
    static ObjectNode error(@Nullable Long id, RejectedException refusal) {
        ObjectNode json =
                object().put("type", "error")
                        .put("id", id)
                        .put("error", refusal.getMessage())
                        .put("code", refusal.code().name());
        json.set("details", MAPPER.valueToTree(refusal.details()));
        return json;
    }

    /** {@code ROOM_CLOSED} as {@code room-closed}. */
    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
