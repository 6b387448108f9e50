package dev.sluice.signaling.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** Writes answers, with the headers that every response carries. */
final class Responses {

    /** What we still read of a refused body, so that a reset does not eat the refusal. */
    private static final long LINGER_MILLIS = 2_000;

    private static final String EXPOSED =
            "Location, ETag, Link, Accept-Post, Accept-Patch, Retry-After";

    private Responses() {}

    static void write(ChannelHandlerContext ctx, HttpRequest request, Answer answer, Site site) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        FullHttpResponse response = response(request, answer, site);
        HttpUtil.setKeepAlive(response, keepAlive);
        if (keepAlive) {
            Channels.write(ctx, response);
        } else {
            Channels.writeAndClose(ctx, response);
        }
    }

    /** Writes and closes soon after; what comes meanwhile is for the caller to discard. */
    static void writeAndClose(
            ChannelHandlerContext ctx, HttpRequest request, Answer answer, Site site) {
        FullHttpResponse response = response(request, answer, site);
        HttpUtil.setKeepAlive(response, false);
        Channels.write(ctx, response);
        var unused = Channels.closeAfter(ctx, LINGER_MILLIS);
    }

    static void closeWhenWritten(ChannelHandlerContext ctx) {
        Channels.writeAndClose(ctx, Unpooled.EMPTY_BUFFER);
    }

    private static FullHttpResponse response(HttpRequest request, Answer answer, Site site) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        answer.status(),
                        Unpooled.wrappedBuffer(answer.body()));
        response.headers()
                .set(answer.headers())
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "no-referrer");
        int status = answer.status().code();
        if (status != HttpResponseStatus.NO_CONTENT.code()
                && status != HttpResponseStatus.NOT_MODIFIED.code()) {
            HttpUtil.setContentLength(response, answer.body().length);
        }
        allowOrigin(request, response, site);
        return response;
    }

    private static void allowOrigin(HttpRequest request, FullHttpResponse response, Site site) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (origin == null
                || response.headers().contains(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN)
                || !site.origins().allows(origin, request.headers().get(HttpHeaderNames.HOST))) {
            return;
        }
        response.headers()
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)
                .add(HttpHeaderNames.VARY, "Origin");
    }
}
