package dev.sluice.sfu.transport;

import dev.sluice.sfu.net.MediaLoop;
import java.util.ArrayDeque;

/**
 * Free slabs of one loop. Grows with what waits in pacers and keeps what a busy moment needed, up
 * to a bound. Owned by the loop.
 */
public final class SlabPool {

    private static final int MAX_FREE = 4_096;

    private final ArrayDeque<Slab> free = new ArrayDeque<>();

    /** Where the datagrams of one send are put one behind the other. */
    final byte[] run = new byte[Burst.MAX_PACKETS * MediaLoop.MAX_DATAGRAM_BYTES];

    Slab take() {
        Slab slab = free.pollLast();
        return slab == null ? new Slab() : slab;
    }

    void give(Slab slab) {
        if (free.size() < MAX_FREE) {
            free.addLast(slab);
        }
    }
}
