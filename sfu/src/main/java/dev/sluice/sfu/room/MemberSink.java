package dev.sluice.sfu.room;

import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import org.jspecify.annotations.Nullable;

/** What a room does to one of its members. A sink never calls back into the room. */
public interface MemberSink {

    /** Tells the member's client. */
    void event(RoomEvent event);

    /** Lets the member's slot carry a publication from now on, or nothing. */
    void bind(String slotMid, @Nullable Publication publication);

    /** A publication of this member has a section: what comes on it can be forwarded. */
    void live(Publication publication);

    /** A live publication of this member ended; nobody is bound to it any more. */
    void ended(Publication publication);

    /** The membership ended; the client was told. The last call. */
    void left(LeaveReason reason);
}
