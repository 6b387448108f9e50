package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StandstillTest {

    private static final long MS = 1_000_000L;
    private static final long START = 7_000 * MS;

    private final Standstill standstill = new Standstill(1_000 * MS);

    @Test
    void shouldTakeWhatWaitedForStaleWhetherTimerOrSocketComesFirst() {
        standstill.start(START);
        standstill.tick(START + 5 * MS);
        assertTrue(standstill.isStale(START + 3_000 * MS));
        assertTrue(standstill.isStale(START + 3_099 * MS));
        assertFalse(standstill.isStale(START + 3_100 * MS));

        standstill.tick(START + 3_100 * MS);
        standstill.tick(START + 9_000 * MS);
        assertTrue(standstill.isStale(START + 9_001 * MS));
        assertFalse(standstill.isStale(START + 9_100 * MS));
    }

    @Test
    void shouldLetPassWhatAShortPauseHeldUp() {
        standstill.start(START);
        for (int i = 1; i < 20; i++) {
            assertFalse(standstill.isStale(START + i * 999 * MS));
            standstill.tick(START + i * 999 * MS);
        }
    }

    @Test
    void shouldNotMindTimeWithoutPeers() {
        assertFalse(standstill.isStale(START));
        standstill.start(START);
        standstill.stop();
        assertFalse(standstill.isStale(START + 60_000 * MS));
        standstill.start(START + 70_000 * MS);
        assertFalse(standstill.isStale(START + 70_001 * MS));
    }
}
