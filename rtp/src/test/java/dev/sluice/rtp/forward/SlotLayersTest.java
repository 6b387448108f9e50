package dev.sluice.rtp.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.forward.SlotRun.Conditions;
import dev.sluice.rtp.forward.sim.Shape;
import dev.sluice.rtp.forward.sim.SimFrame;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slot gets to the layers that it is told to carry, and carries exactly these. */
@Tag("once")
class SlotLayersTest {

    private static final Conditions STILL = new Conditions(0, 0, 0, false);
    private static final int SETTLING_PICTURES = 30;
    private static final int PICTURES = 40;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void shouldReachEveryLayerFromEveryOther(Shape shape) {
        SlotRun run = new SlotRun(shape, 3, STILL);
        run.withDescriptors();
        for (int i = 0; i < 81; i++) {
            // Every pair of a layer before and a layer after, and some twice.
            int layer = i * 7 / 9 % 3;
            int temporal = (i + i / 9) % 3;
            run.keyframeWishes = 0;
            run.slot.target(run.now(), layer, temporal);
            pictures(run, SETTLING_PICTURES);
            String target = shape + " to " + layer + "/" + temporal + " in step " + i;
            assertEquals(layer, run.slot.layer(), target);
            assertTrue(run.keyframeWishes <= 2, target + " wants " + run.keyframeWishes);
            checkFrames(run, shape, layer, temporal, target);
        }
        run.oracle.finish();
    }

    /** The oracle sees every gap in the numbers. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void shouldLeaveOutUpperTemporalLayersForTheMomentWithoutAGap(Shape shape) {
        SlotRun run = new SlotRun(shape, 5, STILL);
        run.withDescriptors();
        run.slot.target(run.now(), 2, 2);
        for (int limit : new int[] {7, 0, 7, 1, 0, 1, 7}) {
            run.slot.temporalLimit(limit);
            pictures(run, SETTLING_PICTURES);
            checkFrames(run, shape, 2, Math.min(2, limit), shape + " up to " + limit);
        }
        run.oracle.finish();
    }

    private static void checkFrames(
            SlotRun run, Shape shape, int layer, int temporal, String target) {
        run.forwarded.clear();
        run.offered.clear();
        pictures(run, PICTURES);
        List<SimFrame> expected =
                run.offered.stream().filter(f -> wanted(f, shape, layer, temporal)).toList();
        assertTrue(expected.size() >= 10, target + " expects " + expected.size());
        assertEquals(expected, List.copyOf(run.forwarded), target);
    }

    private static boolean wanted(SimFrame frame, Shape shape, int layer, int temporal) {
        if (frame.publication != 0 || frame.temporalId > temporal) {
            return false;
        }
        if (shape.spatialLayers == 1) {
            return frame.encoding == layer;
        }
        boolean lower = frame.spatialId < layer;
        boolean needed =
                !shape.keyOnly || frame.references.stream().noneMatch(r -> apart(r, frame));
        return frame.spatialId == layer || (lower && needed);
    }

    private static boolean apart(SimFrame reference, SimFrame frame) {
        return reference.picture != frame.picture;
    }

    private static void pictures(SlotRun run, int count) {
        for (int i = 0; i < count; i++) {
            run.picture();
        }
    }
}
