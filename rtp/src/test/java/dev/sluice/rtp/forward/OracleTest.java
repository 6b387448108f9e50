package dev.sluice.rtp.forward;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.forward.SlotRun.Conditions;
import dev.sluice.rtp.forward.sim.Mutant;
import dev.sluice.rtp.forward.sim.Shape;
import dev.sluice.rtp.forward.sim.Violation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The oracle of {@link SlotPropertiesTest} sees the bugs that it is there to see. */
class OracleTest {

    @ParameterizedTest
    @EnumSource
    void shouldCatchPlantedBugs(Mutant.Bug bug) {
        boolean late = bug == Mutant.Bug.LATE_PACKET_BORROWS_THE_NEW_OFFSET;
        Conditions conditions = late ? new Conditions(20, 0, 50, true) : Conditions.PERFECT;
        // Without picture ids, whose gap would be seen first.
        boolean plain = bug == Mutant.Bug.REFERENCE_IS_LEFT_OUT;
        Shape shape = plain ? Shape.VP8_DESCRIPTOR : Shape.VP8_SIMULCAST;
        SlotRun run = new SlotRun(shape, 5, conditions);
        run.mutant(Mutant.of(bug));
        Violation violation =
                assertThrows(
                        Violation.class,
                        () -> {
                            run.run(20_000);
                            run.oracle.finish();
                        },
                        "not noticed");
        assertTrue(bug.breaks(violation.property), bug + " was taken for " + violation);
    }
}
