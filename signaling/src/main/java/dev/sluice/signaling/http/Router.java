package dev.sluice.signaling.http;

import dev.sluice.sfu.api.RejectedException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.timeout.WriteTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives whole requests to endpoints, one after the other. One per connection. */
final class Router extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private final Site site;
    private boolean busy;

    Router(Site site) {
        this.site = site;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (busy) {
            // Nobody of good faith sends the next request before the response (pipelining) today.
            Channels.close(ctx);
            return;
        }
        ConnectionDeadline deadline = ctx.pipeline().get(ConnectionDeadline.class);
        if (deadline != null) {
            deadline.stop();
        }
        if (site.webSocketPath().equals(path(request))) {
            Answer refusal = site.upgrade().upgrade(ctx, request);
            if (refusal != null) {
                HttpUtil.setKeepAlive(request, false);
                write(ctx, request, refusal);
            }
            return;
        }
        busy = true;
        HttpRequest head =
                new DefaultHttpRequest(
                        request.protocolVersion(),
                        request.method(),
                        request.uri(),
                        request.headers());
        var unused =
                serve(Requests.whole(request))
                        .whenComplete((answer, failure) ->
                                ctx.executor().execute(() -> finish(ctx, head, answer, failure)));
    }

    /** A response is still owed. */
    boolean busy() {
        return busy;
    }

    private static @Nullable String path(FullHttpRequest request) {
        Request head = Requests.head(request);
        return head == null ? null : head.path();
    }

    private CompletionStage<Answer> serve(@Nullable Request request) {
        try {
            Endpoint endpoint = request == null ? null : site.endpoint(request.path());
            if (request == null || endpoint == null) {
                throw new IllegalStateException("the gate lets only known paths pass");
            }
            return endpoint.serve(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void finish(
            ChannelHandlerContext ctx,
            HttpRequest request,
            @Nullable Answer answer,
            @Nullable Throwable failure) {
        busy = false;
        write(ctx, request, answer != null && failure == null ? answer : refusal(failure));
    }

    private void write(ChannelHandlerContext ctx, HttpRequest request, Answer answer) {
        ConnectionDeadline deadline = ctx.pipeline().get(ConnectionDeadline.class);
        if (deadline != null) {
            deadline.start();
        }
        Responses.write(ctx, request, answer, site);
    }

    private Answer refusal(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof RejectedException rejected) {
            site.tally().refuse(rejected.code());
            return Refusals.answer(rejected);
        }
        LOG.error("an endpoint failed", cause);
        return Answer.text(
                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                "The server failed; its log says how. Please report it.");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Resets, TLS alerts, write deadlines: the peer's doing, or the end of the connection.
        if (cause instanceof WriteTimeoutException) {
            site.tally().close(Tally.Closed.SLOW_READER);
        }
        LOG.debug("a connection ended: {}", cause.toString());
        Channels.close(ctx);
    }
}
