package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.signaling.json.Json;
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
        ObjectNode media = media(event);
        if (media != null) {
            return media;
        }
        ObjectNode room = room(event);
        return room == null ? talk(event) : room;
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
        if (event instanceof RoomEvent.Undecodable e) {
            return type("undecodable")
                    .put("publication", e.publicationId())
                    .put("codec", e.codec())
                    .put(
                            "error",
                            "It is sent as "
                                    + e.codec()
                                    + ", which this client did not offer to receive; use one that"
                                    + " decodes it, or ask the sender for another codec.");
        }
        if (event instanceof RoomEvent.SlotBound e) {
            ObjectNode bind = type("bind").put("mid", e.mid());
            return e.publication() == null
                    ? bind.putNull("publication")
                    : bind.set("publication", Json.publication(e.publication()));
        }
        return null;
    }

    private static @Nullable ObjectNode room(RoomEvent event) {
        if (event instanceof RoomEvent.RoomUpdated e) {
            return type("room-updated").set("room", Json.room(e.room()));
        }
        if (event instanceof RoomEvent.UnmuteAsked e) {
            return type("unmute-asked")
                    .put("publication", e.publicationId())
                    .put("by", e.byParticipantId());
        }
        if (event instanceof RoomEvent.WaitingJoined e) {
            return type("waiting-joined").set("waiting", Json.waiting(e.waiting()));
        }
        if (event instanceof RoomEvent.WaitingLeft e) {
            return type("waiting-left").put("waiting", e.waitingId()).put("admitted", e.admitted());
        }
        return null;
    }

    private static @Nullable ObjectNode talk(RoomEvent event) {
        if (event instanceof RoomEvent.MessageSent e) {
            return type("message-sent").set("message", Json.message(e.message()));
        }
        if (event instanceof RoomEvent.MessageDeleted e) {
            return type("message-deleted")
                    .put("message", e.messageId())
                    .put("by", e.byParticipantId());
        }
        if (event instanceof RoomEvent.MessageReaction e) {
            return type("message-reaction")
                    .put("message", e.messageId())
                    .put("emoji", e.emoji())
                    .put("identity", e.identity())
                    .put("on", e.on());
        }
        if (event instanceof RoomEvent.TypingChanged e) {
            return type("typing-changed")
                    .put("participant", e.participantId())
                    .put("typing", e.typing());
        }
        if (event instanceof RoomEvent.Reaction e) {
            return type("reaction").put("participant", e.participantId()).put("emoji", e.emoji());
        }
        if (event instanceof RoomEvent.DataReceived e) {
            return type("data-received")
                    .put("participant", e.participantId())
                    .put("topic", e.topic())
                    .put("payload", e.payload());
        }
        return null;
    }

    private static ObjectNode speakers(RoomEvent.SpeakersChanged event) {
        ObjectNode message = type("speakers").put("dominant", event.dominantId());
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
