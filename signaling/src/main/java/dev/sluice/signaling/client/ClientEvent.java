package dev.sluice.signaling.client;

import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the server tells a participant (docs/PROTOCOL.md). */
public sealed interface ClientEvent {

    /** Somebody else came. */
    record ParticipantJoined(RemoteParticipant participant) implements ClientEvent {}

    /** Something about somebody changed. */
    record ParticipantUpdated(RemoteParticipant participant) implements ClientEvent {}

    /** Somebody else went. */
    record ParticipantLeft(String participantId, LeaveReason reason) implements ClientEvent {}

    /** Somebody else publishes. */
    record PublicationAdded(RemotePublication publication) implements ClientEvent {}

    /** A publication's mute changed. */
    record PublicationUpdated(RemotePublication publication) implements ClientEvent {}

    /** A publication ended. */
    record PublicationRemoved(String publicationId, String participantId) implements ClientEvent {}

    /**
     * So many receive sections in all are wanted; the client has acted on it.
     *
     * @param revision grows with each request
     * @param audio receive sections of audio, in all
     * @param video receive sections of video, in all
     */
    record SectionsWanted(int revision, int audio, int video) implements ClientEvent {}

    /**
     * A slot carries this publication from now on; null: nothing.
     *
     * @param mid of the slot's section
     */
    record SlotBound(String mid, @Nullable RemotePublication publication) implements ClientEvent {}

    /** Who speaks, loudest first. */
    record SpeakersChanged(List<Speaker> speakers) implements ClientEvent {

        public SpeakersChanged {
            speakers = List.copyOf(speakers);
        }
    }

    /** The participant is out; the last event. */
    record Left(LeaveReason reason) implements ClientEvent {}

    /**
     * Any other message.
     *
     * @param type as in docs/PROTOCOL.md
     * @param message whole
     */
    record Other(String type, JsonNode message) implements ClientEvent {}

    /**
     * One that speaks.
     *
     * @param levelDbov 0 (loudest) to -127 (silence), RFC 6464
     */
    record Speaker(String participantId, int levelDbov) {}
}
