package dev.sluice.signaling.rest;

import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.call.CallInfo;
import dev.sluice.signaling.auth.SourceNames;
import dev.sluice.signaling.json.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.databind.node.ObjectNode;

/** Counts what happened since the start, and from that what is there now. Any thread. */
public final class Totals {

    private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** Counts an event of a room. */
    public void tell(ServerEvent event) {
        if (event instanceof ServerEvent.RoomStarted e) {
            count("rooms." + Json.lower(e.info().settings().type()));
        } else if (event instanceof ServerEvent.ParticipantEntered) {
            count("participants.entered");
        } else if (event instanceof ServerEvent.ParticipantGone e) {
            count("participants." + Json.lower(e.reason()));
        } else if (event instanceof ServerEvent.PublicationStarted e) {
            count("publications." + SourceNames.of(e.publication().source()));
        } else if (event instanceof ServerEvent.PublicationEnded e) {
            count("ended-publications." + SourceNames.of(e.publication().source()));
        } else if (event instanceof ServerEvent.Moderated e) {
            count("moderation." + Json.lower(e.action()));
        }
    }

    /** Counts what became of a call. */
    public void tell(CallInfo call) {
        count("calls." + Json.lower(call.state()));
    }

    private void count(String what) {
        counts.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    /** By kind, and in it by type. */
    ObjectNode json() {
        Map<String, Map<String, Long>> kinds = new TreeMap<>();
        counts.forEach((name, count) -> {
            int dot = name.indexOf('.');
            kinds.computeIfAbsent(name.substring(0, dot), kind -> new TreeMap<>())
                    .put(name.substring(dot + 1), count.sum());
        });
        ObjectNode json = Json.object();
        kinds.forEach((kind, types) -> {
            ObjectNode of = json.putObject(kind);
            types.forEach(of::put);
        });
        return json;
    }

    /** What is published now, by source. */
    ObjectNode publications() {
        ObjectNode json = Json.object();
        counts.forEach((name, started) -> {
            if (name.startsWith("publications.")) {
                LongAdder ended = counts.get("ended-" + name);
                json.put(
                        name.substring(name.indexOf('.') + 1),
                        started.sum() - (ended == null ? 0 : ended.sum()));
            }
        });
        return json;
    }
}
