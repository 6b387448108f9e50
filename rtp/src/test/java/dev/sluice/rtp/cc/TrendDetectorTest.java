package dev.sluice.rtp.cc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.SimNetwork;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TrendDetectorTest {

    private static final long GROUP = 20_000_000L;

    private final TrendDetector detector = new TrendDetector();
    private long arrival = 1_000_000_000L;

    private int overuses(int groups, double driftMs, double noiseMs) {
        RandomGenerator random = SimNetwork.random(3);
        int overuses = 0;
        double before = 0;
        for (int i = 0; i < groups; i++) {
            double noise = noiseMs * random.nextGaussian();
            long delta = GROUP + (long) ((driftMs + noise - before) * 1e6);
            before = noise;
            arrival += delta;
            detector.add(arrival, GROUP, delta);
            overuses += detector.usage() == Usage.OVER ? 1 : 0;
        }
        return overuses;
    }

    @Test
    void shouldStayNormalOnASteadyPathWithNoise() {
        assertEquals(0, overuses(2_000, 0, 1));
        assertEquals(Usage.NORMAL, detector.usage());
    }

    @Test
    void shouldReportOveruseWhileDelayGrowsAndUnderuseWhileItShrinks() {
        overuses(100, 0, 0);
        assertTrue(overuses(30, 2, 0) > 0);
        overuses(40, 0, 0);
        overuses(30, -3, 0);
        assertEquals(Usage.UNDER, detector.usage());
    }

    @Test
    void shouldRaiseItsThresholdWhereDelayOftenGrows() {
        overuses(500, 0, 0);
        double calm = detector.thresholdMs();
        assertEquals(6, calm, 0.01);
        overuses(60, 1, 0);
        assertTrue(detector.thresholdMs() > calm, "threshold " + detector.thresholdMs());
    }

    @Test
    void shouldForgetTheTrendButNotTheThreshold() {
        overuses(100, 0, 0);
        double threshold = detector.thresholdMs();
        overuses(25, 3, 0);
        detector.reset();
        assertEquals(Usage.NORMAL, detector.usage());
        assertEquals(0, detector.trendMs());
        assertTrue(detector.thresholdMs() >= threshold);
    }

    @Test
    void shouldGroupWhatWasSentWithinFiveMillisecondsAndWhatCameInABurst() {
        ArrivalGroups groups = new ArrivalGroups();
        long ms = 1_000_000L;
        assertFalse(groups.add(0, 50 * ms));
        assertFalse(groups.add(4 * ms, 55 * ms)); // same group
        assertFalse(groups.add(20 * ms, 75 * ms)); // opens the second
        assertFalse(groups.add(30 * ms, 76 * ms)); // sent later, came at once: the second still
        assertTrue(groups.add(50 * ms, 100 * ms));
        assertEquals(26 * ms, groups.sentDelta());
        assertEquals(21 * ms, groups.arrivalDelta());
        assertFalse(groups.add(10 * ms, 101 * ms)); // overtaken: ignored
        assertTrue(groups.add(70 * ms, 120 * ms));
        assertEquals(20 * ms, groups.sentDelta());
        assertEquals(24 * ms, groups.arrivalDelta());
    }
}
