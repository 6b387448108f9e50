package dev.sluice.signaling.observe;

import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.http.Endpoint;
import dev.sluice.signaling.http.Request;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}: every meter, in the text format of Prometheus. */
public final class MetricsEndpoint implements Endpoint {

    /** Where Prometheus scrapes. */
    public static final String PATH = "/metrics";

    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final AdminToken admin;

    /** The meters of that registry, for whoever shows the token. */
    public MetricsEndpoint(PrometheusMeterRegistry registry, AdminToken admin) {
        this.registry = registry;
        this.admin = admin;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH);
    }

    @Override
    public @Nullable Answer refuse(Request head) {
        if (!head.method().equals(HttpMethod.GET) && !head.method().equals(HttpMethod.HEAD)) {
            return Answer.empty(HttpResponseStatus.METHOD_NOT_ALLOWED)
                    .with(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        return admin.refuse(head);
    }

    @Override
    public CompletionStage<Answer> serve(Request request) {
        Answer answer =
                Answer.of(HttpResponseStatus.OK, CONTENT_TYPE, registry.scrape(CONTENT_TYPE));
        return CompletableFuture.completedFuture(
                answer.with(HttpHeaderNames.CACHE_CONTROL, "no-store"));
    }
}
