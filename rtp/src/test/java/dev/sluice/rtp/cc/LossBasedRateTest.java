package dev.sluice.rtp.cc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.SimNetwork;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LossBasedRateTest {

    private static final long START = 1_000_000;

    private final LossBasedRate rate =
            new LossBasedRate(new CongestionConfig(50_000, START, 20_000_000));
    private final RandomGenerator random = SimNetwork.random(9);
    private long now;

    /** Sends {@code bps} in packets of 1,000 bytes for {@code seconds}, feedback every 50 ms. */
    private void send(double seconds, double bps, double loss, long delayBased) {
        long gap = (long) (8_000 * 1e9 / bps);
        long end = now + (long) (seconds * 1e9);
        long feedback = now;
        while (now < end) {
            now += gap;
            rate.add(now, 1_000, random.nextDouble() < loss);
            if (now - feedback >= 50_000_000L) {
                feedback = now;
                rate.update(delayBased, (long) (bps * (1 - loss)));
            }
        }
    }

    @Test
    void shouldNotBoundAnythingBeforeItHasSeenPackets() {
        assertEquals(Long.MAX_VALUE, rate.bps());
    }

    @Test
    void shouldFollowTheDelayBasedEstimateThroughRandomLossOfAFewPerCent() {
        send(5, 1e6, 0.03, 2_000_000);
        send(20, 1e6, 0.03, 4_000_000);
        assertTrue(rate.bps() >= 1_900_000, "estimate " + rate.bps());
        assertEquals(0.03, rate.averageLoss(), 0.02);
    }

    @Test
    void shouldFallToWhatAPolicerLetsThrough() {
        send(5, 1e6, 0, 2_000_000);
        send(5, 2e6, 0.5, 2_000_000);
        assertTrue(rate.bps() < 1_300_000, "estimate " + rate.bps());
    }

    @Test
    void shouldBoundTheEstimateUnderHeavyLoss() {
        send(10, 1e6, 0.25, 2_000_000);
        assertTrue(rate.bps() < 1_000_000, "estimate " + rate.bps());
    }

    @Test
    void shouldStartAnewAfterAReset() {
        send(10, 1e6, 0.25, 2_000_000);
        rate.reset(3_000_000);
        assertEquals(Long.MAX_VALUE, rate.bps());
        send(0.5, 1e6, 0, 3_000_000);
        assertTrue(rate.bps() >= 3_000_000, "estimate " + rate.bps());
    }

    @Test
    void shouldTakeBackALossThatWasNone() {
        for (int i = 0; i < 400; i++) {
            now += 5_000_000L;
            rate.add(now, 1_000, i % 10 == 0);
            if (i % 10 == 0) {
                rate.recovered();
            }
            rate.update(START, START);
        }
        assertEquals(0, rate.averageLoss());
    }
}
