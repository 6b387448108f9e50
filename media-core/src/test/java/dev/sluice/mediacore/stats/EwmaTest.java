package dev.sluice.mediacore.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EwmaTest {

    @Test
    void shouldTakeTheFirstWholeAndWeighTheRest() {
        Ewma average = new Ewma(0.25);
        assertEquals(7, average.orElse(7));
        average.add(100);
        assertEquals(100, average.orElse(7));
        average.add(200);
        assertEquals(125, average.orElse(7));
        average.reset();
        assertTrue(average.isEmpty());
    }

    @Test
    void shouldRefuseWeightsThatAverageNothing() {
        assertThrows(IllegalArgumentException.class, () -> new Ewma(0));
        assertThrows(IllegalArgumentException.class, () -> new Ewma(1.1));
        assertThrows(IllegalArgumentException.class, () -> new Ewma(Double.NaN));
    }
}
