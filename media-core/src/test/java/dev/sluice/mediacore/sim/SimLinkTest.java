package dev.sluice.mediacore.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.mediacore.unit.DataRate;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimLinkTest {

    private final SimClock clock = new SimClock();
    private final List<Integer> arrived = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();

    private SimLink<Integer> link(long seed, LinkConditions conditions) {
        return new SimLink<>(
                clock,
                SimNetwork.random(seed),
                conditions,
                (now, packet) -> {
                    arrived.add(packet);
                    arrivals.add((now - SimClock.START_NANOS) / 1_000_000);
                });
    }

    private void sendEveryMillisecond(SimLink<Integer> link, int packets) {
        for (int i = 0; i < packets; i++) {
            link.send(1_000, i);
            clock.run(Duration.ofMillis(1));
        }
        clock.run(Duration.ofSeconds(5));
    }

    @Test
    void shouldSerialiseAtTheRateAndThenDelay() {
        // 1,000 bytes at 1 Mbps take 8 ms.
        LinkConditions conditions =
                LinkConditions.PERFECT
                        .withRate(DataRate.ofMbps(1))
                        .withDelay(Duration.ofMillis(50));
        SimLink<Integer> link = link(1, conditions);
        for (int i = 0; i < 3; i++) {
            link.send(1_000, i);
        }
        assertEquals(24, link.queueDelayNanos() / 1_000_000);
        clock.run(Duration.ofSeconds(1));
        assertEquals(List.of(58L, 66L, 74L), arrivals);
        assertEquals(16, link.lastQueueDelayNanos() / 1_000_000);
    }

    @Test
    void shouldDropWhatWouldWaitLongerThanTheQueue() {
        LinkConditions conditions =
                LinkConditions.PERFECT
                        .withRate(DataRate.ofMbps(1))
                        .withQueue(Duration.ofMillis(300));
        SimLink<Integer> link = link(1, conditions);
        for (int i = 0; i < 100; i++) {
            link.send(1_000, i);
        }
        clock.run(Duration.ofSeconds(5));
        assertEquals(37, arrived.size());
        assertEquals(63, link.overflowedPackets());
        assertEquals(296, arrivals.get(arrivals.size() - 1));
    }

    @Test
    void shouldFinishAPacketInTransmissionAtAChangedRate() {
        SimLink<Integer> link = link(1, LinkConditions.PERFECT.withRate(DataRate.ofMbps(1)));
        link.send(1_000, 0);
        clock.run(Duration.ofMillis(4));
        link.conditions(LinkConditions.PERFECT.withRate(DataRate.ofKbps(500)));
        clock.run(Duration.ofSeconds(1));
        assertEquals(List.of(12L), arrivals);
    }

    @Test
    void shouldHoldPacketsWhileTheLinkIsDead() {
        SimLink<Integer> link = link(1, LinkConditions.PERFECT.withRate(0));
        link.send(1_000, 0);
        link.send(1_000, 1);
        clock.run(Duration.ofSeconds(10));
        assertEquals(List.of(), arrived);
        link.conditions(LinkConditions.PERFECT);
        clock.run(Duration.ofSeconds(1));
        assertEquals(1, arrived.size());
        assertEquals(1, link.overflowedPackets());
    }

    @Test
    void shouldLoseTheShareAskedForAloneAndInBursts() {
        SimLink<Integer> alone = link(7, LinkConditions.PERFECT.withLoss(0.1));
        SimLink<Integer> bursts = link(8, LinkConditions.PERFECT.withBurstLoss(0.1, 5));
        for (int i = 0; i < 100_000; i++) {
            alone.send(100, i);
            bursts.send(100, i);
        }
        assertEquals(10_000, alone.lostPackets(), 500);
        assertEquals(10_000, bursts.lostPackets(), 1_000);
        clock.run(Duration.ofSeconds(1));
    }

    @Test
    void shouldKeepTheOrderUnderJitterAndBreakItUnderReordering() {
        sendEveryMillisecond(
                link(3, LinkConditions.PERFECT.withJitter(Duration.ofMillis(30))), 500);
        for (int i = 0; i < 500; i++) {
            assertEquals(i, arrived.get(i));
        }
        arrived.clear();
        sendEveryMillisecond(
                link(3, LinkConditions.PERFECT.withReorder(0.1, Duration.ofMillis(5))), 500);
        assertEquals(500, arrived.size());
        long inversions = 0;
        for (int i = 1; i < 500; i++) {
            inversions += arrived.get(i) < arrived.get(i - 1) ? 1 : 0;
        }
        assertTrue(inversions > 20 && inversions < 90, "inversions: " + inversions);
    }

    @Test
    void shouldDuplicateTheShareAskedFor() {
        sendEveryMillisecond(link(4, LinkConditions.PERFECT.withDuplicates(0.2)), 1_000);
        assertEquals(1_200, arrived.size(), 50);
    }

    @Test
    void shouldRepeatItselfForASeedAndDifferForAnother() {
        LinkConditions lossy = LinkConditions.PERFECT.withLoss(0.3);
        sendEveryMillisecond(link(5, lossy), 200);
        List<Integer> first = new ArrayList<>(arrived);
        arrived.clear();
        sendEveryMillisecond(link(5, lossy), 200);
        assertEquals(first, arrived);
        arrived.clear();
        sendEveryMillisecond(link(6, lossy), 200);
        assertNotEquals(first, arrived);
    }

    @Test
    void shouldCarryDatagramsBetweenBoundSockets() {
        InetSocketAddress a = new InetSocketAddress("192.0.2.1", 1);
        InetSocketAddress b = new InetSocketAddress("192.0.2.2", 2);
        SimNetwork network =
                new SimNetwork(clock, 1, LinkConditions.PERFECT.withDelay(Duration.ofMillis(10)));
        List<String> seen = new ArrayList<>();
        network.bind(
                b,
                (now, tuple, data, offset, length) -> {
                    seen.add(tuple.remote().getPort() + ":" + data[offset] + ":" + length);
                    data[offset] = 0;
                });
        byte[] datagram = {0, 42, 43};
        network.send(new Tuple(Protocol.UDP, a, b), datagram, 1, 2);
        network.send(new Tuple(Protocol.UDP, b, a), datagram, 0, 3);
        datagram[1] = 9;
        clock.run(Duration.ofMillis(10));
        assertEquals(List.of("1:42:2"), seen);
        assertEquals(1, network.unboundDatagrams());
    }
}
