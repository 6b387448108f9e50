package dev.sluice.bench.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FigureTest {

    @Test
    void shouldKeepItsLimitOrMissIt() {
        assertTrue(Figure.millis("gap", 1_000_000_000, 1_000).ok());
        assertFalse(Figure.millis("gap", 1_000_000_001, 1_000).ok());
        assertFalse(Figure.millis("gap", -1, 1_000).ok(), "never is a miss");
        assertFalse(Figure.none("lost", 1).ok());
        assertFalse(Figure.holds("told", false).ok());
    }

    @Test
    void shouldGiveSlackToTimesAndSharesOnly() {
        assertTrue(Figure.millis("gap", 4_000_000_000L, 1_000).slack(5).ok());
        assertTrue(Figure.percent("lost", 0.3, 0.1).slack(5).ok());
        assertFalse(Figure.none("out", 1).slack(5).ok());
    }

    @Test
    void shouldTellAFaultWithAMiss() {
        Fault fault = new AddressChange();
        List<Figure> good = List.of(Figure.none("out", 0));
        assertTrue(new Outcome(fault, 1, good, null).ok());
        assertFalse(new Outcome(fault, 1, good, "no server").ok());
        assertFalse(new Outcome(fault, 1, List.of(Figure.none("out", 2)), null).ok());
    }

    @Test
    void shouldKnowEachFaultByItsName() {
        Set<String> names = new HashSet<>();
        for (Fault fault : Faults.all()) {
            assertTrue(names.add(fault.name()), fault.name());
            assertEquals(List.of(fault), Faults.named(List.of(fault.name())));
        }
        assertEquals(Faults.all(), Faults.named(List.of()));
        assertThrows(IllegalArgumentException.class, () -> Faults.named(List.of("flood")));
    }
}
