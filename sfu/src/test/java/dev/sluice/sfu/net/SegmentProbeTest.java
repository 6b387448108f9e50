package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import org.junit.jupiter.api.Test;

class SegmentProbeTest {

    @Test
    void shouldSeeSegmentsArriveWhereTheKernelHasThem() {
        assumeTrue(Epoll.isAvailable());
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        boolean works = false;
        // A machine that stands still for two seconds looks like a kernel without segments.
        for (int i = 0; i < 15 && !works; i++) {
            works = SegmentProbe.works(group);
            if (!EpollDatagramChannel.isSegmentedDatagramPacketSupported()) {
                break;
            }
        }
        group.shutdownGracefully();

        assertEquals(EpollDatagramChannel.isSegmentedDatagramPacketSupported(), works);
    }
}
