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
    public void channelActive(ChannelHandlerContext ctx) {
        var unused = ctx.channel().closeFuture().addListener(closed -> open.decrementAndGet());
        if (open.incrementAndGet() > max) {
            refused.increment();
            Channels.close(ctx);
            return;
        }
        ctx.fireChannelActive();
    }
}
