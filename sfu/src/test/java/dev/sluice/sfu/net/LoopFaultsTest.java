package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class LoopFaultsTest {

    private static final long SECOND = 1_000_000_000L;

    private final LoopCounters counters = new LoopCounters();
    private final LoopFaults faults = new LoopFaults(counters);

    @Test
    void shouldCountAllAndTellOneASecond() {
        long startNanos = Long.MAX_VALUE - SECOND; // clocks of Java begin anywhere
        assertEquals("a failed", faults.tell(startNanos, "a failed"));
        for (int i = 1; i <= 300; i++) {
            assertNull(faults.tell(startNanos + i * SECOND / 400, "b failed"));
        }
        assertEquals(
                "b failed; 300 more since the last such line",
                faults.tell(startNanos + SECOND, "b failed"));
        assertEquals("a failed", faults.tell(startNanos + 2 * SECOND, "a failed"));
        assertEquals(303, counters.faults);
    }
}
