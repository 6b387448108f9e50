package dev.sluice.sfu.net;

import dev.sluice.ice.agent.Addresses;
import dev.sluice.ice.tcp.FrameDecoder;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ICE-TCP connections of one loop. Every method is called on that loop. */
final class TcpConnections {

    private static final int READ_BYTES = 16 * 1024;

    private final MediaLoop loop;
    private final Map<Tuple, TcpConnection> byTuple = new HashMap<>();
    private final List<TcpConnection> written = new ArrayList<>();
    private final byte[] scratch = new byte[READ_BYTES];

    TcpConnections(MediaLoop loop) {
        this.loop = loop;
    }

    MediaLoop loop() {
        return loop;
    }

    int size() {
        return byTuple.size();
    }

    /**
     * Takes a connection that is registered with this loop and does not read yet.
     *
     * @param held its first bytes, released here
     * @param patienceMillis for an authenticated check
     */
    void adopt(Channel channel, ByteBuf held, Newcomers.Place place, long patienceMillis) {
        if (!channel.isActive()) {
            held.release();
            place.release();
            return;
        }
        Tuple tuple =
                Addresses.normalise(
                        new Tuple(
                                Protocol.TCP,
                                (InetSocketAddress) channel.localAddress(),
                                (InetSocketAddress) channel.remoteAddress()));
        TcpConnection connection = new TcpConnection(this, channel, tuple, place, patienceMillis);
        byTuple.put(tuple, connection);
        channel.pipeline().addLast(connection);
        channel.pipeline().fireChannelRead(held).fireChannelReadComplete();
        var unused = channel.config().setAutoRead(true);
    }

    void remove(TcpConnection connection) {
        byTuple.remove(connection.tuple(), connection);
    }

    void bind(Tuple tuple, DatagramPeer peer) {
        TcpConnection connection = byTuple.get(tuple);
        if (connection != null) {
            connection.bind(peer);
        }
    }

    void unbind(Tuple tuple, DatagramPeer peer) {
        TcpConnection connection = byTuple.get(tuple);
        if (connection != null) {
            connection.unbind(peer);
        }
    }

    /** Queues a datagram; false when there is no such connection any more. */
    boolean send(Tuple tuple, byte[] data, int offset, int length) {
        TcpConnection connection = byTuple.get(tuple);
        if (connection == null) {
            return false;
        }
        connection.send(data, offset, length);
        return true;
    }

    void written(TcpConnection connection) {
        written.add(connection);
    }

    void flush() {
        for (int i = 0; i < written.size(); i++) {
            written.get(i).flush();
        }
        written.clear();
    }

    /** Gives the frames in {@code bytes} to {@code out}; false when the framing is broken. */
    boolean read(ByteBuf bytes, FrameDecoder decoder, FrameDecoder.FrameSink out) {
        boolean sound = true;
        while (sound && bytes.isReadable()) {
            int length = Math.min(bytes.readableBytes(), scratch.length);
            bytes.readBytes(scratch, 0, length);
            sound = decoder.onBytes(scratch, 0, length, out);
        }
        return sound;
    }
}
