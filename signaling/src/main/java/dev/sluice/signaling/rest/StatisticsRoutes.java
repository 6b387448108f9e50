package dev.sluice.signaling.rest;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.RoomInfo;
import dev.sluice.signaling.call.CallCenter;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What is there now and what there was since the start, by type. */
final class StatisticsRoutes {

    private final MediaServer media;
    private final CallCenter calls;
    private final Totals totals;

    StatisticsRoutes(MediaServer media, CallCenter calls, Totals totals) {
        this.media = media;
        this.calls = calls;
        this.totals = totals;
    }

    List<Route> routes() {
        return List.of(new Route("GET", "statistics", this::show));
    }

    private CompletionStage<Answer> show(Route.Call call) {
        return media.rooms()
                .thenCombine(
                        calls.calls(),
                        (rooms, all) -> {
                            ObjectNode body = Json.object();
                            ObjectNode now = body.putObject("now");
                            now(now, rooms);
                            now.set("publications", totals.publications());
                            now.set(
                                    "calls",
                                    counts(
                                            all.stream().filter(c -> !c.state().isOver()).toList(),
                                            c -> Json.lower(c.state())));
                            body.set("total", totals.json());
                            return Answers.ok(body);
                        });
    }

    private static void now(ObjectNode now, List<RoomInfo> rooms) {
        now.put("rooms", rooms.size());
        now.set("roomsByType", counts(rooms, room -> Json.lower(room.settings().type())));
        now.set("roomsByState", counts(rooms, room -> Json.lower(room.state())));
        now.put("participants", rooms.stream().mapToInt(RoomInfo::participants).sum());
        now.put("waiting", rooms.stream().mapToInt(RoomInfo::waiting).sum());
    }

    private static <T> ObjectNode counts(List<T> things, Function<T, String> type) {
        Map<String, Long> counts =
                things.stream()
                        .collect(Collectors.groupingBy(type, TreeMap::new, Collectors.counting()));
        ObjectNode json = Json.object();
        counts.forEach(json::put);
        return json;
    }
}
