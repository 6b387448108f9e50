package dev.sluice.sfu.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Finds out by a real send over loopback whether the kernel cuts one send into several datagrams
 * (UDP_SEGMENT, Linux 4.18). A kernel that knows the option may still refuse it, under a sandbox
 * for instance.
 */
final class SegmentProbe {

    private static final int SEGMENT_BYTES = 100;

    /** The last one of a send may be shorter. */
    private static final List<Integer> LENGTHS = List.of(SEGMENT_BYTES, SEGMENT_BYTES, 40);

    private static final long TIMEOUT_NANOS = 2_000_000_000L;

    private SegmentProbe() {}

    /** Blocks until the datagrams came, or for 2 s. Not on a thread of {@code group}. */
    static boolean works(EventLoopGroup group) {
        if (!EpollDatagramChannel.isSegmentedDatagramPacketSupported()) {
            return false;
        }
        BlockingQueue<Integer> came = new LinkedBlockingQueue<>();
        ChannelFuture receiver = bind(group, new Lengths(came));
        ChannelFuture sender = bind(group, new ChannelInboundHandlerAdapter());
        try {
            return receiver.isSuccess()
                    && sender.isSuccess()
                    && send(sender.channel(), (InetSocketAddress) receiver.channel().localAddress())
                    && arrive(came);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            receiver.channel().close().awaitUninterruptibly();
            sender.channel().close().awaitUninterruptibly();
        }
    }

    private static ChannelFuture bind(EventLoopGroup group, ChannelInboundHandlerAdapter handler) {
        return new Bootstrap()
                .group(group)
                .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
                .handler(handler)
                .bind(new InetSocketAddress(NetUtil.LOCALHOST4, 0))
                .awaitUninterruptibly();
    }

    private static boolean send(Channel channel, InetSocketAddress to) {
        int bytes = LENGTHS.stream().mapToInt(Integer::intValue).sum();
        ByteBuf data = channel.alloc().directBuffer(bytes).writeZero(bytes);
        return channel.writeAndFlush(new SegmentedDatagramPacket(data, SEGMENT_BYTES, to))
                .awaitUninterruptibly()
                .isSuccess();
    }

    private static boolean arrive(BlockingQueue<Integer> came) throws InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        for (int expected : LENGTHS) {
            Integer length = came.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (length == null || length != expected) {
                return false;
            }
        }
        return true;
    }

    private static final class Lengths extends ChannelInboundHandlerAdapter {

        private final BlockingQueue<Integer> came;

        Lengths(BlockingQueue<Integer> came) {
            this.came = came;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof DatagramPacket datagram) {
                came.add(datagram.content().readableBytes());
            }
            ReferenceCountUtil.release(message);
        }
    }
}
