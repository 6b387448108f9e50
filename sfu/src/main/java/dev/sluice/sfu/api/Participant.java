package dev.sluice.sfu.api;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A participant's handle on its room. Stages complete exceptionally with {@link RejectedException}
 * when the request is refused; after the participant left, every request is refused with NOT_FOUND.
 * Any thread; nothing blocks.
 */
public interface Participant {

    /** Unique on the server, new for each join. */
    String id();

    /** Who it is: as in its {@link JoinRequest}. */
    String identity();

    /** For people to read: as it was at the join. */
    String name();

    /** The room that it is in. */
    String roomName();

    /**
     * Reserves a publication. Others hear of it once {@link #negotiate} gave it a section.
     *
     * @return the publication's id; refused with FORBIDDEN without the permission, CONFLICT when
     *     the source is taken
     */
    CompletionStage<String> publish(Source source, MediaKind kind);

    /** Ends a publication of this participant. */
    CompletionStage<Void> unpublish(String publicationId);

    /**
     * Tells others that a publication of this participant is silent or dark; its slots stay bound.
     */
    CompletionStage<Void> mute(String publicationId, boolean muted);

    /** Receives a publication of somebody else, as soon as a slot is free for it. */
    CompletionStage<Void> subscribe(String publicationId);

    /** Stops receiving a publication and frees its slot. */
    CompletionStage<Void> unsubscribe(String publicationId);

    /**
     * Applies an offer: the first creates the participant's transport, later ones change its
     * sections.
     *
     * @param publications by mid, which reserved publication a section of the offer sends
     * @param revision the {@link RoomEvent.SectionsWanted} revision that the offer answers, or 0
     */
    CompletionStage<LocalDescription> negotiate(
            RemoteDescription offer, Map<String, String> publications, int revision);

    /**
     * Makes a further connection, with a transport of its own, beside the one of {@link
     * #negotiate}. The participant is connected while any of its connections is.
     *
     * @param id 1 to 32 letters, digits, dashes or underscores; refused with CONFLICT while there
     *     is one of that id, with LIMIT beyond 8
     */
    CompletionStage<PeerConnection> connect(String id);

    /**
     * Asks something of the room. Refused with FORBIDDEN when role or grants do not allow it, with
     * LIMIT and {@code retryAfterSeconds} when it comes too often.
     */
    CompletionStage<RoomReply> command(RoomCommand command);

    /**
     * Says what this participant wants of a video publication; remembered until the publication
     * ends.
     */
    CompletionStage<Void> trackSettings(String publicationId, TrackSettings settings);

    /** Says how much this participant wants to receive. */
    CompletionStage<Void> receiveMode(ReceiveMode mode);

    /**
     * What the transport does now and why, of several connections together: numbers of the path are
     * those of the one that receives most. Refused with CONFLICT before the first offer.
     */
    CompletionStage<TransportStats> stats();

    /**
     * Keeps what this participant's client measured itself, for whoever asks how the call goes.
     * Refused with LIMIT when it comes less than 4 s after the one before.
     */
    CompletionStage<Void> report(ClientReport report);

    /**
     * Tells others whether this participant's client is in touch. Harmless when repeated or after
     * the leave.
     */
    void presence(ParticipantInfo.Presence presence);

    /**
     * Leaves. Completes when nothing of the participant is left on the server; leaving twice is
     * harmless.
     */
    CompletionStage<Void> leave();

    /** Leaves because its client is out of touch for good: others hear of a timeout. */
    CompletionStage<Void> timeOut();
}
