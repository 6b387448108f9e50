package dev.sluice.sfu.net;

import dev.sluice.ice.stun.StunPeek;
import dev.sluice.ice.tcp.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a connection's first frame, which must be a Binding request that names one of our
 * username fragments, and sends the connection on to its owner. Whatever else comes, or comes too
 * slowly, is closed without a word.
 */
final class FirstFrame extends ChannelInboundHandlerAdapter {

    private final MediaTcp tcp;
    private final Newcomers.Place place;
    private @Nullable Future<?> deadline;
    private @Nullable ByteBuf held;
    private boolean sentOn;

    FirstFrame(MediaTcp tcp, Newcomers.Place place) {
        this.tcp = tcp;
        this.place = place;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        held = context.alloc().buffer(FrameEncoder.HEADER_BYTES + MediaLoop.MAX_DATAGRAM_BYTES);
        deadline =
                context.executor()
                        .schedule(
                                () -> close(context), tcp.patienceMillis(), TimeUnit.MILLISECONDS);
    }

    /** The connection was sent on, or is closed. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (held != null) {
            held.release();
            held = null;
        }
        if (!sentOn) {
            place.release();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (held != null && message instanceof ByteBuf bytes) {
                look(context, held.writeBytes(bytes));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void look(ChannelHandlerContext context, ByteBuf in) {
        FirstBytes first = FirstBytes.of(in);
        if (first == FirstBytes.OTHER) {
            close(context);
            return;
        }
        int length = first == FirstBytes.MEDIA ? in.getUnsignedShort(in.readerIndex()) : 0;
        if (first == FirstBytes.UNDECIDED
                || in.readableBytes() < FrameEncoder.HEADER_BYTES + length) {
            return;
        }
        byte[] frame = new byte[length];
        in.getBytes(in.readerIndex() + FrameEncoder.HEADER_BYTES, frame);
        String fragment = StunPeek.localUfrag(frame, 0, length);
        if (fragment == null) {
            close(context);
            return;
        }
        sentOn = true;
        held = null;
        var unused = context.channel().config().setAutoRead(false);
        context.pipeline().remove(this);
        tcp.route(context.channel(), fragment, in, place);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(context);
    }

    private static void close(ChannelHandlerContext context) {
        var unused = context.close();
    }
}
