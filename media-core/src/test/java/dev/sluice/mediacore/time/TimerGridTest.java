package dev.sluice.mediacore.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TimerGridTest {

    private static final long STEP = TimerGrid.STEP_NANOS;

    @Test
    void shouldRoundToItsInstantsOnBothSidesOfZero() {
        for (long instant : new long[] {-2 * STEP, -STEP, 0, STEP, 70_000 * STEP}) {
            assertEquals(instant, TimerGrid.floor(instant));
            assertEquals(instant, TimerGrid.ceil(instant));
            assertEquals(instant, TimerGrid.floor(instant + STEP - 1));
            assertEquals(instant, TimerGrid.ceil(instant - STEP + 1));
        }
    }

    @Test
    void shouldLeaveNeverWhatItIs() {
        assertEquals(Long.MAX_VALUE, TimerGrid.ceil(Long.MAX_VALUE));
    }

    @Test
    void shouldKeepThePeriodOfATimerThatRunsLate() {
        long second = 1_000_000_000L;
        long due = 7 * second;
        for (int i = 1; i <= 100; i++) {
            due = TimerGrid.floor(due + i % 20 * 1_000_000L + second);
            assertEquals((7 + i) * second, due);
        }
    }
}
