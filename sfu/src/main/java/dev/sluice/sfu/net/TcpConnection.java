package dev.sluice.sfu.net;

import dev.sluice.ice.tcp.FrameDecoder;
import dev.sluice.ice.tcp.FrameEncoder;
import dev.sluice.mediacore.net.Tuple;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ICE-TCP connection (RFC 6544) on the loop that owns the peer it asked for. Frames of RFC 4571
 * become datagrams and the other way round. Closed when its peer lets go of it, when nobody is
 * authenticated on it in time, and when its framing breaks.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);

    private final TcpConnections connections;
    private final Channel channel;
    private final Tuple tuple;
    private final Newcomers.Place place;
    private final FrameDecoder decoder = new FrameDecoder(MediaLoop.MAX_DATAGRAM_BYTES);
    private final FrameDecoder.FrameSink frames = this::onFrame;
    private final TcpQueue queue;
    private final Future<?> deadline;
    private @Nullable DatagramPeer peer;
    private boolean unflushed;

    TcpConnection(
            TcpConnections connections,
            Channel channel,
            Tuple tuple,
            Newcomers.Place place,
            long patienceMillis) {
        this.connections = connections;
        this.channel = channel;
        this.tuple = tuple;
        this.place = place;
        this.queue = new TcpQueue(connections.loop().limits(), connections.loop()::onQueuedDropped);
        this.deadline =
                channel.eventLoop().schedule(this::close, patienceMillis, TimeUnit.MILLISECONDS);
    }

    Tuple tuple() {
        return tuple;
    }

    @Nullable DatagramPeer peer() {
        return peer;
    }

    /** A peer was authenticated on it. */
    void bind(DatagramPeer authenticated) {
        peer = authenticated;
        deadline.cancel(false);
        place.release();
    }

    /** Closes it unless it has gone to another peer since. */
    void unbind(DatagramPeer former) {
        if (peer == former) {
            peer = null;
            close();
        }
    }

    void close() {
        var unused = channel.close();
    }

    /** Queues a datagram; it leaves with {@link #flush}, or when the peer has taken others. */
    void send(byte[] data, int offset, int length) {
        if (queue.isEmpty() && channel.isWritable()) {
            ByteBuf frame = channel.alloc().directBuffer(FrameEncoder.HEADER_BYTES + length);
            write(frame.writeShort(length).writeBytes(data, offset, length));
            return;
        }
        byte[] frame = new byte[FrameEncoder.HEADER_BYTES + length];
        FrameEncoder.encode(data, offset, length, frame, 0);
        queue.offer(System.nanoTime(), frame, content(data, offset, length));
    }

    private TcpQueue.Content content(byte[] data, int offset, int length) {
        if (!MediaLoop.isMedia(data, offset, length)) {
            return TcpQueue.Content.OTHER;
        }
        return peer != null && peer.isVideo(data, offset, length)
                ? TcpQueue.Content.VIDEO
                : TcpQueue.Content.SOUND;
    }

    void flush() {
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof ByteBuf bytes && !connections.read(bytes, decoder, frames)) {
                LOG.debug("{}: a frame is too long", tuple);
                close();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        connections.loop().onBatchEnd();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        while (channel.isWritable()) {
            byte[] frame = queue.poll(System.nanoTime());
            if (frame == null) {
                break;
            }
            write(channel.alloc().directBuffer(frame.length).writeBytes(frame));
        }
        flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.cancel(false);
        place.release();
        connections.remove(this);
        DatagramPeer bound = peer;
        peer = null;
        if (bound != null) {
            bound.onTupleLost(System.nanoTime(), tuple);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("{}: {}", tuple, cause.toString());
        close();
    }

    private void onFrame(byte[] data, int offset, int length) {
        connections.loop().receive(this, data, offset, length);
    }

    private void write(ByteBuf frame) {
        connections.loop().onWritten(frame.readableBytes() - FrameEncoder.HEADER_BYTES);
        if (!unflushed) {
            unflushed = true;
            connections.written(this);
        }
        var unused = channel.write(frame, channel.voidPromise());
    }
}
