package dev.sluice.signaling.ws;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Bounds what a client may send before it joined, so that strangers cannot make us buffer large
 * frames. Stands before the frame decoder; removed at the join.
 */
final class StrangerLimit extends ChannelInboundHandlerAdapter {

    /** The event when the limit is passed; all that follows is dropped. */
    static final Object EXCEEDED = new Object();

    private final int max;
    private long bytes;

    /** For so many bytes: a join with the longest token, several times over. */
    StrangerLimit(int max) {
        this.max = max;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf data)) {
            ctx.fireChannelRead(message);
            return;
        }
        boolean before = bytes <= max;
        bytes += data.readableBytes();
        if (bytes <= max) {
            ctx.fireChannelRead(data);
            return;
        }
        data.release();
        if (before) {
            ctx.fireUserEventTriggered(EXCEEDED);
        }
    }
}
