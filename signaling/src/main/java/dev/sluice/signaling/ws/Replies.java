package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.signaling.http.Tally;
import dev.sluice.signaling.json.Json;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Grants and refuses requests. On the connection's event loop. */
final class Replies {

    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private final Line line;
    private final Tally tally;

    Replies(Line line, Tally tally) {
        this.line = line;
        this.tally = tally;
    }

    void ok(long id, ObjectNode body) {
        line.say(Json.text(Json.object().put("type", "ok").put("id", id).setAll(body)));
    }

    /**
     * Refuses a request.
     *
     * @param id null: it could not be read
     */
    void error(@Nullable Long id, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof RejectedException refusal) {
            tally.refuse(refusal.code());
            line.say(Json.text(Json.error(id, refusal)));
            return;
        }
        LOG.error("a request failed", cause);
        RejectedException refusal =
                new RejectedException(
                        Code.UNAVAILABLE, "The server failed; its log says how. Please report it.");
        line.say(Json.text(Json.error(id, refusal)));
    }
}
