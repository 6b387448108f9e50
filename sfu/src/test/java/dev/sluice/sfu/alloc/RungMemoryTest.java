package dev.sluice.sfu.alloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RungMemoryTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Rung MIDDLE = new Rung(1, 2, 500_000, 360, 30);
    private static final Rung TOP = new Rung(2, 1, 1_000_000, 720, 15);

    private final RungMemory memory = new RungMemory();

    private void keep(long from, long seconds) {
        memory.raised(from * SECOND, MIDDLE, TOP);
        memory.lowered((from + seconds) * SECOND, TOP, RungMemory.at(MIDDLE));
    }

    @Test
    void shouldBlockAFailedRungTwiceAsLongEachTimeAndOnlyThat() {
        keep(0, 5);
        assertTrue(memory.blocked(24 * SECOND, TOP));
        assertFalse(memory.blocked(26 * SECOND, TOP));
        keep(100, 19);
        assertTrue(memory.blocked(158 * SECOND, TOP));
        assertFalse(memory.blocked(160 * SECOND, TOP));
        assertEquals(2, memory.failures(TOP));
        assertFalse(memory.blocked(120 * SECOND, MIDDLE));
        for (int i = 0; i < 10; i++) {
            keep(1_000, 1);
        }
        assertTrue(memory.blocked(1_060 * SECOND, TOP));
        assertFalse(memory.blocked(1_062 * SECOND, TOP));
    }

    @Test
    void shouldForgiveWhatLastedAMinute() {
        keep(0, 5);
        keep(100, 40);
        assertEquals(1, memory.failures(TOP));
        keep(200, 61);
        assertEquals(0, memory.failures(TOP));
        assertFalse(memory.blocked(272 * SECOND, TOP));
    }

    @Test
    void shouldCallAStepNewForTenSeconds() {
        memory.raised(0, MIDDLE, TOP);
        assertTrue(memory.isNew(9 * SECOND, TOP));
        assertFalse(memory.isNew(11 * SECOND, TOP));
        assertFalse(memory.isNew(SECOND, MIDDLE));
    }
}
