package dev.sluice.sfu.room;

import dev.sluice.sfu.api.RoomEvent.LeaveReason;

/** Told what becomes of somebody who waits, by exactly one call. */
public interface WaitingSink {

    /** It is let in: the room expects its join now. */
    void admitted();

    /** It was sent away, or the room ended. */
    void refused(LeaveReason reason);
}
