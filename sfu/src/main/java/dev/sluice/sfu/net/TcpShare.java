package dev.sluice.sfu.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Lets media come to a TCP port of somebody else, such as that of HTTP: a client that can reach the
 * page can reach the media. Any thread may call it.
 */
public interface TcpShare {

    /**
     * Offers the addresses of listeners that give media connections to {@link #take}. An
     * unspecified address stands for every one of the machine; loopback is not offered.
     */
    void offer(List<InetSocketAddress> listening);

    /**
     * Takes over a connection whose {@link FirstBytes} are those of media. Its other handlers are
     * gone from the pipeline. Called on the connection's event loop.
     *
     * @param first what has been read of it, released here
     */
    void take(Channel channel, ByteBuf first);
}
