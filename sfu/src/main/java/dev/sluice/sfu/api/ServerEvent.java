package dev.sluice.sfu.api;

import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import org.jspecify.annotations.Nullable;

/** What the embedder is told about every room of the server, of one room in order. */
public sealed interface ServerEvent {

    /** The room's name. */
    String room();

    record RoomStarted(String room, RoomInfo info) implements ServerEvent {}

    record RoomChanged(String room, RoomInfo info) implements ServerEvent {}

    record RoomEnded(String room, RoomInfo info) implements ServerEvent {}

    record ParticipantEntered(String room, ParticipantInfo participant) implements ServerEvent {}

    record ParticipantGone(String room, ParticipantInfo participant, LeaveReason reason)
            implements ServerEvent {}

    record PublicationStarted(String room, PublicationInfo publication) implements ServerEvent {}

    record PublicationEnded(String room, PublicationInfo publication) implements ServerEvent {}

    /**
     * Somebody used power over others or over the room.
     *
     * @param actor the identity, or {@code "administrator"}
     * @param target an identity or an id; null: the room
     * @param detail what it was set to, null if nothing
     */
    record Moderated(
            String room,
            String actor,
            Action action,
            @Nullable String target,
            @Nullable String detail)
            implements ServerEvent {}
}
