package dev.sluice.signaling.client;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.auth.SourceNames;
import dev.sluice.signaling.session.IceServers.IceServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Reads what messages are made of (docs/PROTOCOL.md). */
final class RoomMessages {

    private RoomMessages() {}

    static ClientEvent event(JsonNode message) {
        return switch (message.path("type").asString("")) {
            case "participant-joined" ->
                    new ClientEvent.ParticipantJoined(participant(message.path("participant")));
            case "participant-updated" ->
                    new ClientEvent.ParticipantUpdated(participant(message.path("participant")));
            case "participant-left" ->
                    new ClientEvent.ParticipantLeft(text(message, "participant"), reason(message));
            case "publication-added" ->
                    new ClientEvent.PublicationAdded(publication(message.path("publication")));
            case "publication-updated" ->
                    new ClientEvent.PublicationUpdated(publication(message.path("publication")));
            case "publication-removed" ->
                    new ClientEvent.PublicationRemoved(
                            text(message, "publication"), text(message, "participant"));
            case "sections-wanted" ->
                    new ClientEvent.SectionsWanted(
                            message.path("revision").asInt(0),
                            message.path("audio").asInt(0),
                            message.path("video").asInt(0));
            case "bind" ->
                    new ClientEvent.SlotBound(
                            text(message, "mid"),
                            message.path("publication").isObject()
                                    ? publication(message.path("publication"))
                                    : null);
            case "speakers" -> new ClientEvent.SpeakersChanged(speakers(message.path("speakers")));
            case "left" -> new ClientEvent.Left(reason(message));
            default -> new ClientEvent.Other(text(message, "type"), message);
        };
    }

    static List<RemoteParticipant> participants(JsonNode list) {
        List<RemoteParticipant> participants = new ArrayList<>();
        list.forEach(item -> participants.add(participant(item)));
        return participants;
    }

    static List<IceServer> iceServers(JsonNode list) {
        List<IceServer> servers = new ArrayList<>();
        for (JsonNode item : list) {
            List<String> urls = new ArrayList<>();
            item.path("urls").forEach(url -> urls.add(url.asString("")));
            servers.add(new IceServer(urls, text(item, "username"), text(item, "credential")));
        }
        return servers;
    }

    static RemotePublication publication(JsonNode json) {
        Source source = SourceNames.parse(text(json, "source"));
        return new RemotePublication(
                text(json, "id"),
                text(json, "participant"),
                source == null ? Source.CAMERA : source,
                text(json, "kind").equals("audio") ? MediaKind.AUDIO : MediaKind.VIDEO,
                json.path("muted").asBoolean(false));
    }

    static String text(JsonNode json, String field) {
        return json.path(field).asString("");
    }

    private static RemoteParticipant participant(JsonNode json) {
        List<RemotePublication> publications = new ArrayList<>();
        json.path("publications").forEach(item -> publications.add(publication(item)));
        return new RemoteParticipant(
                text(json, "id"),
                text(json, "identity"),
                text(json, "name"),
                constant(ConnectionState.class, text(json, "connection")),
                constant(Presence.class, text(json, "presence")),
                publications);
    }

    private static List<ClientEvent.Speaker> speakers(JsonNode list) {
        List<ClientEvent.Speaker> speakers = new ArrayList<>();
        list.forEach(item ->
                speakers.add(
                        new ClientEvent.Speaker(
                                text(item, "participant"), item.path("level").asInt(-127))));
        return speakers;
    }

    private static LeaveReason reason(JsonNode message) {
        return constant(LeaveReason.class, text(message, "reason"));
    }

    /** {@code room-closed} as {@code ROOM_CLOSED}; the first constant for an unknown one. */
    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(wanted)) {
                return constant;
            }
        }
        return type.getEnumConstants()[0];
    }
}
