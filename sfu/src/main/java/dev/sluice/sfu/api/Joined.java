package dev.sluice.sfu.api;

import java.util.List;

/**
 * What a join returns: the handle, and the room as it was at that instant. Events continue from
 * there without a gap.
 *
 * @param self as others see it
 * @param others everybody else, without the hidden ones
 * @param waiting who waits, for those who may let them in
 */
public record Joined(
        Participant participant,
        ParticipantInfo self,
        List<ParticipantInfo> others,
        RoomInfo room,
        List<WaitingInfo> waiting) {

    public Joined {
        others = List.copyOf(others);
        waiting = List.copyOf(waiting);
    }
}
