package dev.sluice.sfu.transport;

import dev.sluice.sfu.net.MediaLoop;
import java.util.ArrayDeque;

/**
 * Free slabs of one loop. Grows with what waits in pacers, up to a bound, and lets go what none of
 * the latest packets needed. Owned by the loop.
 */
public final class SlabPool {

    /** Packets after which it looks what was needed. */
    static final int WINDOW = 16_384;

    private static final int MAX_FREE = 4_096;

    private final ArrayDeque<Slab> free = new ArrayDeque<>();
    private int taken;

    /** The fewest that were free since the last look: that many nobody needed. */
    private int spare;

    /** Where the datagrams of one send are put one behind the other. */
    final byte[] run = new byte[Burst.MAX_PACKETS * MediaLoop.MAX_DATAGRAM_BYTES];

    Slab take() {
        if (++taken == WINDOW) {
            shrink();
        }
        Slab slab = free.pollLast();
        spare = Math.min(spare, free.size());
        return slab == null ? new Slab() : slab;
    }

    void give(Slab slab) {
        if (free.size() < MAX_FREE) {
            free.addLast(slab);
        }
    }

    /** How many are free. */
    int size() {
        return free.size();
    }

    private void shrink() {
        for (; spare > 0; spare--) {
            free.pollFirst();
        }
        spare = free.size();
        taken = 0;
    }
}
