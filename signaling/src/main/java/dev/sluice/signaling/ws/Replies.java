package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Sends replies in the order of their requests. On the connection's event loop. */
final class Replies {

    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    /** A request's place in the order. */
    static final class Place {

        private @Nullable String reply;
        private Runnable afterwards = () -> {};
    }

    private final Outbox out;
    private final Deque<Place> open = new ArrayDeque<>();

    Replies(Outbox out) {
        this.out = out;
    }

    /** For a request that came just now. */
    Place next() {
        Place place = new Place();
        open.add(place);
        out.pending(open.size());
        return place;
    }

    /**
     * Grants a request.
     *
     * @param afterwards runs when the reply was sent
     */
    void ok(Place place, long id, ObjectNode body, Runnable afterwards) {
        place.reply = Json.text(Json.object().put("type", "ok").put("id", id).setAll(body));
        place.afterwards = afterwards;
        flush();
    }

    /**
     * Refuses a request.
     *
     * @param id null: it could not be read
     */
    void error(Place place, @Nullable Long id, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        RejectedException refusal;
        if (cause instanceof RejectedException rejected) {
            refusal = rejected;
        } else {
            LOG.error("a request failed", cause);
            refusal =
                    new RejectedException(
                            Code.UNAVAILABLE,
                            "The server failed; its log says how. Please report it.");
        }
        place.reply = Json.text(Json.error(id, refusal));
        flush();
    }

    private void flush() {
        for (Place head = open.peek(); head != null && head.reply != null; head = open.peek()) {
            open.remove();
            out.send(head.reply);
            head.afterwards.run();
        }
        out.pending(open.size());
    }
}
