package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.Limit;
import dev.sluice.signaling.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a client is told when it gets in. */
final class Welcome {

    private Welcome() {}

    /**
     * The fields of the reply.
     *
     * @param resumeToken brings the client back to its session
     */
    static ObjectNode of(Joined joined, Session.Services services, String resumeToken) {
        ObjectNode welcome = Json.object();
        welcome.set("participant", Json.participant(joined.self()));
        welcome.set("room", Json.room(joined.room()));
        ArrayNode others = welcome.putArray("participants");
        joined.others().forEach(other -> others.add(Json.participant(other)));
        ArrayNode waiting = welcome.putArray("waiting");
        joined.waiting().forEach(one -> waiting.add(Json.waiting(one)));
        ArrayNode iceServers = welcome.putArray("iceServers");
        services.iceServers()
                .of(joined.self().id())
                .forEach(server -> iceServers.add(Json.iceServer(server)));
        welcome.putObject("resume").put("token", resumeToken).put("seconds", Session.GRACE_SECONDS);
        int messageBytes = services.limits().of(Limit.MESSAGE_BYTES);
        welcome.putObject("limits")
                .put("maxMessageBytes", messageBytes)
                .put(
                        "maxSdpCharacters",
                        Math.min(services.limits().of(Limit.SDP_CHARACTERS), messageBytes))
                .put("maxNameCharacters", services.limits().of(Limit.NAME_CHARACTERS));
        return welcome;
    }
}
