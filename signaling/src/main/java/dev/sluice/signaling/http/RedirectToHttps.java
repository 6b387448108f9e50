package dev.sluice.signaling.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** Answers plain HTTP on the HTTPS port with where to go instead. */
final class RedirectToHttps extends SimpleChannelInboundHandler<HttpObject> {

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (!(message instanceof HttpRequest request)) {
            return;
        }
        String host = request.headers().get(HttpHeaderNames.HOST);
        boolean known =
                request.decoderResult().isSuccess()
                        && host != null
                        && host.matches("[A-Za-z0-9.:_\\[\\]-]{1,255}")
                        && request.uri().startsWith("/");
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        known
                                ? HttpResponseStatus.PERMANENT_REDIRECT
                                : HttpResponseStatus.BAD_REQUEST,
                        Unpooled.EMPTY_BUFFER);
        if (known) {
            response.headers().set(HttpHeaderNames.LOCATION, "https://" + host + request.uri());
        }
        HttpUtil.setContentLength(response, 0);
        HttpUtil.setKeepAlive(response, false);
        Channels.writeAndClose(ctx, response);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Channels.close(ctx);
    }
}
