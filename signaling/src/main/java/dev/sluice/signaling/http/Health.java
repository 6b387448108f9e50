package dev.sluice.signaling.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** {@code GET /health}: 200 while the server takes joins, 503 while it drains. */
public final class Health implements Endpoint {

    public static final String PATH = "/health";

    private final BooleanSupplier draining;

    public Health(BooleanSupplier draining) {
        this.draining = draining;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH);
    }

    @Override
    public CompletionStage<Answer> serve(Request request) {
        boolean down = draining.getAsBoolean();
        Answer answer =
                Answer.of(
                        down ? HttpResponseStatus.SERVICE_UNAVAILABLE : HttpResponseStatus.OK,
                        "application/json",
                        down ? "{\"status\":\"draining\"}\n" : "{\"status\":\"ok\"}\n");
        return CompletableFuture.completedFuture(
                answer.with(HttpHeaderNames.CACHE_CONTROL, "no-store"));
    }
}
