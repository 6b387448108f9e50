package dev.sluice.signaling.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

/**
 * Leads requests that are for the site into its handlers, and all others past them to what an
 * embedder has behind. One per connection.
 */
final class Junction extends ChannelInboundHandlerAdapter {

    private final Site site;
    private boolean ours;

    Junction(Site site) {
        this.site = site;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest head) {
            ours = isOurs(head);
        }
        if (ours && message instanceof HttpObject) {
            ctx.fireChannelRead(message);
            return;
        }
        Router router = ctx.pipeline().get(Router.class);
        if (router.busy()) {
            // Pipelined behind a request of ours: the responses could change places.
            ReferenceCountUtil.release(message);
            Channels.close(ctx);
            return;
        }
        ctx.pipeline().context(router).fireChannelRead(message);
    }

    private boolean isOurs(HttpRequest head) {
        Request request = head.decoderResult().isSuccess() ? Requests.head(head) : null;
        return request != null && site.serves(request.path());
    }
}
