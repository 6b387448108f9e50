package dev.sluice.examples.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.mediacore.sim.LinkConditions;
import dev.sluice.mediacore.sim.Plan;
import dev.sluice.mediacore.sim.SimClock;
import dev.sluice.mediacore.sim.SimNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepAliveTest {

    private static final InetSocketAddress HERE = new InetSocketAddress("10.0.0.1", 7000);
    private static final InetSocketAddress THERE = new InetSocketAddress("10.0.0.2", 7000);

    private final SimClock clock = new SimClock();
    private final SimNetwork network = new SimNetwork(clock, 1, LinkConditions.PERFECT);

    @Test
    void shouldNoticeThatTheOtherIsCutOff() {
        KeepAlive here = keepAlive(HERE, THERE);
        keepAlive(THERE, HERE);
        new Plan(clock)
                .at(Duration.ofMinutes(10), "alive", now -> assertTrue(here.alive(now)))
                .at(Duration.ofMinutes(10), "cut", now -> network.unbind(HERE))
                .at(Duration.ofMinutes(11), "dead", now -> assertFalse(here.alive(now)))
                .run();
    }

    private KeepAlive keepAlive(InetSocketAddress from, InetSocketAddress to) {
        KeepAlive machine = new KeepAlive(clock.nowNanos(), new Tuple(Protocol.UDP, from, to));
        network.bind(from, (now, tuple, data, offset, length) -> machine.onDatagram(now));
        clock.drive(
                new SimClock.Driven() {
                    @Override
                    public long nextDeadlineNanos() {
                        return machine.nextDeadlineNanos();
                    }

                    @Override
                    public void onTimeout(long nowNanos) {
                        machine.onTimeout(nowNanos, network);
                    }
                });
        return machine;
    }
}
