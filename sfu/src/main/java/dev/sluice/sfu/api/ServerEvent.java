package dev.sluice.sfu.api;

import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import org.jspecify.annotations.Nullable;

/** What the embedder is told about every room of the server, of one room in order. */
public sealed interface ServerEvent {

    /** The room's name. */
    String room();

    /** There is a new room. */
    record RoomStarted(String room, RoomInfo info) implements ServerEvent {}

    /** A room's state, settings, lock or recording changed. */
    record RoomChanged(String room, RoomInfo info) implements ServerEvent {}

    /** A room is gone. */
    record RoomEnded(String room, RoomInfo info) implements ServerEvent {}

    /** Somebody came into a room. */
    record ParticipantEntered(String room, ParticipantInfo participant) implements ServerEvent {}

    /** Somebody left a room, whoever ended that. */
    record ParticipantGone(String room, ParticipantInfo participant, LeaveReason reason)
            implements ServerEvent {}

    /** A publication went live. */
    record PublicationStarted(String room, PublicationInfo publication) implements ServerEvent {}

    /** A live publication ended. */
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
