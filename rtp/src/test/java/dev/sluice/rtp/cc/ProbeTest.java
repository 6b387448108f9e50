package dev.sluice.rtp.cc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.SimNetwork;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;

    private final CongestionConfig config = CongestionConfig.DEFAULT;
    private final ProbePlanner planner = new ProbePlanner(config, SimNetwork.random(1));

    private void update(long now, long target, boolean limited) {
        planner.update(now, target, true, true, limited);
    }

    private ProbeCluster started(long now) {
        planner.start(now);
        planner.poll();
        ProbeCluster second = planner.poll();
        assertNotNull(second);
        return second;
    }

    @Test
    void shouldStartWithThreeAndSixTimesAndGoOnWhileItGetsThrough() {
        planner.start(SECOND);
        ProbeCluster first = planner.poll();
        ProbeCluster second = planner.poll();
        assertNotNull(first);
        assertNotNull(second);
        assertEquals(900_000, first.bps());
        assertEquals(1_800_000, second.bps());
        assertTrue(second.packets() >= 5 && second.bytes() == 3_375, second.toString());
        assertNull(planner.poll());

        planner.onResult(SECOND, second, 1_700_000, true);
        ProbeCluster further = planner.poll();
        assertNotNull(further);
        assertEquals(3_400_000, further.bps());
        planner.onResult(SECOND, further, 2_000_000, true);
        assertNull(planner.poll(), "less than 0.7 arrived: that was the end");
    }

    @Test
    void shouldProbeForUnmetDemandOnceTheEstimateStandsStill() {
        long now = SECOND;
        started(now);
        planner.demand(800_000, 2_000_000, 0);
        long probed = 0;
        for (; probed == 0 && now < 20 * SECOND; now += 50 * MS) {
            update(now, 500_000, false);
            ProbeCluster cluster = planner.poll();
            if (cluster != null) {
                assertEquals(ProbeCause.UNMET_DEMAND, cluster.cause());
                assertEquals(1_000_000, cluster.bps());
                probed = now;
            }
        }
        assertEquals(4 * SECOND, probed, SECOND + 50 * MS);
    }

    @Test
    void shouldProbeAtOnceAndOftenAtFirstWhileAStreamIsPaused() {
        long start = 2 * SECOND;
        started(SECOND);
        update(start, 100_000, false);
        planner.demand(1_400_000, 1_400_000, 1_400_000);
        List<Long> millis = new ArrayList<>();
        for (long now = start; now < start + 30 * SECOND; now += 50 * MS) {
            update(now, 100_000, false);
            ProbeCluster cluster = planner.poll();
            if (cluster != null) {
                assertEquals(ProbeCause.UNMET_DEMAND, cluster.cause());
                assertEquals(200_000, cluster.bps());
                millis.add((now - start) / MS);
            }
        }
        assertEquals(List.of(0L, 250L, 750L, 1_750L, 2_750L), millis.subList(0, 5));
        List<Long> later = millis.stream().filter(at -> at > 10_000).toList();
        assertEquals(5, later.size(), 1, "as for any demand: " + millis);
    }

    @Test
    void shouldAskForNoMoreThanWouldBeBelieved() {
        ProbeCluster second = started(SECOND);
        planner.believable(800_000);
        planner.onResult(SECOND, second, 1_700_000, true);
        assertNull(planner.poll(), "what it found is more already");
        planner.onResult(
                SECOND, new ProbeCluster(9, 500_000, 1, 5, ProbeCause.START), 490_000, true);
        ProbeCluster further = planner.poll();
        assertNotNull(further);
        assertEquals(960_000, further.bps());
    }

    @Test
    void shouldLookAgainOnceWhatHeldAProbeBackIsOver() {
        ProbeCluster second = started(SECOND);
        planner.believable(1_000_000);
        planner.onResult(SECOND, second, 1_700_000, true);
        update(2 * SECOND, 1_000_000, false);
        assertNull(planner.poll(), "it would not be believed yet");
        planner.believable(Long.MAX_VALUE);
        update(3 * SECOND, 1_000_000, false);
        ProbeCluster again = planner.poll();
        assertNotNull(again);
        assertEquals(2_000_000, again.bps());
        update(4 * SECOND, 1_000_000, false);
        assertNull(planner.poll(), "once");
    }

    @Test
    void shouldRepeatAProbeThatToldTooLittleAtTwiceAndFourTimesTheLength() {
        started(SECOND);
        planner.length(false, false);
        List<String> probes = new ArrayList<>();
        for (long now = SECOND; now < 11 * SECOND; now += 50 * MS) {
            update(now, 1_000_000, true);
            ProbeCluster cluster = planner.poll();
            if (cluster != null) {
                probes.add((now - SECOND) / MS + " ms: " + cluster.bytes());
                planner.length(now > 7 * SECOND, true);
            }
        }
        assertEquals(List.of("1000 ms: 7500", "2000 ms: 15000", "7000 ms: 15000"), probes);
        planner.length(true, true);
        update(20 * SECOND, 1_000_000, true);
        ProbeCluster next = planner.poll();
        assertNotNull(next);
        assertEquals(3_750, next.bytes());
    }

    @Test
    void shouldProbeForUnmetDemandALittleLaterWhileTheEstimateGrowsSlowly() {
        long now = SECOND;
        started(now);
        planner.demand(800_000, 2_000_000, 0);
        double target = 200_000;
        long probed = 0;
        for (; probed == 0 && now < 20 * SECOND; now += 50 * MS) {
            update(now, (long) target, false);
            target *= 1.004;
            probed = planner.poll() == null ? 0 : now;
        }
        assertEquals(6 * SECOND, probed, 2 * SECOND);
    }

    @Test
    void shouldNotProbeWithoutReason() {
        started(SECOND);
        planner.demand(0, 500_000, 0);
        for (long now = SECOND; now < 60 * SECOND; now += 50 * MS) {
            update(now, 1_000_000, true); // limited, but all are at their top with room to spare
            assertNull(planner.poll());
        }
    }

    @Test
    void shouldProbeEveryFiveSecondsWhileApplicationLimited() {
        started(SECOND);
        int probes = 0;
        for (long now = SECOND; now < 31 * SECOND; now += 50 * MS) {
            update(now, 1_000_000, true);
            ProbeCluster cluster = planner.poll();
            probes += cluster == null ? 0 : 1;
        }
        assertEquals(5.5, probes, 0.6);
    }

    @Test
    void shouldAskOnceAfterADeepDrop() {
        long now = SECOND;
        started(now);
        update(now, 2_000_000, false);
        now += SECOND;
        update(now, 600_000, false);
        assertNull(planner.poll(), "not at once");
        now += 4 * SECOND;
        update(now, 610_000, false);
        ProbeCluster cluster = planner.poll();
        assertNotNull(cluster);
        assertEquals(ProbeCause.AFTER_DROP, cluster.cause());
        assertEquals(1_700_000, cluster.bps());
        now += SECOND;
        update(now, 610_000, false);
        assertNull(planner.poll());
    }

    private static ProbeMeter meter(double sendBps, double arrivalBps, int lost) {
        ProbeMeter meter = new ProbeMeter();
        meter.start(0, new ProbeCluster(7, (long) sendBps, 7_000, 5, ProbeCause.START));
        for (int i = 0; i < 8; i++) {
            meter.onSent(1_000);
            if (i < lost) {
                meter.onLost();
            } else {
                long sent = (long) (i * 8_000 * 1e9 / sendBps);
                long arrival = 50 * MS + (long) (i * 8_000 * 1e9 / arrivalBps);
                meter.onReceived(sent, arrival, 1_000);
            }
        }
        assertTrue(meter.resolved());
        return meter;
    }

    @Test
    void shouldMeasureTheRateOfSendingOrOfThePath() {
        ProbeMeter through = meter(2e6, 2e6, 0);
        assertFalse(through.saturated());
        assertEquals(2_000_000, through.measuredBps(), 1_000);
        ProbeMeter full = meter(2e6, 1e6, 0);
        assertTrue(full.saturated());
        assertEquals(950_000, full.measuredBps(), 1_000);
    }

    @Test
    void shouldCallAShortProbeUncertainThatJitterSpread() {
        assertFalse(meter(2e6, 1e6, 0).uneven(), "a full path is even");
        ProbeMeter meter = new ProbeMeter();
        meter.start(0, new ProbeCluster(7, 2_000_000, 5_000, 5, ProbeCause.START));
        long[] arrivals = {50, 58, 58, 65, 75};
        for (int i = 0; i < 5; i++) {
            meter.onSent(1_000);
            meter.onReceived(i * 4 * MS, arrivals[i] * MS, 1_000);
        }
        assertTrue(meter.saturated());
        assertTrue(meter.uncertain());
    }

    @Test
    void shouldDistrustAProbeThatCameFasterOrHardlyAtAll() {
        assertEquals(0, meter(1e6, 3e6, 0).measuredBps());
        assertEquals(0, meter(2e6, 2e6, 5).measuredBps());
        ProbeMeter lossy = meter(2e6, 2e6, 2);
        assertEquals(0.25, lossy.loss());
        assertTrue(lossy.measuredBps() > 0);
    }
}
