package dev.sluice.signaling.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Closes connections above the cap as they come. Shared by all connections. */
@Sharable
final class ConnectionCap extends ChannelInboundHandlerAdapter {

    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();

    ConnectionCap(int max) {
        this.max = max;
    }

    int open() {
        return open.get();
    }

    long refused() {
        return refused.sum();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        open.incrementAndGet();
    }

    /** The connection is closed, or is not HTTP's any more. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        open.decrementAndGet();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (open.get() > max) {
            refused.increment();
            Channels.close(ctx);
            return;
        }
        ctx.fireChannelActive();
    }
}
