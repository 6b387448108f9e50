package dev.sluice.mediacore.num;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceUnwrapperTest {

    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();

    @Test
    void shouldContinueOverWraps() {
        assertEquals(131_071, unwrapper.unwrap(65_535));
        assertEquals(131_072, unwrapper.unwrap(0));
        assertEquals(131_071, unwrapper.unwrap(65_535));
        assertEquals(131_072, unwrapper.highest());
        assertEquals(131_073, unwrapper.unwrap(1));
    }

    @Test
    void shouldGiveEarlierValuesPositiveIndices() {
        assertEquals(65_536, unwrapper.unwrap(0));
        assertEquals(65_535, unwrapper.unwrap(65_535));
        assertEquals(65_536, unwrapper.highest());
    }

    @Test
    void shouldNotRememberWhatItPeeks() {
        unwrapper.unwrap(10);
        assertEquals(65_636, unwrapper.peek(100));
        assertEquals(65_546, unwrapper.highest());
    }

    @Test
    void shouldGoOnFromWhereItWasMoved() {
        unwrapper.unwrap(10);
        unwrapper.advance(1_000_000);
        assertEquals(1_000_001, unwrapper.unwrap((1_000_001) & 0xFFFF));
        assertThrows(IllegalArgumentException.class, () -> unwrapper.advance(1_000_000));
    }

    @Test
    void shouldRestoreReorderedCountersThroughManyWraps() {
        Random random = new Random(7);
        long base = 70_000;
        unwrapper.unwrap((int) (base & 0xFFFF));
        long offset = unwrapper.highest() - base;
        for (int i = 0; i < 1_000_000; i++) {
            base += random.nextInt(100);
            long value = base - random.nextInt(20_000);
            long expected = value + offset;
            if (expected > unwrapper.highest() - 32_768) {
                assertEquals(expected, unwrapper.unwrap((int) (value & 0xFFFF)));
            }
        }
    }
}
