package dev.sluice.sfu.api;

import java.util.List;

/**
 * What a join returns: the handle, and the room as it was at that instant. Events continue from
 * there without a gap.
 *
 * @param others everybody else
 */
public record Joined(Participant participant, List<ParticipantInfo> others) {

    public Joined {
        others = List.copyOf(others);
    }
}
