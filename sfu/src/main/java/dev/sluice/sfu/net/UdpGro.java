package dev.sluice.sfu.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;

/**
 * Lets a receiving socket take datagrams that were sent as segments of one send (UDP_SEGMENT) in
 * one piece (UDP_GRO, Linux 5.0). Netty cuts them up again, so handlers see single datagrams.
 */
public final class UdpGro {

    /** The most that the kernel hands over in one piece. */
    private static final int MAX_BYTES = 65_536;

    private UdpGro() {}

    /**
     * Switches it on where the channel and the kernel can. Any thread; to be called before anybody
     * sends to the channel.
     *
     * @param datagramBytes room for a single datagram, which is what is read where they cannot
     */
    public static void tryOn(Channel channel, int datagramBytes) {
        int bytes = datagramBytes;
        if (channel instanceof EpollDatagramChannel) {
            try {
                channel.config().setOption(EpollChannelOption.UDP_GRO, true);
                bytes = MAX_BYTES;
            } catch (ChannelException e) {
                // An older kernel, or a sandbox: single datagrams then.
            }
        }
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(bytes));
    }
}
