package dev.sluice.signaling.client;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The client's end of the WebSocket (docs/PROTOCOL.md). Owned by the participant's loop. */
final class SignalingChannel extends SimpleChannelInboundHandler<TextWebSocketFrame> {

    private static final int MAX_MESSAGE_BYTES = 1 << 20;
    private static final int CONNECT_MILLIS = 10_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Listener listener;
    private final CompletableFuture<SignalingChannel> opened = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<JsonNode>> requests = new HashMap<>();
    private @Nullable Channel channel;
    private long nextId = 1;

    /** On the loop. */
    interface Listener {

        void onMessage(JsonNode event);

        /** The connection is gone; no request will be answered any more. */
        void onClosed();
    }

    private SignalingChannel(Listener listener) {
        this.listener = listener;
    }

    static CompletionStage<SignalingChannel> connect(
            ClientLoop loop, URI server, @Nullable SslContext tls, Listener listener) {
        SignalingChannel signaling = new SignalingChannel(listener);
        boolean secure = "wss".equals(server.getScheme());
        if (secure && tls == null) {
            return CompletableFuture.failedFuture(
                    new IOException(server + " needs TLS: start the group with an SslContext"));
        }
        int port = server.getPort() >= 0 ? server.getPort() : secure ? 443 : 80;
        ChannelFuture connecting =
                new Bootstrap()
                        .group(loop.eventLoop())
                        .channel(
                                Epoll.isAvailable()
                                        ? EpollSocketChannel.class
                                        : NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                        .handler(new Pipeline(server, secure ? tls : null, port, signaling))
                        .connect(server.getHost(), port);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                signaling.opened.completeExceptionally(
                        new IOException("cannot connect to " + server, done.cause()));
            }
        });
        return signaling.opened;
    }

    /** Sends a request; its reply, or a {@link RejectedException} with the server's reason. */
    CompletionStage<JsonNode> request(ObjectNode message) {
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        Channel open = channel;
        if (open == null || !open.isActive()) {
            reply.completeExceptionally(new IOException("the connection to the server is closed"));
            return reply;
        }
        long id = nextId++;
        requests.put(id, reply);
        message.put("id", id);
        var unused = open.writeAndFlush(new TextWebSocketFrame(JSON.writeValueAsString(message)));
        return reply;
    }

    static ObjectNode message(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    void close() {
        if (channel != null) {
            var unused = channel.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            channel = context.channel();
            opened.complete(this);
        }
        super.userEventTriggered(context, event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
        JsonNode message;
        try {
            message = JSON.readTree(frame.text());
        } catch (JacksonException e) {
            var unused = context.close();
            return;
        }
        JsonNode id = message.get("id");
        String type = message.path("type").asString("");
        if (type.equals("ok") || type.equals("error")) {
            CompletableFuture<JsonNode> reply = id == null ? null : requests.remove(id.asLong(-1));
            if (reply != null) {
                answer(reply, type, message);
            }
        } else {
            listener.onMessage(message);
        }
    }

    private static void answer(CompletableFuture<JsonNode> reply, String type, JsonNode message) {
        if (type.equals("ok")) {
            reply.complete(message);
        } else {
            reply.completeExceptionally(
                    new RejectedException(
                            code(message.path("code").asString("")),
                            message.path("error").asString("no reason given")));
        }
    }

    private static Code code(String name) {
        try {
            return Code.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Code.UNAVAILABLE;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        IOException gone = new IOException("the connection to the server is closed");
        opened.completeExceptionally(gone);
        for (CompletableFuture<JsonNode> reply : requests.values()) {
            reply.completeExceptionally(gone);
        }
        requests.clear();
        listener.onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        opened.completeExceptionally(
                new IOException("the server does not speak WebSocket there", cause));
        var unused = context.close();
    }

    private static final class Pipeline extends ChannelInitializer<Channel> {

        private final URI server;
        private final @Nullable SslContext tls;
        private final int port;
        private final SignalingChannel signaling;

        Pipeline(URI server, @Nullable SslContext tls, int port, SignalingChannel signaling) {
            this.server = server;
            this.tls = tls;
            this.port = port;
            this.signaling = signaling;
        }

        @Override
        protected void initChannel(Channel opening) {
            if (tls != null) {
                opening.pipeline().addLast(tls.newHandler(opening.alloc(), server.getHost(), port));
            }
            opening.pipeline()
                    .addLast(
                            new HttpClientCodec(),
                            new HttpObjectAggregator(MAX_MESSAGE_BYTES),
                            new WebSocketClientProtocolHandler(
                                    WebSocketClientHandshakerFactory.newHandshaker(
                                            server,
                                            WebSocketVersion.V13,
                                            null,
                                            false,
                                            new DefaultHttpHeaders(),
                                            MAX_MESSAGE_BYTES)),
                            new WebSocketFrameAggregator(MAX_MESSAGE_BYTES),
                            signaling);
        }
    }
}
