package dev.sluice.rtp.cc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RestraintTest {

    private static final long SECOND = 1_000_000_000L;

    private final Restraint restraint = new Restraint();

    @Test
    void shouldBindNothingWithoutCongestionNorLongAfterIt() {
        assertEquals(Long.MAX_VALUE, restraint.boundBps(0));
        restraint.onCongestion(SECOND, 500_000);
        assertEquals(Long.MAX_VALUE, restraint.boundBps(11 * SECOND));
    }

    @Test
    void shouldAllowOneStepSoonAfterCongestionThatIsTheSameForSmallFlows() {
        restraint.onCongestion(SECOND, 200_000);
        assertEquals(500_000, restraint.boundBps(2 * SECOND));
        restraint.onCongestion(3 * SECOND, 1_000_000);
        assertEquals(1_300_000, restraint.boundBps(4 * SECOND));
        restraint.onCongestion(5 * SECOND, 8_000_000);
        assertEquals(10_000_000, restraint.boundBps(6 * SECOND));
    }
}
