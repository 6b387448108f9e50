package dev.sluice.rtp.forward;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.forward.SlotRun.Conditions;
import dev.sluice.rtp.forward.sim.Shape;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The ten properties of a slot's stream, which {@link dev.sluice.rtp.forward.sim.StreamOracle}
 * lists.
 */
class SlotPropertiesTest {

    private static final int PACKETS_PER_RUN = 20_000;

    /** With loss: 10^6 packets of each codec. */
    private static final int LOSSY_RUNS = Integer.getInteger("sluice.properties.runs", 50);

    private static final int PERFECT_RUNS = 5;

    @ParameterizedTest
    @EnumSource
    void shouldHoldWithoutLoss(Shape shape) {
        check(shape, Conditions.PERFECT, 1, PERFECT_RUNS);
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldWithLossReorderingAndDuplicates(Shape shape) {
        long shapes =
                Arrays.stream(Shape.values()).filter(s -> s.codec().equals(shape.codec())).count();
        int runs = (int) ((LOSSY_RUNS + shapes - 1) / shapes);
        check(shape, new Conditions(20, 10, 20, true), 1_000, runs);
    }

    private static void check(Shape shape, Conditions conditions, long firstSeed, int runs) {
        int switches = 0;
        int late = 0;
        for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
            SlotRun run = new SlotRun(shape, seed, conditions);
            try {
                run.run(PACKETS_PER_RUN);
                run.oracle.finish();
            } catch (RuntimeException e) {
                throw new AssertionError(shape + ", seed " + seed + ": " + e, e);
            }
            switches += run.oracle.switches;
            late += run.oracle.latePackets;
        }
        assertTrue(switches > runs, "switches: " + switches);
        assertTrue(conditions.lossless() == (late == 0), "late packets: " + late);
    }
}
