package dev.sluice.rtp.cc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RestraintTest {

    private static final long SECOND = 1_000_000_000L;

    private final Restraint restraint = new Restraint();

    @Test
    void shouldBelieveAProbeFullyWithoutCongestionAndLongAfterIt() {
        assertEquals(9_000_000, restraint.bound(0, 9_000_000));
        restraint.onCongestion(SECOND, 500_000);
        assertEquals(9_000_000, restraint.bound(11 * SECOND, 9_000_000));
    }

    @Test
    void shouldBelieveOneStepSoonAfterCongestionThatIsTheSameForSmallFlows() {
        restraint.onCongestion(SECOND, 200_000);
        assertEquals(500_000, restraint.bound(2 * SECOND, 9_000_000));
        assertEquals(300_000, restraint.bound(2 * SECOND, 300_000));
        restraint.onCongestion(3 * SECOND, 1_000_000);
        assertEquals(1_300_000, restraint.bound(4 * SECOND, 9_000_000));
        restraint.onCongestion(5 * SECOND, 8_000_000);
        assertEquals(10_000_000, restraint.bound(6 * SECOND, 90_000_000));
    }
}
