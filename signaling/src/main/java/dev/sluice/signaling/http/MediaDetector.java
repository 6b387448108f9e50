package dev.sluice.signaling.http;

import dev.sluice.sfu.net.FirstBytes;
import dev.sluice.sfu.net.TcpShare;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks at the first bytes, before TLS and HTTP do: a connection that carries media leaves for the
 * media server, with nothing of HTTP left on it.
 */
final class MediaDetector extends ByteToMessageDecoder {

    private final TcpShare media;
    private final Consumer<ChannelPipeline> rest;
    private final Runnable onLeave;

    /**
     * A detector for one connection.
     *
     * @param rest adds the handlers of everything else
     * @param onLeave called when the connection is not HTTP's any more
     */
    MediaDetector(TcpShare media, Consumer<ChannelPipeline> rest, Runnable onLeave) {
        this.media = media;
        this.rest = rest;
        this.onLeave = onLeave;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        switch (FirstBytes.of(in)) {
            case MEDIA -> leave(ctx, in.readBytes(in.readableBytes()));
            case OTHER -> {
                rest.accept(ctx.pipeline());
                ctx.pipeline().remove(this);
            }
            case UNDECIDED -> {}
        }
    }

    private void leave(ChannelHandlerContext ctx, ByteBuf first) {
        onLeave.run();
        ChannelPipeline pipeline = ctx.pipeline();
        for (ChannelHandler handler : List.copyOf(pipeline.toMap().values())) {
            pipeline.remove(handler);
        }
        media.take(ctx.channel(), first);
    }
}
