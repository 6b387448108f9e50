package dev.sluice.mediacore.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DataRateTest {

    @Test
    void shouldTurnRatesIntoBytesAndBack() {
        assertEquals(125_000, DataRate.bytesIn(1_000_000, 1_000_000_000L));
        assertEquals(9_600_000, DataRate.nanosFor(1_200, 1_000_000));
        assertEquals(1_000_000, DataRate.bpsOf(125_000, 1_000_000_000L));
        assertEquals(DataRate.ofMbps(1), DataRate.ofKbps(1_000).in(50_000_000).per(50_000_000));
    }

    @Test
    void shouldNotOverflowForTenHoursAtTenGigabits() {
        long tenHours = 36_000L * 1_000_000_000L;
        assertEquals(45_000_000_000_000L, DataRate.bytesIn(10_000_000_000L, tenHours));
    }

    @Test
    void shouldAnswerEmptySpansAndRates() {
        assertEquals(0, DataRate.bpsOf(1_200, 0));
        assertEquals(Long.MAX_VALUE, DataRate.nanosFor(1, 0));
    }

    @Test
    void shouldRefuseNegatives() {
        assertThrows(IllegalArgumentException.class, () -> new DataRate(-1));
        assertThrows(IllegalArgumentException.class, () -> new DataSize(-1));
    }
}
