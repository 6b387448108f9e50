package dev.sluice.signaling.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what needs no body to be refused, before the body is buffered: bad syntax, foreign hosts
 * and origins, unknown paths, missing tokens, large bodies. One per connection.
 */
final class RequestGate extends ChannelInboundHandlerAdapter {

    private final Site site;
    private boolean refusing;

    RequestGate(Site site) {
        this.site = site;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!refusing && message instanceof HttpRequest head) {
            Answer refusal = refusal(head);
            if (refusal != null) {
                refusing = true;
                site.tally().refuse(Refusals.code(refusal.status()));
                Responses.writeAndClose(ctx, head, refusal, site);
            }
        }
        if (!refusing) {
            ctx.fireChannelRead(message);
            return;
        }
        boolean last = message instanceof LastHttpContent;
        ReferenceCountUtil.release(message);
        if (last) {
            // The refusal is written already; nothing unread is left that would reset it.
            Responses.closeWhenWritten(ctx);
        }
    }

    private @Nullable Answer refusal(HttpRequest head) {
        Answer bad = badSyntax(head.decoderResult());
        if (bad != null) {
            return bad;
        }
        Request request = Requests.head(head);
        if (request == null) {
            return Answer.text(HttpResponseStatus.BAD_REQUEST, "The address is malformed.");
        }
        Answer foreign = foreign(request);
        if (foreign != null) {
            return foreign;
        }
        if (request.path().equals(site.webSocketPath())) {
            return null;
        }
        Endpoint endpoint = site.endpoint(request.path());
        if (endpoint == null) {
            return Answer.text(HttpResponseStatus.NOT_FOUND, "There is no such page.");
        }
        if (HttpUtil.getContentLength(head, 0L) > site.maxBodyBytes()) {
            return BodyAggregator.tooLarge(site);
        }
        return Requests.isPreflight(request) ? null : endpoint.refuse(request);
    }

    private @Nullable Answer foreign(Request request) {
        String host = request.header(HttpHeaderNames.HOST);
        if (!request.path().equals(Health.PATH) && !site.hosts().allows(host)) {
            return Answer.text(
                    HttpResponseStatus.MISDIRECTED_REQUEST,
                    "This server does not go by that name; if it should, start it with"
                            + " --allowed-host NAME.");
        }
        if (!site.origins().allows(request.header(HttpHeaderNames.ORIGIN), host)) {
            return Answer.text(
                    HttpResponseStatus.FORBIDDEN,
                    "Pages of that origin may not use this server; if they should, start it with"
                            + " --allowed-origin ORIGIN.");
        }
        return null;
    }

    private static @Nullable Answer badSyntax(DecoderResult result) {
        if (result.isSuccess()) {
            return null;
        }
        if (result.cause() instanceof TooLongHttpLineException) {
            return Answer.text(HttpResponseStatus.REQUEST_URI_TOO_LONG, "The address is too long.");
        }
        if (result.cause() instanceof TooLongHttpHeaderException) {
            return Answer.text(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "The headers are too long.");
        }
        return Answer.text(HttpResponseStatus.BAD_REQUEST, "That is not HTTP/1.1.");
    }
}
