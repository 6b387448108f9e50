package dev.sluice.sfu.api;

import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * One transport of a participant: ICE, DTLS and every media section over them. A participant may
 * have several, such as one to publish and one to receive. Either side may offer; of one connection
 * it is always the same one.
 *
 * <p>Any thread; nothing blocks. After the connection was closed, every request is refused with
 * NOT_FOUND.
 */
public interface PeerConnection {

    /** As it was given to {@link Participant#connect}; empty for the participant's first. */
    String id();

    /**
     * Applies the peer's offer: the first opens the transport, later ones change its sections.
     *
     * @param publications by mid, which reserved publication a section of the offer sends
     * @param revision the {@link RoomEvent.SectionsWanted} revision that the offer answers, or 0
     */
    CompletionStage<LocalDescription> negotiate(
            RemoteDescription offer, Map<String, String> publications, int revision);

    /**
     * Makes an offer of ours: the peer finds our ICE credentials, certificate and candidates in it,
     * and for each section on which it would receive who sends there. Nothing flows before {@link
     * #accept}. It may choose its DTLS role ({@code actpass}, RFC 8842).
     *
     * @param sections all of the connection, in order, with the payload types and extension ids
     *     that both sides will use
     */
    CompletionStage<LocalDescription> offer(List<MediaSection> sections);

    /**
     * Applies the peer's answer to {@link #offer}: what it accepted begins to flow.
     *
     * @param publications by mid, which reserved publication a section of the answer sends
     */
    CompletionStage<Void> accept(RemoteDescription answer, Map<String, String> publications);

    /** What this transport does now and why; refused with CONFLICT before the first offer. */
    CompletionStage<TransportStats> stats();

    /**
     * Ends the transport with what is published over it; slots on it are gone. Harmless when
     * repeated. The participant's first ends with the participant only.
     */
    CompletionStage<Void> close();
}
