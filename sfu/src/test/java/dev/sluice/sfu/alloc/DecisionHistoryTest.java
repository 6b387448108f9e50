package dev.sluice.sfu.alloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.rtp.cc.EstimateCause;
import dev.sluice.rtp.cc.ProbeCause;
import dev.sluice.rtp.cc.ProbeCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionHistoryTest {

    private final DecisionHistory history = new DecisionHistory();

    private static Decision decision(long at, String track) {
        return new Decision(
                at, track, DecisionKind.LAYER_UP, DecisionCause.HEADROOM, "L0T0", "L0T1", 1, 2);
    }

    @Test
    void shouldKeepPathAndTracksApartAndBounded() {
        for (int i = 0; i < 1_000; i++) {
            history.onEstimate(i, 1_000 + i, EstimateCause.INCREASE);
        }
        history.add(decision(7, "a"));
        history.add(decision(8, "b"));
        assertEquals(DecisionHistory.CAPACITY, history.newest(10_000).size());
        assertEquals(999, history.newest(1).get(0).atNanos());
        assertEquals(List.of(decision(7, "a")), history.newest("a", 10));
        assertEquals(1_002, history.total());
    }

    @Test
    void shouldTellWhyThePathChanged() {
        history.onEstimate(1, 500_000, EstimateCause.OVERUSE);
        history.onGate(2, true, 120_000_000, 350_000);
        history.onProbe(3, new ProbeCluster(1, 900_000, 1_700, 5, ProbeCause.UNMET_DEMAND));
        List<Decision> newest = history.newest(3);
        assertEquals(EstimateCause.OVERUSE, newest.get(0).cause());
        assertEquals(DecisionKind.GATE_CLOSED, newest.get(1).kind());
        assertEquals("120 ms", newest.get(1).to());
        assertEquals(500_000, newest.get(1).targetBps());
        assertEquals(ProbeCause.UNMET_DEMAND, newest.get(2).cause());
        assertEquals(900_000, newest.get(2).valueBps());
    }

    @Test
    void shouldTellAPublisherUpAtOnceAndDownAfterFiveSeconds() {
        LayerDemand demand = new LayerDemand(2);
        long second = 1_000_000_000L;
        demand.wanted(10 * second, 0);
        assertEquals(2, demand.highest());
        assertEquals(15 * second, demand.nextDeadlineNanos());
        demand.wanted(12 * second, 1);
        demand.onTimeout(14 * second);
        assertEquals(2, demand.highest());
        demand.onTimeout(15 * second);
        assertEquals(1, demand.highest());
        demand.wanted(16 * second, 2);
        assertEquals(2, demand.highest());
        assertEquals(Long.MAX_VALUE, demand.nextDeadlineNanos());
        demand.wanted(17 * second, -1);
        demand.onTimeout(22 * second);
        assertEquals(-1, demand.highest());
    }
}
