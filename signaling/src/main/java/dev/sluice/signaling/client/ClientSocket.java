package dev.sluice.signaling.client;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.mediacore.net.Protocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A participant's UDP socket. Owned by its loop. */
final class ClientSocket {

    private static final int SOCKET_BUFFER_BYTES = 1 << 20;
    private static final int RECEIVE_BYTES = 2_048;

    private final ClientLoop loop;
    private final Channel channel;
    private final InetSocketAddress local;
    private boolean unflushed;

    private ClientSocket(ClientLoop loop, Channel channel, InetSocketAddress local) {
        this.loop = loop;
        this.channel = channel;
        this.local = local;
    }

    /**
     * Binds to any free port of {@code address}, or of the address that routes to the first
     * candidate.
     *
     * @throws IOException when there is no way to any candidate
     */
    static ClientSocket open(
            ClientLoop loop,
            List<Candidate> candidates,
            @Nullable InetAddress address,
            ClientTransport transport)
            throws IOException {
        InetAddress bound = address == null ? routeTo(candidates) : address;
        boolean epoll = Epoll.isAvailable();
        Channel channel =
                new Bootstrap()
                        .group(loop.eventLoop())
                        .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                        .handler(new Receiver(loop, transport))
                        .register()
                        .channel();
        ChannelFuture binding = channel.bind(new InetSocketAddress(bound, 0));
        // On the channel's own loop binding is done, or has failed, at once.
        if (!binding.isSuccess() || !(channel.localAddress() instanceof InetSocketAddress local)) {
            var unused = channel.close();
            throw new IOException("cannot bind a UDP socket to " + bound, binding.cause());
        }
        return new ClientSocket(loop, channel, local);
    }

    InetSocketAddress local() {
        return local;
    }

    /** Queues a datagram, which leaves when the loop's task ends; false when the queue is full. */
    boolean send(InetSocketAddress remote, byte[] data, int offset, int length) {
        if (!channel.isWritable()) {
            channel.flush();
            if (!channel.isWritable()) {
                return false;
            }
        }
        ByteBuf copy = channel.alloc().directBuffer(length).writeBytes(data, offset, length);
        var unused = channel.write(new DatagramPacket(copy, remote), channel.voidPromise());
        if (!unflushed) {
            unflushed = true;
            loop.eventLoop().execute(this::flush);
        }
        return true;
    }

    void close() {
        var unused = channel.close();
    }

    private void flush() {
        unflushed = false;
        channel.flush();
    }

    private static InetAddress routeTo(List<Candidate> candidates) throws IOException {
        for (Candidate candidate : candidates) {
            byte @Nullable [] host = NetUtil.createByteArrayFromIpAddressString(candidate.host());
            if (host == null || candidate.protocol() != Protocol.UDP) {
                continue;
            }
            try (DatagramSocket probe = new DatagramSocket()) {
                probe.connect(
                        new InetSocketAddress(InetAddress.getByAddress(host), candidate.port()));
                if (!probe.getLocalAddress().isAnyLocalAddress()) {
                    return probe.getLocalAddress();
                }
            } catch (java.io.UncheckedIOException e) {
                // No route: the next candidate may have one.
            }
        }
        throw new IOException("no route to any of the server's candidates " + candidates);
    }

    /** The socket's side of Netty. */
    private static final class Receiver extends ChannelInboundHandlerAdapter {

        private final ClientLoop loop;
        private final ClientTransport transport;

        Receiver(ClientLoop loop, ClientTransport transport) {
            this.loop = loop;
            this.transport = transport;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof DatagramPacket datagram) {
                    ByteBuf content = datagram.content();
                    int length = content.readableBytes();
                    byte[] data = loop.buffers().receive;
                    content.getBytes(content.readerIndex(), data, 0, length);
                    transport.onDatagram(System.nanoTime(), datagram.sender(), data, 0, length);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // An ICMP answer concerns one datagram; the socket lives on.
        }
    }
}
