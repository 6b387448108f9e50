package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlabPoolTest {

    private final SlabPool pool = new SlabPool();

    /** So many at once, and back. */
    private void use(int count) {
        List<Slab> slabs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slabs.add(pool.take());
        }
        slabs.forEach(pool::give);
    }

    @Test
    void shouldGiveTheSameOnesAgain() {
        Slab slab = pool.take();
        pool.give(slab);
        assertSame(slab, pool.take());
    }

    @Test
    void shouldLetGoWhatOnlyABusyMomentNeeded() {
        use(1_000);
        assertEquals(1_000, pool.size());
        for (int i = 0; i < SlabPool.WINDOW / 5; i++) {
            use(10);
        }
        assertEquals(10, pool.size());
    }

    @Test
    void shouldKeepWhatIsNeededAgainAndAgain() {
        for (int i = 0; i < 200; i++) {
            use(1_000);
            use(3);
        }
        assertEquals(1_000, pool.size());
    }

    @Test
    void shouldBoundWhatIsFree() {
        use(10_000);
        assertEquals(4_096, pool.size());
    }
}
