package dev.sluice.rtp.forward;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.forward.sim.Shape;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Voice and picture stay together, whatever a subscriber's slots are switched to. */
@Tag("once")
class LipSyncTest {

    private static final int SECONDS = 120;

    /** How far sound may lead the picture before people notice (ITU-R BT.1359). */
    private static final long NOTICED_NANOS = 45_000_000L;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void shouldKeepSoundAndPictureTogether(Shape shape) {
        for (long seed = 1; seed <= 3; seed++) {
            LipSyncRun run = new LipSyncRun(shape, seed);
            run.run(SECONDS);
            String what = shape + ", seed " + seed + ": " + run.worstNanos / 1e6 + " ms";
            assertTrue(run.worstNanos <= NOTICED_NANOS, what);
            assertTrue(run.layerSwitches > SECONDS / 4, what + ", switches " + run.layerSwitches);
            assertTrue(run.judged > SECONDS * 20, what + ", judged " + run.judged);
        }
    }
}
