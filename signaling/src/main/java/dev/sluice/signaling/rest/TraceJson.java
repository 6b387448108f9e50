package dev.sluice.signaling.rest;

import dev.sluice.sfu.api.ClientReport;
import dev.sluice.sfu.api.StatsHistory;
import dev.sluice.sfu.api.StatsHistory.StreamHistory;
import dev.sluice.sfu.api.TransportStats.DecisionStats;
import dev.sluice.sfu.api.TransportTrace;
import dev.sluice.sfu.explain.CallTrace;
import dev.sluice.sfu.explain.CallTrace.Happening;
import dev.sluice.sfu.explain.ClientTrace;
import dev.sluice.sfu.explain.ParticipantTrace;
import dev.sluice.signaling.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes what is kept of calls. */
final class TraceJson {

    private TraceJson() {}

    static ObjectNode call(CallTrace trace, int decisions) {
        ObjectNode json = Json.object().put("at", Json.time(trace.atMillis()));
        json.set("room", Json.room(trace.room()));
        ArrayNode timeline = json.putArray("timeline");
        trace.timeline().forEach(each -> timeline.add(happening(each)));
        ArrayNode participants = json.putArray("participants");
        for (ParticipantTrace each : trace.participants()) {
            participants.add(participant(trace.atMillis(), each, decisions));
        }
        return json;
    }

    private static ObjectNode happening(Happening happening) {
        return Json.object()
                .put("at", Json.time(happening.atMillis()))
                .put("what", happening.what())
                .put("participant", happening.participant())
                .put("name", happening.name())
                .put("publication", happening.publication())
                .put("detail", happening.detail());
    }

    /** With that many of the newest decisions. */
    static ObjectNode participant(long atMillis, ParticipantTrace trace, int decisions) {
        ObjectNode json = Json.object().put("at", Json.time(atMillis));
        json.set("participant", Json.participant(trace.participant()));
        TransportTrace transport = trace.transport();
        if (transport == null) {
            json.putNull("stats").putNull("history").putArray("decisions");
        } else {
            json.set("stats", Json.tree(transport.stats()));
            // They stand below, all of them and with times instead of ages.
            ((ObjectNode) json.get("stats")).remove("decisions");
            json.set("history", history(transport.history()));
            List<DecisionStats> all = transport.decisions();
            ArrayNode newest = json.putArray("decisions");
            all.subList(Math.max(0, all.size() - decisions), all.size())
                    .forEach(each -> newest.add(decision(atMillis, each)));
        }
        json.set("client", client(atMillis, trace.client()));
        return json;
    }

    private static ObjectNode decision(long atMillis, DecisionStats decision) {
        ObjectNode json =
                Json.object()
                        .put("at", Json.time(atMillis - decision.ageMillis()))
                        .put("publication", decision.publicationId());
        return json.put("kind", decision.kind())
                .put("cause", decision.cause())
                .put("from", decision.from())
                .put("to", decision.to())
                .put("estimateBps", decision.estimateBps())
                .put("valueBps", decision.valueBps());
    }

    private static ObjectNode history(StatsHistory history) {
        ObjectNode json = Json.object().put("periodMillis", history.periodMillis());
        json.set("path", Json.tree(history.path()));
        json.set("received", streams(history.received()));
        json.set("sent", streams(history.sent()));
        return json;
    }

    private static ArrayNode streams(List<StreamHistory> streams) {
        ArrayNode json = Json.array();
        for (StreamHistory stream : streams) {
            ObjectNode one =
                    Json.object()
                            .put("publication", stream.publicationId())
                            .put("encoding", stream.encoding());
            json.add(one.setAll((ObjectNode) Json.tree(stream.values())));
        }
        return json;
    }

    private static ObjectNode client(long atMillis, ClientTrace client) {
        ObjectNode json = Json.object();
        ClientReport latest = client.latest();
        if (latest == null) {
            json.putNull("at").putNull("latest");
        } else {
            json.put("at", Json.time(atMillis - client.ageMillis()));
            json.set("latest", report(latest));
        }
        json.set("history", streams(client.received()));
        return json;
    }

    /** As it came in {@code client-stats}. */
    private static JsonNode report(ClientReport report) {
        JsonNode json = Json.tree(report);
        json.get("received").forEach(TraceJson::rename);
        json.get("sent").forEach(TraceJson::rename);
        for (int i = 0; i < report.sent().size(); i++) {
            ObjectNode one = (ObjectNode) json.get("sent").get(i);
            one.put("limitation", Json.lower(report.sent().get(i).limitation()));
        }
        return json;
    }

    private static void rename(JsonNode stream) {
        ObjectNode json = (ObjectNode) stream;
        json.set("publication", json.remove("publicationId"));
    }
}
