package dev.sluice.signaling.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that brings no whole request within the deadline, counted from the accept or
 * from the last response, however slowly bytes trickle. So TLS, headers, bodies and idle time share
 * one limit. Stands first in the pipeline; one per connection, on its event loop.
 */
final class ConnectionDeadline extends ChannelInboundHandlerAdapter {

    private final Site site;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable ChannelHandlerContext context;

    /** Whether a request is owed: the first one, and each that has begun. */
    private boolean owed = true;

    ConnectionDeadline(Site site) {
        this.site = site;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        schedule();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
        context = null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        owed = true;
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    /** A request is whole: its handling has limits of its own. */
    void stop() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    /** A response went out: the next request may come. */
    void start() {
        stop();
        owed = false;
        schedule();
    }

    private void schedule() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            timer =
                    ctx.executor()
                            .schedule(
                                    () -> tooLate(ctx),
                                    site.requestMillis(),
                                    TimeUnit.MILLISECONDS);
        }
    }

    private void tooLate(ChannelHandlerContext ctx) {
        if (owed) {
            site.tally().close(Tally.Closed.LATE_REQUEST);
        }
        Channels.close(ctx);
    }
}
