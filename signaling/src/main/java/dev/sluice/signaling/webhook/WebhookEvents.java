package dev.sluice.signaling.webhook;

import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.call.CallInfo;
import dev.sluice.signaling.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Events as a receiver reads them. */
final class WebhookEvents {

    private WebhookEvents() {}

    /** An event with its own fields: {@code id}, {@code type}, {@code at}, {@code room}, ... */
    static ObjectNode of(String id, long epochMillis, ServerEvent event) {
        ObjectNode json = head(id, epochMillis, type(event)).put("room", event.room());
        if (event instanceof ServerEvent.RoomStarted e) {
            return json.set("info", Json.room(e.info()));
        }
        if (event instanceof ServerEvent.RoomChanged e) {
            return json.set("info", Json.room(e.info()));
        }
        if (event instanceof ServerEvent.RoomEnded e) {
            return json.set("info", Json.room(e.info()));
        }
        if (event instanceof ServerEvent.ParticipantEntered e) {
            return json.set("participant", Json.participant(e.participant()));
        }
        if (event instanceof ServerEvent.ParticipantGone e) {
            return json.put("reason", Json.lower(e.reason()))
                    .set("participant", Json.participant(e.participant()));
        }
        if (event instanceof ServerEvent.PublicationStarted e) {
            return json.set("publication", Json.publication(e.publication()));
        }
        if (event instanceof ServerEvent.PublicationEnded e) {
            return json.set("publication", Json.publication(e.publication()));
        }
        if (event instanceof ServerEvent.Moderated e) {
            return json.put("actor", e.actor())
                    .put("action", Json.lower(e.action()))
                    .put("target", e.target())
                    .put("detail", e.detail());
        }
        throw new IllegalStateException("an event without a name: " + event);
    }

    static ObjectNode of(String id, long epochMillis, CallInfo call) {
        ObjectNode json =
                head(id, epochMillis, "call." + Json.lower(call.state())).put("room", call.room());
        return json.set("call", Json.call(call));
    }

    private static ObjectNode head(String id, long epochMillis, String type) {
        return Json.object().put("id", id).put("type", type).put("at", Json.time(epochMillis));
    }

    private static String type(ServerEvent event) {
        if (event instanceof ServerEvent.RoomStarted) {
            return "room.started";
        }
        if (event instanceof ServerEvent.RoomChanged) {
            return "room.updated";
        }
        if (event instanceof ServerEvent.RoomEnded) {
            return "room.ended";
        }
        if (event instanceof ServerEvent.ParticipantEntered) {
            return "participant.joined";
        }
        if (event instanceof ServerEvent.ParticipantGone) {
            return "participant.left";
        }
        if (event instanceof ServerEvent.PublicationStarted) {
            return "publication.started";
        }
        if (event instanceof ServerEvent.PublicationEnded) {
            return "publication.ended";
        }
        return "moderation";
    }
}
