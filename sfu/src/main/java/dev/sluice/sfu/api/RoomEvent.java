package dev.sluice.sfu.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a participant is told. Delivered in order, on the embedder's executor. */
public sealed interface RoomEvent {

    /** Somebody else came. */
    record ParticipantJoined(ParticipantInfo participant) implements RoomEvent {}

    /** Somebody else's connection or name changed. */
    record ParticipantUpdated(ParticipantInfo participant) implements RoomEvent {}

    /** Somebody else went. */
    record ParticipantLeft(String participantId, LeaveReason reason) implements RoomEvent {}

    /** Somebody else publishes; sent once its section is negotiated. */
    record PublicationAdded(PublicationInfo publication) implements RoomEvent {}

    /** A publication's mute changed. */
    record PublicationUpdated(PublicationInfo publication) implements RoomEvent {}

    /** Somebody else's publication ended. */
    record PublicationRemoved(String publicationId, String participantId) implements RoomEvent {}

    /**
     * The receiver needs more slots: it should offer that many receive sections in all.
     *
     * @param revision grows with each request; the offer that answers it carries it back
     */
    record SectionsWanted(int revision, int audio, int video) implements RoomEvent {}

    /** A slot carries this publication from now on; null: nothing. */
    record SlotBound(String mid, @Nullable PublicationInfo publication) implements RoomEvent {}

    /** Who speaks, loudest first; empty when nobody does. */
    record SpeakersChanged(List<Speaker> speakers) implements RoomEvent {}

    /** The own membership ended; the last event. */
    record Left(LeaveReason reason) implements RoomEvent {}

    /**
     * One that speaks.
     *
     * @param levelDbov 0 (loudest) to -127 (silence), RFC 6464
     */
    record Speaker(String participantId, int levelDbov) {}

    /** Why a participant is no longer there. */
    enum LeaveReason {
        /** It said so. */
        LEFT,
        /** No sign of life for 30 s. */
        TIMEOUT,
        /** The same identity joined anew. */
        REPLACED,
        REMOVED,
        ROOM_CLOSED,
        SERVER_CLOSED
    }
}
