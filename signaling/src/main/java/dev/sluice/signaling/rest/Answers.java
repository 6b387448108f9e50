package dev.sluice.signaling.rest;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.json.Json;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes results, and pages of them. */
final class Answers {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 200;

    private Answers() {}

    static Answer ok(ObjectNode body) {
        return json(HttpResponseStatus.OK, body);
    }

    static Answer created(ObjectNode body) {
        return json(HttpResponseStatus.CREATED, body);
    }

    static Answer nothing() {
        return Answer.empty(HttpResponseStatus.NO_CONTENT)
                .with(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }

    private static Answer json(HttpResponseStatus status, ObjectNode body) {
        return Answer.of(status, "application/json", Json.text(body))
                .with(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }

    /**
     * A page of a list: what comes after the thing of the id {@code after}, {@code limit} of it;
     * {@code next} is the {@code after} of the next page, null on the last.
     */
    static <T> Answer page(
            Route.Call call,
            String name,
            List<T> all,
            Function<T, String> id,
            Function<T, ObjectNode> json) {
        int limit = call.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        int from = start(call.parameter("after"), all, id);
        int to = Math.min(all.size(), from + limit);
        ObjectNode body = Json.object();
        ArrayNode things = body.putArray(name);
        all.subList(from, to).forEach(thing -> things.add(json.apply(thing)));
        return ok(body.put("next", to == all.size() ? null : id.apply(all.get(to - 1))));
    }

    private static <T> int start(@Nullable String after, List<T> all, Function<T, String> id) {
        if (after == null) {
            return 0;
        }
        for (int i = 0; i < all.size(); i++) {
            if (id.apply(all.get(i)).equals(after)) {
                return i + 1;
            }
        }
        throw new RejectedException(
                Code.CONFLICT, "after: that one is gone; begin again without it.");
    }
}
