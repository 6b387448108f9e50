package dev.sluice.signaling.rest;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.explain.CallInsight;
import dev.sluice.sfu.explain.Finding;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.json.Json;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How calls go and why: sentences, the last minutes in samples, traces. */
final class InsightRoutes {

    private static final int DEFAULT_DECISIONS = 100;
    private static final int MAX_DECISIONS = 512;

    private final @Nullable CallInsight insight;

    /**
     * Routes over what is known.
     *
     * @param insight null: the media server tells nothing
     */
    InsightRoutes(@Nullable CallInsight insight) {
        this.insight = insight;
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "rooms/{room}/participants/{participant}/explanation",
                        this::explain),
                new Route(
                        "GET",
                        "rooms/{room}/participants/{participant}/statistics",
                        this::statistics),
                new Route("GET", "rooms/{room}/trace", this::trace));
    }

    private CallInsight insight() {
        if (insight == null) {
            throw new RejectedException(Code.UNAVAILABLE, "This server keeps no statistics.");
        }
        return insight;
    }

    private CompletionStage<Answer> explain(Route.Call call) {
        return insight()
                .explain(call.at("room"), call.at("participant"))
                .thenApply(found -> {
                    ObjectNode body = Json.object();
                    ArrayNode findings = body.putArray("findings");
                    found.forEach(each -> findings.add(finding(each)));
                    return Answers.ok(body);
                });
    }

    static ObjectNode finding(Finding finding) {
        return Json.object()
                .put("cause", Json.lower(finding.cause()))
                .put("publication", finding.publicationId())
                .put("sentence", finding.sentence());
    }

    private CompletionStage<Answer> statistics(Route.Call call) {
        int decisions = call.number("decisions", DEFAULT_DECISIONS, 0, MAX_DECISIONS);
        return insight()
                .trace(call.at("room"), call.at("participant"))
                .thenApply(trace ->
                        Answers.ok(
                                TraceJson.participant(
                                        System.currentTimeMillis(), trace, decisions)));
    }

    private CompletionStage<Answer> trace(Route.Call call) {
        return insight()
                .trace(call.at("room"))
                .thenApply(trace ->
                        Answers.ok(TraceJson.call(trace, MAX_DECISIONS))
                                .with(
                                        HttpHeaderNames.CONTENT_DISPOSITION,
                                        "attachment; filename=\"trace.json\""));
    }
}
