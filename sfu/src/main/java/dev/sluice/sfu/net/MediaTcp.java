package dev.sluice.sfu.net;

import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Media over TCP (RFC 6544, passive; framing by RFC 4571): listens, and takes connections from the
 * listeners of others. A connection goes to the loop that owns the peer named by its first frame,
 * and stays there. Any thread may call it.
 */
public final class MediaTcp {

    /**
     * The kernel holds so much that it has not sent yet, and Netty so much more: what waits longer
     * is ours to drop.
     */
    private static final int UNSENT_BYTES = 32 * 1024;

    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(8 * 1024, 32 * 1024);

    private static final int PORT_ATTEMPTS = 20;
    private static final Logger LOG = LoggerFactory.getLogger(MediaTcp.class);

    private final MediaLoop[] loops;
    private final EventLoopGroup group;
    private final boolean epoll;
    private final Newcomers newcomers;
    private final List<Channel> listeners = new ArrayList<>();

    /** For the first frame, and again for an authenticated check. */
    private final long patienceMillis;

    MediaTcp(MediaLoop[] loops, EventLoopGroup group, boolean epoll, Limits limits) {
        this.newcomers =
                new Newcomers(
                        limits.of(Limit.TCP_NEWCOMERS), limits.of(Limit.TCP_NEWCOMERS_PER_ADDRESS));
        this.patienceMillis = limits.of(Limit.TCP_NEWCOMER_MILLIS);
        this.loops = loops;
        this.group = group;
        this.epoll = epoll;
    }

    /** Connections on which nobody is authenticated yet. */
    public int newcomers() {
        return newcomers.waiting();
    }

    /** Connections that were closed at once because too many newcomers were there. */
    public long refused() {
        return newcomers.refused();
    }

    /**
     * Takes over a connection whose {@link FirstBytes} are those of media. Its other handlers are
     * gone from the pipeline.
     *
     * @param first what has been read of it, released here
     */
    public void take(Channel channel, ByteBuf first) {
        if (admit(channel)) {
            channel.pipeline().fireChannelRead(first);
        } else {
            first.release();
        }
    }

    /**
     * Listens on every address on one port.
     *
     * @param wanted 0: any port that is free on all addresses
     * @return the port
     * @throws IOException when the port is taken or an address is not ours; the message names it
     */
    synchronized int listen(List<InetAddress> addresses, int wanted) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                int port = wanted;
                for (InetAddress address : addresses) {
                    Channel bound = bind(new InetSocketAddress(address, port));
                    listeners.add(bound);
                    port = ((InetSocketAddress) bound.localAddress()).getPort();
                }
                return port;
            } catch (IOException e) {
                close();
                if (wanted != 0 || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    long patienceMillis() {
        return patienceMillis;
    }

    /** Stops listening; connections end with their loops. */
    synchronized void close() {
        for (Channel listener : listeners) {
            var unused = listener.close().awaitUninterruptibly();
        }
        listeners.clear();
    }

    /**
     * Gives a connection to the loop that owns the named peer. Called on the loop where the
     * connection is; it reads no further until it is there.
     */
    void route(Channel channel, String usernameFragment, ByteBuf held, Newcomers.Place place) {
        int index = IceCredentialsFactory.loopOf(usernameFragment);
        if (index < 0 || index >= loops.length) {
            held.release();
            place.release();
            var unused = channel.close();
            return;
        }
        MediaLoop owner = loops[index];
        if (owner.inLoop()) {
            owner.tcp().adopt(channel, held, place, patienceMillis);
            return;
        }
        var unused = channel.deregister().addListener(left -> move(owner, channel, held, place));
    }

    private void move(MediaLoop owner, Channel channel, ByteBuf held, Newcomers.Place place) {
        EventLoop target = owner.eventLoop();
        if (target.isShuttingDown()) {
            held.release();
            channel.unsafe().closeForcibly();
            place.release();
            return;
        }
        var unused =
                target.register(channel)
                        .addListener(arrived -> {
                            if (arrived.isSuccess()) {
                                owner.tcp().adopt(channel, held, place, patienceMillis);
                            } else {
                                held.release();
                                place.release();
                            }
                        });
    }

    private Channel bind(InetSocketAddress address) throws IOException {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops[0].eventLoop(), group)
                        .channel(
                                epoll
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        var unused = admit(channel);
                                    }
                                });
        ChannelFuture future = bootstrap.bind(address).awaitUninterruptibly();
        if (!future.isSuccess()) {
            throw new IOException(
                    "cannot listen on TCP "
                            + address.getAddress().getHostAddress()
                            + " port "
                            + address.getPort()
                            + ": "
                            + future.cause().getMessage(),
                    future.cause());
        }
        return future.channel();
    }

    private boolean admit(Channel channel) {
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        Newcomers.Place place = remote == null ? null : newcomers.admit(remote.getAddress());
        if (place == null) {
            LOG.debug("refused a connection of {}", remote);
            var unused = channel.close();
            return false;
        }
        setUp(channel);
        channel.pipeline().addLast(new FirstFrame(this, place));
        return true;
    }

    private static void setUp(Channel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        channel.config()
                .setOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(16 * 1024).maxMessagesPerRead(4));
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) UNSENT_BYTES);
        } else {
            channel.config().setOption(ChannelOption.SO_SNDBUF, 4 * UNSENT_BYTES);
        }
    }
}
