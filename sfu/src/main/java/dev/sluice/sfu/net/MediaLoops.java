package dev.sluice.sfu.net;

import dev.sluice.sfu.api.Limits;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All media loops of a server on one UDP port, and perhaps a TCP port. With epoll each loop has one
 * socket per address (SO_REUSEPORT) and the kernel spreads the peers; elsewhere the first loop
 * receives for all.
 */
public final class MediaLoops implements AutoCloseable {

    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    private static final int PORT_ATTEMPTS = 20;
    private static final int RECEIVE_BYTES = 2_048;

    /** Datagrams in one system call (recvmmsg). */
    private static final int RECEIVE_BATCH = 32;

    private static final Logger LOG = LoggerFactory.getLogger(MediaLoops.class);

    private final LoopGroup group;
    private final MediaLoop[] loops;
    private final boolean epoll = Epoll.isAvailable();
    private final MediaTcp tcp;

    /** One system call for several datagrams to one destination; tried once the port is ours. */
    private boolean segments = epoll;

    private int port;

    private MediaLoops(int count, Limits limits) {
        group = new LoopGroup("sluice-media", count);
        loops = new MediaLoop[count];
        for (int i = 0; i < count; i++) {
            loops[i] = new MediaLoop(i, group.loops().next(), limits);
        }
        for (MediaLoop loop : loops) {
            loop.connect(loops);
        }
        tcp = new MediaTcp(loops, group.loops(), epoll, limits);
    }

    /**
     * Binds every loop to every address on one port.
     *
     * @param port 0 for any port that is free on all addresses
     * @throws IOException when the port is taken or an address is not ours; the message names it
     */
    public static MediaLoops open(List<InetAddress> addresses, int port, int count, Limits limits)
            throws IOException {
        MediaLoops loops = new MediaLoops(count, limits);
        try {
            loops.bind(addresses, port);
            loops.trySegments();
        } catch (IOException e) {
            loops.close();
            throw e;
        }
        LOG.info(
                "media on UDP port {} of {} with {} loops ({})",
                loops.port,
                addresses,
                count,
                loops.method());
        return loops;
    }

    /** How datagrams come and go, for people. */
    private String method() {
        if (!epoll) {
            return "NIO, since epoll is not to be had here: one receiving loop, a send for each datagram";
        }
        return segments
                ? "recvmmsg, and UDP_SEGMENT, which was seen to work"
                : "recvmmsg and sendmmsg, since UDP_SEGMENT does not work here";
    }

    /** Every loop, by its index. */
    public List<MediaLoop> all() {
        return List.of(loops);
    }

    /** The UDP port in use. */
    public int port() {
        return port;
    }

    /** Media over TCP, which listens nowhere before {@link #listenTcp}. */
    public MediaTcp tcp() {
        return tcp;
    }

    /**
     * Takes media over TCP too.
     *
     * @param port 0 for any port that is free on all addresses
     * @return the port
     * @throws IOException when the port is taken or an address is not ours; the message names it
     */
    public int listenTcp(List<InetAddress> addresses, int port) throws IOException {
        int bound = tcp.listen(addresses, port);
        LOG.info("media on TCP port {} too", bound);
        return bound;
    }

    /** Before any peer can be sent to. */
    private void trySegments() {
        segments = epoll && SegmentProbe.works(group.loops());
        if (!segments) {
            for (MediaLoop loop : loops) {
                loop.sockets().forEach(MediaSocket::stopSegmenting);
            }
        }
    }

    private void bind(List<InetAddress> addresses, int wanted) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                port = wanted;
                for (InetAddress address : addresses) {
                    bindAddress(address);
                }
                return;
            } catch (IOException e) {
                closeSockets();
                if (wanted != 0 || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void bindAddress(InetAddress address) throws IOException {
        if (epoll) {
            requireFree(new InetSocketAddress(address, port));
        }
        for (MediaLoop loop : loops) {
            List<MediaSocket> sockets = new ArrayList<>(loop.sockets());
            sockets.add(bindSocket(loop, address));
            loop.sockets(sockets);
        }
    }

    private MediaSocket bindSocket(MediaLoop loop, InetAddress address) throws IOException {
        if (!epoll && loop.index() > 0) {
            List<MediaSocket> receiving = loops[0].sockets();
            Channel shared = receiving.get(receiving.size() - 1).channel();
            return new MediaSocket(new InetSocketAddress(address, port), shared, false);
        }
        MediaLoop.Receiver receiver = loop.new Receiver();
        Channel channel = bindChannel(loop, receiver, new InetSocketAddress(address, port));
        port = ((InetSocketAddress) channel.localAddress()).getPort();
        MediaSocket socket =
                new MediaSocket(new InetSocketAddress(address, port), channel, segments);
        receiver.attach(socket);
        return socket;
    }

    /**
     * SO_REUSEPORT would let a second server share the port in silence: a plain bind finds out
     * first.
     */
    private void requireFree(InetSocketAddress address) throws IOException {
        if (address.getPort() != 0) {
            Channel probe =
                    awaitBind(
                            bootstrap(loops[0], address.getAddress())
                                    .handler(loops[0].new Receiver()),
                            address);
            probe.close().syncUninterruptibly();
        }
    }

    private Channel bindChannel(
            MediaLoop loop, MediaLoop.Receiver receiver, InetSocketAddress address)
            throws IOException {
        Bootstrap bootstrap = bootstrap(loop, address.getAddress()).handler(receiver);
        if (epoll) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        return awaitBind(bootstrap, address);
    }

    private Bootstrap bootstrap(MediaLoop loop, InetAddress address) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop.eventLoop())
                        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(
                                        SOCKET_BUFFER_BYTES / 2, SOCKET_BUFFER_BYTES));
        if (!epoll) {
            return bootstrap
                    .channel(NioDatagramChannel.class)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(RECEIVE_BYTES));
        }
        // A socket of IPv6 would carry IPv4 too, at more cost for each datagram.
        SocketProtocolFamily family =
                address instanceof Inet4Address
                        ? SocketProtocolFamily.INET
                        : SocketProtocolFamily.INET6;
        return bootstrap
                .channelFactory(() -> new EpollDatagramChannel(family))
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, RECEIVE_BYTES)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(RECEIVE_BATCH * RECEIVE_BYTES));
    }

    private static Channel awaitBind(Bootstrap bootstrap, InetSocketAddress address)
            throws IOException {
        ChannelFuture future = bootstrap.bind(address).awaitUninterruptibly();
        if (!future.isSuccess()) {
            throw new IOException(
                    "cannot listen on UDP "
                            + address.getAddress().getHostAddress()
                            + " port "
                            + address.getPort()
                            + ": "
                            + future.cause().getMessage(),
                    future.cause());
        }
        return future.channel();
    }

    private void closeSockets() {
        for (MediaLoop loop : loops) {
            for (MediaSocket socket : loop.sockets()) {
                socket.close();
            }
            loop.sockets(List.of());
        }
    }

    /** Closes sockets and threads; blocks until they are gone. */
    @Override
    public void close() {
        tcp.close();
        closeSockets();
        group.close();
    }
}
