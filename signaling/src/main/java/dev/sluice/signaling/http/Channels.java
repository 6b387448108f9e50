package dev.sluice.signaling.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Channel operations whose outcome nobody waits for: a failed write closes the channel, and a
 * channel that fails to close is closed.
 */
public final class Channels {

    private Channels() {}

    /** Closes; failures are of no interest any more. */
    public static void close(ChannelHandlerContext ctx) {
        var unused = ctx.close();
    }

    /** Writes and flushes; who fails to read is closed elsewhere. */
    public static void write(ChannelHandlerContext ctx, Object message) {
        var unused = ctx.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** Writes, flushes, and closes once it is written. */
    public static void writeAndClose(ChannelHandlerContext ctx, Object message) {
        var unused = ctx.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes after that time unless the returned timer is cancelled. */
    public static ScheduledFuture<?> closeAfter(ChannelHandlerContext ctx, long millis) {
        return ctx.executor().schedule(() -> close(ctx), millis, TimeUnit.MILLISECONDS);
    }
}
