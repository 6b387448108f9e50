package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Events of a room as messages. */
final class Events {

    private Events() {}

    /** Null for an event that this protocol has no message for. */
    static @Nullable ObjectNode message(RoomEvent event) {
        if (event instanceof RoomEvent.ParticipantJoined e) {
            return participant("participant-joined", Json.participant(e.participant()));
        }
        if (event instanceof RoomEvent.ParticipantUpdated e) {
            return participant("participant-updated", Json.participant(e.participant()));
        }
        if (event instanceof RoomEvent.ParticipantLeft e) {
            return type("participant-left")
                    .put("participant", e.participantId())
                    .put("reason", Json.lower(e.reason()));
        }
        if (event instanceof RoomEvent.SpeakersChanged e) {
            return speakers(e);
        }
        if (event instanceof RoomEvent.Left e) {
            return left(e.reason());
        }
        return media(event);
    }

    static ObjectNode left(LeaveReason reason) {
        return type("left").put("reason", Json.lower(reason));
    }

    private static @Nullable ObjectNode media(RoomEvent event) {
        if (event instanceof RoomEvent.PublicationAdded e) {
            return publication("publication-added", Json.publication(e.publication()));
        }
        if (event instanceof RoomEvent.PublicationUpdated e) {
            return publication("publication-updated", Json.publication(e.publication()));
        }
        if (event instanceof RoomEvent.PublicationRemoved e) {
            return type("publication-removed")
                    .put("publication", e.publicationId())
                    .put("participant", e.participantId());
        }
        if (event instanceof RoomEvent.SectionsWanted e) {
            return type("sections-wanted")
                    .put("revision", e.revision())
                    .put("audio", e.audio())
                    .put("video", e.video());
        }
        if (event instanceof RoomEvent.LayersWanted e) {
            return type("layers-wanted")
                    .put("publication", e.publicationId())
                    .put("highest", e.highest());
        }
        if (event instanceof RoomEvent.QualityChanged e) {
            return type("quality")
                    .put("participant", e.participantId())
                    .put("level", Json.lower(e.quality().level()))
                    .put("score", tenths(e.quality().score()))
                    .put("mos", tenths(e.quality().mos()));
        }
        if (event instanceof RoomEvent.AudioFallback e) {
            return type("audio-fallback").put("active", e.active());
        }
        if (event instanceof RoomEvent.SlotBound e) {
            ObjectNode bind = type("bind").put("mid", e.mid());
            return e.publication() == null
                    ? bind.putNull("publication")
                    : bind.set("publication", Json.publication(e.publication()));
        }
        return null;
    }

    private static ObjectNode speakers(RoomEvent.SpeakersChanged event) {
        ObjectNode message = type("speakers");
        ArrayNode speakers = message.putArray("speakers");
        event.speakers()
                .forEach(s ->
                        speakers.add(
                                Json.object()
                                        .put("participant", s.participantId())
                                        .put("level", s.levelDbov())));
        return message;
    }

    private static ObjectNode participant(String type, ObjectNode participant) {
        return type(type).set("participant", participant);
    }

    private static ObjectNode publication(String type, ObjectNode publication) {
        return type(type).set("publication", publication);
    }

    private static ObjectNode type(String type) {
        return Json.object().put("type", type);
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
