package dev.sluice.sfu.net;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One loop's UDP socket on one local address, and the routes of the remote addresses that ICE has
 * validated on it. Owned by the loop.
 */
final class MediaSocket {

    private final InetSocketAddress local;
    private final Channel channel;
    private final Map<InetSocketAddress, Route> routes = new HashMap<>();
    private boolean segments;

    /**
     * @param segments try UDP_SEGMENT
     */
    MediaSocket(InetSocketAddress local, Channel channel, boolean segments) {
        this.local = local;
        this.channel = channel;
        this.segments = segments;
    }

    /**
     * Whose a remote address is.
     *
     * @param owner the index of the owning loop
     * @param peer the peer when that is this loop, else null
     */
    record Route(Tuple tuple, int owner, @Nullable DatagramPeer peer) {}

    InetSocketAddress local() {
        return local;
    }

    Channel channel() {
        return channel;
    }

    @Nullable Route route(InetSocketAddress remote) {
        return routes.get(remote);
    }

    Tuple tuple(InetSocketAddress remote) {
        Route route = routes.get(remote);
        return route != null ? route.tuple() : new Tuple(Protocol.UDP, local, remote);
    }

    void bind(Route route) {
        routes.put(route.tuple().remote(), route);
    }

    /** Forgets a route unless the address has gone to another peer since. */
    void unbind(Tuple tuple, int owner, @Nullable DatagramPeer peer) {
        Route route = routes.get(tuple.remote());
        if (route != null && route.owner() == owner && route.peer() == peer) {
            routes.remove(tuple.remote());
        }
    }

    /** Queues a datagram; false when the socket's queue is full and the datagram was dropped. */
    boolean write(InetSocketAddress remote, byte[] data, int offset, int length) {
        if (!channel.isWritable()) {
            return false;
        }
        ByteBuf copy = channel.alloc().directBuffer(length).writeBytes(data, offset, length);
        ChannelFuture unused =
                channel.write(new DatagramPacket(copy, remote), channel.voidPromise());
        return true;
    }

    /** Whether equal datagrams to one destination go into one system call. */
    boolean segments() {
        return segments;
    }

    /** The kernel or the interface refused it: never again on this socket. */
    void stopSegmenting() {
        segments = false;
    }

    /**
     * Queues datagrams for one destination that lie one behind the other, all of {@code
     * segmentBytes} but the last, which may be shorter. False when they were dropped.
     */
    boolean writeSegments(InetSocketAddress remote, byte[] data, int length, int segmentBytes) {
        if (!channel.isWritable()) {
            return false;
        }
        ByteBuf copy = channel.alloc().directBuffer(length).writeBytes(data, 0, length);
        ChannelFuture unused =
                channel.write(
                        new SegmentedDatagramPacket(copy, segmentBytes, remote),
                        channel.voidPromise());
        return true;
    }

    void flush() {
        channel.flush();
    }

    void close() {
        channel.close().syncUninterruptibly();
    }
}
