package dev.sluice.signaling.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks at the first byte: TLS goes on with TLS, plain HTTP on the HTTPS port is sent to the right
 * address rather than cut off.
 */
final class TlsDetector extends ByteToMessageDecoder {

    /** The content type of a TLS handshake record (RFC 8446, section 5.1). */
    private static final int HANDSHAKE = 22;

    private final SslContext context;
    private final long deadlineMillis;
    private final Consumer<ChannelPipeline> http;

    /**
     * A detector for one connection.
     *
     * @param http adds the handlers of HTTP over TLS
     */
    TlsDetector(SslContext context, long deadlineMillis, Consumer<ChannelPipeline> http) {
        this.context = context;
        this.deadlineMillis = deadlineMillis;
        this.http = http;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!in.isReadable()) {
            return;
        }
        ChannelPipeline pipeline = ctx.pipeline();
        if (in.getUnsignedByte(in.readerIndex()) == HANDSHAKE) {
            SslHandler tls = context.newHandler(ctx.alloc());
            tls.setHandshakeTimeoutMillis(deadlineMillis);
            pipeline.addLast(tls);
            http.accept(pipeline);
        } else {
            pipeline.addLast(new HttpServerCodec());
            pipeline.addLast(new RedirectToHttps());
        }
        pipeline.remove(this);
    }
}
