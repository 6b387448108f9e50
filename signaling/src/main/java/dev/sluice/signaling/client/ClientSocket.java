package dev.sluice.signaling.client;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.sfu.net.UdpGro;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A participant's UDP socket. Owned by its loop. */
final class ClientSocket {

    private static final int SOCKET_BUFFER_BYTES = 1 << 20;
    private static final int RECEIVE_BYTES = 2_048;

    private final ClientLoop loop;
    private final Channel channel;
    private final InetSocketAddress local;
    private @Nullable Tuple lastTuple;
    private boolean unflushed;

    private ClientSocket(ClientLoop loop, Channel channel, InetSocketAddress local) {
        this.loop = loop;
        this.channel = channel;
        this.local = local;
    }

    /**
     * Binds to any free port of an address.
     *
     * @throws IOException when it is not ours
     */
    static ClientSocket open(ClientLoop loop, InetAddress bound, ClientTransport transport)
            throws IOException {
        boolean epoll = Epoll.isAvailable();
        Receiver receiver = new Receiver(loop, transport);
        Channel channel =
                new Bootstrap()
                        .group(loop.eventLoop())
                        .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                        .handler(receiver)
                        .register()
                        .channel();
        UdpGro.tryOn(channel, RECEIVE_BYTES);
        ChannelFuture binding = channel.bind(new InetSocketAddress(bound, 0));
        // On the channel's own loop binding is done, or has failed, at once.
        if (!binding.isSuccess() || !(channel.localAddress() instanceof InetSocketAddress local)) {
            var unused = channel.close();
            throw new IOException("cannot bind a UDP socket to " + bound, binding.cause());
        }
        ClientSocket socket = new ClientSocket(loop, channel, local);
        receiver.socket = socket;
        return socket;
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

    private Tuple tuple(InetSocketAddress remote) {
        Tuple last = lastTuple;
        if (last == null || !last.remote().equals(remote)) {
            last = new Tuple(Protocol.UDP, local, remote);
            lastTuple = last;
        }
        return last;
    }

    /** The socket's side of Netty. */
    private static final class Receiver extends ChannelInboundHandlerAdapter {

        private final ClientLoop loop;
        private final ClientTransport transport;
        private @Nullable ClientSocket socket;

        Receiver(ClientLoop loop, ClientTransport transport) {
            this.loop = loop;
            this.transport = transport;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof DatagramPacket datagram && socket != null) {
                    ByteBuf content = datagram.content();
                    int length = content.readableBytes();
                    byte[] data = loop.buffers().receive;
                    content.getBytes(content.readerIndex(), data, 0, length);
                    transport.onDatagram(
                            System.nanoTime(), socket.tuple(datagram.sender()), data, 0, length);
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
