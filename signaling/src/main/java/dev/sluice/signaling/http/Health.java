package dev.sluice.signaling.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * {@code GET /health}: 200 while the server takes joins, 503 while it drains. {@code GET /ready}:
 * 503 also while a media loop is stuck.
 */
public final class Health implements Endpoint {

    /** Whether the server takes joins. */
    public static final String PATH = "/health";

    /** Whether it also does its work. */
    public static final String READY_PATH = "/ready";

    private final BooleanSupplier draining;
    private final BooleanSupplier ready;

    /** Both are asked on the event loop, for each request. */
    public Health(BooleanSupplier draining, BooleanSupplier ready) {
        this.draining = draining;
        this.ready = ready;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH) || path.equals(READY_PATH);
    }

    @Override
    public CompletionStage<Answer> serve(Request request) {
        boolean leaving = draining.getAsBoolean();
        boolean stuck = request.path().equals(READY_PATH) && !ready.getAsBoolean();
        boolean down = leaving || stuck;
        String status = leaving ? "draining" : stuck ? "stuck" : "ok";
        Answer answer =
                Answer.of(
                        down ? HttpResponseStatus.SERVICE_UNAVAILABLE : HttpResponseStatus.OK,
                        "application/json",
                        "{\"status\":\"" + status + "\"}\n");
        return CompletableFuture.completedFuture(
                answer.with(HttpHeaderNames.CACHE_CONTROL, "no-store"));
    }
}
