package dev.sluice.sfu.explain;

import dev.sluice.sfu.api.RoomInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of a call.
 *
 * @param atMillis when this was read, since the epoch; ages are relative to it
 * @param timeline what happened in the room, oldest first
 * @param participants everybody in it, hidden ones too
 */
public record CallTrace(
        long atMillis,
        RoomInfo room,
        List<Happening> timeline,
        List<ParticipantTrace> participants) {

    public CallTrace {
        timeline = List.copyOf(timeline);
        participants = List.copyOf(participants);
    }

    /**
     * Something that happened in a room.
     *
     * @param atMillis since the epoch
     * @param what such as "participant-joined"
     * @param participant its id; null: the room
     * @param name of that participant
     * @param publication its id; null when it was about none
     * @param detail a reason, a source, or what something was set to
     */
    public record Happening(
            long atMillis,
            String what,
            @Nullable String participant,
            @Nullable String name,
            @Nullable String publication,
            @Nullable String detail) {}
}
