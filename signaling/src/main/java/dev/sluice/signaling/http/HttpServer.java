package dev.sluice.signaling.http;

import dev.sluice.sfu.net.TcpShare;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Listens for HTTP on one port. It binds first and accepts once told to, so that a taken port is
 * known before anything else starts. Any thread may call it.
 */
public final class HttpServer implements AutoCloseable {

    private static final int MAX_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    /** Left alone, the kernel would queue megabytes for a client that does not read. */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;

    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final EventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<Channel> listeners = new ArrayList<>();
    private final ConnectionCap cap;
    private final @Nullable SslContext tls;
    private volatile @Nullable Site site;
    private volatile @Nullable TcpShare media;

    /**
     * A server that listens nowhere yet.
     *
     * @param loops the caller's to end
     * @param tls null: plain HTTP
     */
    public HttpServer(EventLoopGroup loops, @Nullable SslContext tls, int maxConnections) {
        this.loops = loops;
        this.tls = tls;
        this.cap = new ConnectionCap(maxConnections, tls != null);
    }

    /**
     * Binds one more address. Connections wait in the backlog until {@link #accept}.
     *
     * @param port 0: any free one
     * @return the port
     * @throws ListenException when the port is taken or may not be used
     */
    public int bind(@Nullable InetAddress address, int port) throws ListenException {
        InetSocketAddress local =
                address == null
                        ? new InetSocketAddress(port)
                        : new InetSocketAddress(address, port);
        ChannelFuture bound = bootstrap().bind(local).awaitUninterruptibly();
        Throwable failure = bound.cause();
        if (failure != null) {
            throw new ListenException(local, failure);
        }
        listeners.add(bound.channel());
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap()
                .group(loops)
                .channel(
                        Epoll.isAvailable()
                                ? EpollServerSocketChannel.class
                                : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                initialize(channel);
                            }
                        });
    }

    private void initialize(Channel channel) {
        Site serving = site;
        if (serving == null) {
            throw new IllegalStateException("nothing is accepted before there is a site");
        }
        connections.add(channel);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(cap);
        pipeline.addLast(new ConnectionDeadline(serving));
        TcpShare share = media;
        if (share == null) {
            addTlsOrHttp(pipeline, serving);
        } else {
            pipeline.addLast(
                    new MediaDetector(
                            share,
                            others -> addTlsOrHttp(others, serving),
                            () -> connections.remove(channel)));
        }
    }

    private void addTlsOrHttp(ChannelPipeline pipeline, Site serving) {
        if (tls == null) {
            addHttp(pipeline, serving);
        } else {
            pipeline.addLast(
                    new TlsDetector(tls, serving.requestMillis(), p -> addHttp(p, serving)));
        }
    }

    private static void addHttp(ChannelPipeline pipeline, Site site) {
        HttpDecoderConfig limits =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEADER_BYTES);
        pipeline.addLast(new HttpServerCodec(limits));
        pipeline.addLast(new WriteTimeoutHandler(site.writeSeconds()));
        pipeline.addLast(new RequestGate(site));
        pipeline.addLast(new BodyAggregator(site));
        pipeline.addLast(new Router(site));
    }

    /**
     * Takes connections from now on, for that site.
     *
     * @param share takes those that carry media; null: there are none
     */
    public void accept(Site serving, @Nullable TcpShare share) {
        site = serving;
        media = share;
        if (share != null) {
            share.offer(
                    listeners.stream()
                            .map(listener -> (InetSocketAddress) listener.localAddress())
                            .toList());
        }
        for (Channel listener : listeners) {
            listener.config().setAutoRead(true);
        }
    }

    /** Takes no more connections; those there are stay. */
    public void stopAccepting() {
        for (Channel listener : listeners) {
            var unused = listener.close().awaitUninterruptibly();
        }
    }

    /** Connections at this moment. */
    public int openConnections() {
        return cap.open();
    }

    /** Connections that were closed at once because of the cap. */
    public long refusedConnections() {
        return cap.refused();
    }

    /**
     * Closes every connection but those of media. Blocks until that is done; harmless when
     * repeated.
     */
    @Override
    public void close() {
        stopAccepting();
        var unused = connections.close().awaitUninterruptibly();
    }
}
