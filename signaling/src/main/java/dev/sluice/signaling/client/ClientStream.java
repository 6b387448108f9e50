package dev.sluice.signaling.client;

import dev.sluice.ice.agent.Addresses;
import dev.sluice.ice.tcp.FrameDecoder;
import dev.sluice.ice.tcp.FrameEncoder;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a passive TCP candidate of the server (RFC 6544), which carries datagrams in
 * frames of RFC 4571. Owned by its loop.
 */
final class ClientStream extends ChannelInboundHandlerAdapter {

    private static final int CONNECT_MILLIS = 10_000;

    private final ClientLoop loop;
    private final ClientTransport transport;
    private final ClientPaths paths;
    private final FrameDecoder decoder = new FrameDecoder(ClientTransport.MAX_DATAGRAM_BYTES);
    private final FrameDecoder.FrameSink frames = this::onFrame;
    private @Nullable Channel channel;
    private @Nullable Tuple tuple;
    private boolean unflushed;

    private ClientStream(ClientLoop loop, ClientTransport transport, ClientPaths paths) {
        this.loop = loop;
        this.transport = transport;
        this.paths = paths;
    }

    /**
     * Begins to connect; {@code paths} is told once it is, and when it breaks.
     *
     * @param from null: any address of ours
     */
    static void connect(
            ClientLoop loop,
            @Nullable InetAddress from,
            InetSocketAddress to,
            ClientTransport transport,
            ClientPaths paths) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop.eventLoop())
                        .channel(
                                Epoll.isAvailable()
                                        ? EpollSocketChannel.class
                                        : NioSocketChannel.class)
                        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                        .handler(new ClientStream(loop, transport, paths));
        if (from != null) {
            bootstrap.localAddress(from, 0);
        }
        var unused =
                bootstrap
                        .connect(to)
                        .addListener(connecting -> {
                            if (!connecting.isSuccess()) {
                                paths.failed(to);
                            }
                        });
    }

    Tuple tuple() {
        if (tuple == null) {
            throw new IllegalStateException("a connection is known once it stands");
        }
        return tuple;
    }

    /** Queues a datagram; false when the queue is full. */
    boolean send(byte[] data, int offset, int length) {
        if (channel == null || !channel.isWritable()) {
            return false;
        }
        ByteBuf frame = channel.alloc().directBuffer(FrameEncoder.HEADER_BYTES + length);
        frame.writeShort(length).writeBytes(data, offset, length);
        var unused = channel.write(frame, channel.voidPromise());
        if (!unflushed) {
            unflushed = true;
            loop.eventLoop().execute(this::flush);
        }
        return true;
    }

    void close() {
        if (channel != null) {
            var unused = channel.close();
        }
    }

    private void flush() {
        unflushed = false;
        if (channel != null) {
            channel.flush();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        tuple =
                Addresses.normalise(
                        new Tuple(
                                Protocol.TCP,
                                (InetSocketAddress) channel.localAddress(),
                                (InetSocketAddress) channel.remoteAddress()));
        paths.connected(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (tuple != null) {
            paths.lost(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof ByteBuf bytes && !read(bytes)) {
                close();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private boolean read(ByteBuf bytes) {
        byte[] data = loop.buffers().stream;
        boolean sound = true;
        while (sound && bytes.isReadable()) {
            int length = Math.min(bytes.readableBytes(), data.length);
            bytes.readBytes(data, 0, length);
            sound = decoder.onBytes(data, 0, length, frames);
        }
        return sound;
    }

    private void onFrame(byte[] data, int offset, int length) {
        byte[] roomy = loop.buffers().receive;
        System.arraycopy(data, offset, roomy, 0, length);
        transport.onDatagram(System.nanoTime(), tuple(), roomy, 0, length);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A reset: the other paths go on.
        var unused = context.close();
    }
}
