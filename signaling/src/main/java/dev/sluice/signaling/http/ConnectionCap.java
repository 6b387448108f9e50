package dev.sluice.signaling.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Closes connections above the cap as they come. Shared by all connections. */
@Sharable
final class ConnectionCap extends ChannelInboundHandlerAdapter {

    /** In the clear: a TLS client sees the connection close. */
    private static final byte[] REFUSAL =
            String.join(
                            "\r\n",
                            "HTTP/1.1 503 Service Unavailable",
                            "Retry-After: 5",
                            "Content-Length: 0",
                            "Connection: close",
                            "",
                            "")
                    .getBytes(StandardCharsets.US_ASCII);

    private final int max;
    private final boolean tls;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();

    ConnectionCap(int max, boolean tls) {
        this.max = max;
        this.tls = tls;
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
            if (tls) {
                Channels.close(ctx);
            } else {
                Channels.writeAndClose(ctx, Unpooled.wrappedBuffer(REFUSAL));
            }
            return;
        }
        ctx.fireChannelActive();
    }
}
