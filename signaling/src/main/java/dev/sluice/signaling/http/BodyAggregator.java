package dev.sluice.signaling.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Collects bodies up to the limit. Past it, it says so and discards what still comes for a moment,
 * since a reset would eat the words.
 */
final class BodyAggregator extends HttpObjectAggregator {

    private final Site site;

    BodyAggregator(Site site) {
        super(site.maxBodyBytes());
        this.site = site;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        site.tally().close(Tally.Closed.TOO_BIG);
        if (oversized instanceof HttpRequest request) {
            Responses.writeAndClose(ctx, request, tooLarge(site), site);
        } else {
            Channels.close(ctx);
        }
    }

    static Answer tooLarge(Site site) {
        return Answer.text(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "The body is too large; send at most " + site.maxBodyBytes() + " bytes.");
    }
}
