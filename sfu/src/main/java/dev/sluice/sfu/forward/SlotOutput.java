package dev.sluice.sfu.forward;

import dev.sluice.rtp.forward.PacketOut;

/** Takes what slots write. Owned by the subscriber's loop. */
public interface SlotOutput extends PacketOut {

    /**
     * What is committed from now on is of the how-many-th slot, at this instant, and leaves at the
     * end of the batch.
     */
    void writing(long nowNanos, int slot);

    /** Likewise, but it leaves at {@link #endTurn}. */
    void beginTurn(long nowNanos, int slot);

    /** The slot has written all that there is for it now. */
    void endTurn();

    /** The slot that was written to has something to do at that time. */
    void deadline(long slotNanos);

    /** The highest temporal layer that there is room for now. */
    int temporalLimit();
}
