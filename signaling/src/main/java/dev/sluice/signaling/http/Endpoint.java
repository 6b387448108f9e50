package dev.sluice.signaling.http;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Serves some paths. Called on an event loop; must not block. */
public interface Endpoint {

    /** Whether requests for that path are this endpoint's. */
    boolean serves(String path);

    /**
     * A refusal that needs no body, before the body is read; null: go on.
     *
     * @param head the request with an empty body
     */
    default @Nullable Answer refuse(Request head) {
        return null;
    }

    /** Answers. A stage that fails with RejectedException becomes the refusal it names. */
    CompletionStage<Answer> serve(Request request);
}
