package dev.sluice.mediacore.num;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TimestampUnwrapperTest {

    private final TimestampUnwrapper unwrapper = new TimestampUnwrapper();

    @Test
    void shouldContinueOverWrapsBothWays() {
        long first = unwrapper.unwrap(0xFFFF_FF00L);
        assertEquals((1L << 32) + 0xFFFF_FF00L, first);
        assertEquals(first + 0x200, unwrapper.unwrap(0x100));
        assertEquals(first, unwrapper.unwrap(0xFFFF_FF00L));
    }

    @Test
    void shouldNotRememberWhatItPeeks() {
        long first = unwrapper.unwrap(1_000);
        assertEquals(first + 0x7000_0000L, unwrapper.peek(0x7000_0000L + 1_000));
        assertEquals(first + 1, unwrapper.unwrap(1_001));
    }

    @Test
    void shouldFollowSlowStepsThroughManyWraps() {
        long expected = unwrapper.unwrap(5);
        for (int i = 0; i < 100_000; i++) {
            expected += 90_000;
            assertEquals(expected, unwrapper.unwrap(expected & 0xFFFF_FFFFL));
        }
    }
}
