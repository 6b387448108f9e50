package dev.sluice.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlowTrackerTest {

    private final FlowTracker flow = new FlowTracker();
    private long index = 1_000;

    @Test
    void shouldCountWhatCameInOrder() {
        come(0, 5, 6, 7, 8);
        assertCounts(4, 0, 0, 0, 0);
    }

    @Test
    void shouldMissWhatNeverCame() {
        come(0, 5, 8, 9);
        assertCounts(3, 2, 0, 0, 0);
        late(0, 6, true);
        assertCounts(4, 1, 0, 0, 0);
    }

    @Test
    void shouldTellReorderedFromRecoveredAndRepeated() {
        come(0, 5, 7, 8);
        late(0, 6, false);
        assertCounts(4, 0, 0, 1, 0);
        late(0, 6, false);
        assertCounts(4, 0, 1, 1, 0);
    }

    @Test
    void shouldFollowTheLayers() {
        come(0, 5, 7);
        come(2, 900, 901);
        // A straggler of the old layer is no switch back.
        late(0, 6, true);
        come(2, 902);
        come(0, 40);
        assertCounts(7, 1, 0, 0, 2);
    }

    @Test
    void shouldStartOver() {
        come(0, 5, 9, 10);
        flow.restart();
        assertCounts(0, 0, 0, 0, 0);
        come(0, 11, 13);
        assertCounts(2, 1, 0, 0, 0);
        late(0, 7, true);
        assertCounts(3, 1, 0, 0, 0);
    }

    /** Against a plain set, over more packets than the window has. */
    @Test
    void shouldAgreeWithASet() {
        Random dice = new Random(3);
        List<Integer> order = new ArrayList<>();
        int sent = 100_000;
        for (int block = 0; block < sent; block += 50) {
            List<Integer> some = new ArrayList<>();
            for (int i = block; i < block + 50; i++) {
                if (i == 0 || i == sent - 1 || dice.nextInt(100) >= 3) {
                    some.add(i);
                }
            }
            if (block > 0 && block < sent - 50) {
                Collections.shuffle(some, dice);
            }
            order.addAll(some);
        }
        int highest = -1;
        int behind = 0;
        for (int sequence : order) {
            behind += sequence < highest ? 1 : 0;
            highest = Math.max(highest, sequence);
            flow.onPacket(0, sequence, sequence, false);
        }
        assertCounts(order.size(), sent - order.size(), 0, behind, 0);
    }

    private void come(int layer, int... sequences) {
        for (int sequence : sequences) {
            flow.onPacket(layer, sequence, index++, false);
        }
    }

    private void late(int layer, int sequence, boolean recovered) {
        flow.onPacket(layer, sequence, index - 5, recovered);
    }

    private void assertCounts(
            long delivered, long missing, long duplicates, long reordered, long switches) {
        assertEquals(delivered, flow.delivered(), "delivered");
        assertEquals(missing, flow.missing(), "missing");
        assertEquals(duplicates, flow.duplicates(), "duplicates");
        assertEquals(reordered, flow.reordered(), "reordered");
        assertEquals(switches, flow.switches(), "switches");
    }
}
