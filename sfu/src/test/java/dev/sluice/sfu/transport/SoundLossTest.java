package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SoundLossTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;

    private final SoundLoss loss = new SoundLoss();

    @Test
    void shouldBeCalmWithoutLossAndQueue() {
        assertFalse(loss.calm(), "nothing is known");
        loss.update(0, 0.009, 19 * MS, false);
        assertTrue(loss.calm());
        assertFalse(loss.lossy());
    }

    @Test
    void shouldNotBeCalmWhilePacketsWait() {
        loss.update(0, 0, 20 * MS, false);
        assertFalse(loss.calm());
        loss.update(SECOND, 0, 0, false);
        assertTrue(loss.calm());
    }

    @Test
    void shouldBeLossyForTwentySeconds() {
        loss.update(0, 0.01, 0, false);
        assertTrue(loss.lossy());
        assertFalse(loss.calm());
        loss.update(20 * SECOND, 0, 0, false);
        assertTrue(loss.lossy());
        loss.update(20 * SECOND + 1, 0, 0, false);
        assertFalse(loss.lossy());
        assertTrue(loss.calm());
    }

    @Test
    void shouldLookAtEachPacketBeforeItBelievesALostSample() {
        loss.update(0, 0.05, 0, true);
        assertFalse(loss.calm());
        assertFalse(loss.lossy());
        loss.update(2 * SECOND, 0.02, 0, false);
        assertFalse(loss.lossy(), "may still be the sample");
        loss.update(2 * SECOND + 1, 0.02, 0, false);
        assertTrue(loss.lossy());
    }

    @Test
    void shouldForgetALostSampleThatWasTheOnlyOne() {
        loss.update(0, 0.05, 0, true);
        for (int i = 1; i < 100; i++) {
            loss.update(i * SECOND / 5, i < 8 ? 0.02 : 0.005, 0, false);
            assertFalse(loss.lossy());
        }
        loss.update(22 * SECOND, 0, 0, false);
        assertTrue(loss.calm());
    }
}
