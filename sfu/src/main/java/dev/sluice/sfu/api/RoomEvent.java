package dev.sluice.sfu.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a participant is told. Delivered in order, on the embedder's executor. */
public sealed interface RoomEvent {

    /** Somebody else came. */
    record ParticipantJoined(ParticipantInfo participant) implements RoomEvent {}

    /** Something about somebody changed, or about the receiver of the event itself. */
    record ParticipantUpdated(ParticipantInfo participant) implements RoomEvent {}

    /** Somebody else went. */
    record ParticipantLeft(String participantId, LeaveReason reason) implements RoomEvent {}

    /** Somebody else publishes; sent once its section is negotiated. */
    record PublicationAdded(PublicationInfo publication) implements RoomEvent {}

    /** A publication's mute changed; an own one if somebody else muted it. */
    record PublicationUpdated(PublicationInfo publication) implements RoomEvent {}

    /** A publication ended; an own one if somebody else ended it. */
    record PublicationRemoved(String publicationId, String participantId) implements RoomEvent {}

    /**
     * The receiver needs more slots: it should offer that many receive sections in all.
     *
     * @param revision grows with each request; the offer that answers it carries it back
     * @param audio receive sections of audio, in all
     * @param video receive sections of video, in all
     */
    record SectionsWanted(int revision, int audio, int video) implements RoomEvent {}

    /**
     * A slot carries this publication from now on; null: nothing.
     *
     * @param mid of the slot's section; on a further connection its id, a slash, and the mid
     */
    record SlotBound(String mid, @Nullable PublicationInfo publication) implements RoomEvent {}

    /** Who speaks, loudest first; empty when nobody does. */
    record SpeakersChanged(List<Speaker> speakers, @Nullable String dominantId)
            implements RoomEvent {

        public SpeakersChanged {
            speakers = List.copyOf(speakers);
        }
    }

    /** The room's state, settings, lock or recording changed. */
    record RoomUpdated(RoomInfo room) implements RoomEvent {}

    /** Somebody asks the receiver to unmute a publication of its own. */
    record UnmuteAsked(String publicationId, String byParticipantId) implements RoomEvent {}

    /** The receiver itself is kept waiting; the join completes once it is let in. */
    record Waiting(WaitingInfo self) implements RoomEvent {}

    /** Somebody waits; told to those who may let it in. */
    record WaitingJoined(WaitingInfo waiting) implements RoomEvent {}

    /**
     * Somebody waits no more.
     *
     * @param admitted false: sent away, or gone by itself
     */
    record WaitingLeft(String waitingId, boolean admitted) implements RoomEvent {}

    /** A chat message, to its writer too. */
    record MessageSent(ChatMessage message) implements RoomEvent {}

    /** Its writer or somebody who keeps order took a chat message back. */
    record MessageDeleted(String messageId, String byParticipantId) implements RoomEvent {}

    /**
     * Somebody reacted to a message, or took that back.
     *
     * @param emoji what with
     * @param identity who
     * @param on false: taken back
     */
    record MessageReaction(String messageId, String emoji, String identity, boolean on)
            implements RoomEvent {}

    /**
     * Somebody began to write a chat message, or stopped.
     *
     * @param typing false: stopped
     */
    record TypingChanged(String participantId, boolean typing) implements RoomEvent {}

    /**
     * Somebody reacted to what goes on; its sender is told too.
     *
     * @param emoji what with
     */
    record Reaction(String participantId, String emoji) implements RoomEvent {}

    /**
     * Application data.
     *
     * @param topic by which the application tells its messages apart
     * @param payload shared by all receivers: not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a copy per receiver would be waste
    record DataReceived(String participantId, String topic, byte[] payload) implements RoomEvent {}

    /**
     * Of a publication of this participant, nobody wants layers above this one: the client may stop
     * sending them.
     *
     * @param highest the highest encoding wanted, 0 the lowest; -1 when nobody wants any
     */
    record LayersWanted(String publicationId, int highest) implements RoomEvent {}

    /**
     * A publication that this participant receives comes in a codec that it did not offer to
     * receive; nothing of it is forwarded.
     *
     * @param codec for people: the name, and parameters where they matter
     */
    record Undecodable(String publicationId, String codec) implements RoomEvent {}

    /** The way to this participant is too thin for video: only sound comes, until it is not. */
    record AudioFallback(boolean active) implements RoomEvent {}

    /**
     * A further connection of this participant gave no sign of life for 30 s, or its peer could not
     * prove who it is: it is closed, what was published over it has ended.
     *
     * @param connectionId as given to {@link Participant#connect}
     */
    record ConnectionLost(String connectionId) implements RoomEvent {}

    /** A participant's call got better or worse; told to everybody, itself included. */
    record QualityChanged(String participantId, Quality quality) implements RoomEvent {}

    /** The own membership, or the wait for one, ended; the last event. */
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
        /** No sign of life for 33 s, or its client did not come back within 30 s. */
        TIMEOUT,
        /** The same identity joined anew. */
        REPLACED,
        /** Somebody who keeps order, or the administrator, put it out. */
        REMOVED,
        /** It waited and was sent away. */
        REFUSED,
        /** The session was ended for all, or the room deleted. */
        ROOM_CLOSED,
        /** The server stops. */
        SERVER_CLOSED
    }
}
