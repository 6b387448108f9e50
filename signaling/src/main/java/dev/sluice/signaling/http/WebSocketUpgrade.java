package dev.sluice.signaling.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns a connection into a WebSocket (RFC 6455) and hands it to a handler of its own. No
 * extensions: compression would let a small frame unpack to a large one.
 */
public final class WebSocketUpgrade {

    /** Where WebSockets are taken. */
    public static final String PATH = "/ws";

    private static final String RETRY_SECONDS = "5";

    private static final WebSocketDecoderConfig.Builder DECODER =
            WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(true)
                    .allowMaskMismatch(false)
                    .allowExtensions(false)
                    .closeOnProtocolViolation(false)
                    .withUTF8Validator(false);

    private static final List<Class<? extends ChannelHandler>> OF_REQUESTS =
            List.of(
                    ConnectionDeadline.class,
                    Junction.class,
                    RequestGate.class,
                    BodyAggregator.class);

    /** Makes the handler of a connection. */
    public interface Handlers {

        /**
         * The last handler of the pipeline; it gets WebSocket frames, text and binary ones whole.
         *
         * @param place to give back once the client joined or went
         */
        ChannelHandler create(AddressCounter.Place place);

        /** Stands before the frame decoder and sees bytes, null for none. */
        default @Nullable ChannelHandler guard() {
            return null;
        }
    }

    private final int maxMessageBytes;
    private final int writeSeconds;
    private final AddressCounter waiting;
    private final BooleanSupplier draining;
    private final Handlers handlers;
    private final WebSocketDecoderConfig decoder;

    /**
     * An upgrade for one server.
     *
     * @param maxMessageBytes of a message, whole or in fragments
     * @param writeSeconds the longest that a client may take to read what it is sent
     * @param waiting who has not joined yet
     * @param draining no newcomers while it is true
     */
    public WebSocketUpgrade(
            int maxMessageBytes,
            int writeSeconds,
            AddressCounter waiting,
            BooleanSupplier draining,
            Handlers handlers) {
        this.maxMessageBytes = maxMessageBytes;
        this.writeSeconds = writeSeconds;
        this.waiting = waiting;
        this.draining = draining;
        this.handlers = handlers;
        this.decoder = DECODER.maxFramePayloadLength(maxMessageBytes).build();
    }

    /**
     * Starts the handshake; the request's connection is a WebSocket when this returns null.
     *
     * @return a refusal, or null
     */
    @Nullable Answer upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (!asksForWebSocket(request)) {
            return Answer.text(
                            HttpResponseStatus.UPGRADE_REQUIRED,
                            "This path takes WebSocket connections; see docs/PROTOCOL.md.")
                    .with(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .with(
                            HttpHeaderNames.SEC_WEBSOCKET_VERSION,
                            WebSocketVersion.V13.toHttpHeaderValue());
        }
        AddressCounter.Place place = draining.getAsBoolean() ? null : waiting.take(address(ctx));
        if (place == null) {
            return Answer.text(
                            HttpResponseStatus.SERVICE_UNAVAILABLE,
                            "Too many from your address are waiting to join, or the server is going"
                                    + " down; try again in "
                                    + RETRY_SECONDS
                                    + " s.")
                    .with(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
        }
        var unused = ctx.channel().closeFuture().addListener(closed -> place.release());
        return handshake(ctx, request, place);
    }

    private @Nullable Answer handshake(
            ChannelHandlerContext ctx, FullHttpRequest request, AddressCounter.Place place) {
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(PATH, null, decoder).newHandshaker(request);
        if (handshaker == null) {
            place.release();
            return Answer.text(HttpResponseStatus.UPGRADE_REQUIRED, "Use WebSocket version 13.")
                    .with(
                            HttpHeaderNames.SEC_WEBSOCKET_VERSION,
                            WebSocketVersion.V13.toHttpHeaderValue());
        }
        ChannelPipeline pipeline = ctx.pipeline();
        try {
            var unused = handshaker.handshake(ctx.channel(), request);
        } catch (WebSocketHandshakeException e) {
            place.release();
            return Answer.text(
                    HttpResponseStatus.BAD_REQUEST, "The WebSocket handshake is malformed.");
        }
        for (Class<? extends ChannelHandler> done : OF_REQUESTS) {
            if (pipeline.get(done) != null) {
                pipeline.remove(done);
            }
        }
        ChannelHandler guard = handlers.guard();
        if (guard != null) {
            pipeline.addBefore("wsdecoder", "guard", guard);
        }
        // Before what an embedder has behind the router.
        String router = ctx.name();
        pipeline.addAfter(router, null, handlers.create(place));
        pipeline.addAfter(router, null, new WebSocketFrameAggregator(maxMessageBytes));
        pipeline.addAfter(router, null, new Utf8FrameValidator(false));
        if (pipeline.get(WriteTimeoutHandler.class) == null) {
            pipeline.addAfter(router, null, new WriteTimeoutHandler(writeSeconds));
        }
        pipeline.remove(Router.class);
        return null;
    }

    private static boolean asksForWebSocket(FullHttpRequest request) {
        return request.headers()
                .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    private static InetAddress address(ChannelHandlerContext ctx) {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
