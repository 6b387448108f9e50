package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.kit.FakeMediaServer;
import dev.sluice.signaling.kit.WebSocketClient;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signalling inside the HTTP server of an application that has pages of its own. */
@Timeout(60)
class SignalingHandlersTest {

    private static final int MAX_APPLICATION_BODY = 4 * 1024 * 1024;

    private final FakeMediaServer media = new FakeMediaServer();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private MultiThreadIoEventLoopGroup loops;
    private SignalingHandlers signaling;
    private Channel listener;
    private volatile Channel latest;
    private String address;

    /** The application: it answers everything with its name and the length of the body. */
    private static final class Application extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            String text = "application " + request.content().readableBytes();
            FullHttpResponse response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.OK,
                            Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
            HttpUtil.setContentLength(response, response.content().readableBytes());
            var unused = ctx.writeAndFlush(response);
        }
    }

    @BeforeEach
    void start() {
        loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        signaling =
                SignalingHandlers.over(
                        media, SignalingConfig.builder().adminToken("secret").build(), loops);
        listener =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        latest = channel;
                                        channel.pipeline()
                                                .addLast(new HttpServerCodec())
                                                .addLast(new HttpContentCompressor());
                                        signaling.install(channel.pipeline());
                                        channel.pipeline()
                                                .addLast(
                                                        new HttpObjectAggregator(
                                                                MAX_APPLICATION_BODY))
                                                .addLast(new Application());
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
        address = "http://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @AfterEach
    void stop() {
        signaling.close();
        media.close();
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void shouldTakeOnlyWhatIsItsOwn() throws Exception {
        assertEquals("application 0", get("/").body());
        HttpResponse<String> script = get("/sluice-client.js");
        assertTrue(script.body().contains("export"), script.body());
        assertEquals("application 0", get("/index.html").body(), "the demo page stays away");
        assertEquals("application 0", get("/health").body());
        assertEquals(401, get("/api/v1/rooms").statusCode());
        byte[] large = new byte[MAX_APPLICATION_BODY - 1];
        assertEquals("application " + large.length, post("/upload", large).body());
        assertEquals(413, post("/whip/kitchen", large).statusCode(), "its own limits hold");
        assertEquals("application 0", get("/again").body());
    }

    @Test
    void shouldSpeakTheProtocolBehindTheApplicationsCodec() throws Exception {
        try (WebSocketClient ada = WebSocketClient.connect(client, address)) {
            assertEquals("ok", ada.join("kitchen", "ada").get("type").asString());
            assertEquals(1, signaling.sessions());
            assertNotNull(latest.pipeline().get(WriteTimeoutHandler.class));
            assertEquals("application 0", get("/").body());

            signaling.drain(Duration.ofSeconds(30));
            assertEquals("left", ada.event("left").get("type").asString());
            ada.awaitClose();
        }
        assertEquals(0, signaling.sessions());
        assertThrows(
                CompletionException.class, () -> WebSocketClient.connect(client, address).close());
        assertEquals("application 0", get("/").body(), "the application goes on");
    }

    @Test
    void shouldCloseRatherThanAnswerOutOfOrder() throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(listener.localAddress());
            String both =
                    "GET /sluice-client.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            + "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(both.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(30_000);
            String answer =
                    new String(socket.getInputStream().readNBytes(1_000), StandardCharsets.UTF_8);
            assertFalse(answer.contains("application"), answer);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(address + path)).build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
