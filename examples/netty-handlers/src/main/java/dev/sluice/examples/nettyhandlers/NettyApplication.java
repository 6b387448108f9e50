package dev.sluice.examples.nettyhandlers;

import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingHandlers;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An HTTP server that greets, and since lately lets its users call. */
public final class NettyApplication implements AutoCloseable {

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final SignalingHandlers signaling;
    private final Channel listener;

    /** Listens on loopback. */
    public NettyApplication(SluiceServer media, int port) {
        signaling = SignalingHandlers.over(media, SignalingConfig.builder().build(), loops);
        listener =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new HttpServerCodec());
                                        signaling.install(channel.pipeline());
                                        channel.pipeline()
                                                .addLast(new HttpObjectAggregator(1 << 20))
                                                .addLast(new Greeter());
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), port)
                        .syncUninterruptibly()
                        .channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** What the application did before. */
    private static final class Greeter extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            FullHttpResponse response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.OK,
                            Unpooled.copiedBuffer("Hello\n", StandardCharsets.UTF_8));
            HttpUtil.setContentLength(response, response.content().readableBytes());
            var unused = ctx.writeAndFlush(response);
        }
    }

    @Override
    public void close() {
        var unused = listener.close().awaitUninterruptibly();
        try {
            signaling.drain(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        signaling.close();
        var unusedToo = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Runs until it is ended. */
    public static void main(String... args) throws Exception {
        NettyApplication application =
                new NettyApplication(SluiceServer.start(ServerConfig.DEFAULT), 8080);
        System.out.println("Join by ws://localhost:" + application.port() + "/ws");
    }
}
