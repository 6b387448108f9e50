package dev.sluice.signaling.session;

import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.signaling.sdp.AnswerReader;
import dev.sluice.signaling.sdp.Capabilities;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.OfferWriter;
import dev.sluice.signaling.sdp.OfferedSection;
import dev.sluice.signaling.sdp.Origin;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SdpLimits;
import dev.sluice.signaling.sdp.SdpWriter;
import dev.sluice.signaling.sdp.SessionDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SDP for connections whose offers are ours: text of what {@link
 * dev.sluice.sfu.api.PeerConnection#offer} returned, and what {@link
 * dev.sluice.sfu.api.PeerConnection#accept} takes of the peer's answer. Of one connection, one at a
 * time; not safe for several threads at once.
 */
public final class ServerOffers {

    private final String sessionId;
    private final SdpLimits limits;
    private @Nullable SessionDescription offered;
    private long version;

    /**
     * Offers of one connection, whose answers may be as long as any server takes.
     *
     * @param sessionId decimal digits, unguessable and unique (RFC 9429, section 5.2.1)
     */
    public ServerOffers(String sessionId) {
        this(sessionId, Limits.DEFAULT);
    }

    /**
     * The same with answers within these limits.
     *
     * @param sessionId decimal digits, unguessable and unique (RFC 9429, section 5.2.1)
     */
    public ServerOffers(String sessionId, Limits limits) {
        this.sessionId = sessionId;
        this.limits = Negotiation.sdp(limits);
    }

    /**
     * The next offer.
     *
     * @param sections as they were given to the connection
     * @param local what it returned
     */
    public String offer(List<MediaSection> sections, LocalDescription local) {
        List<OfferedSection> all = sections.stream().map(s -> offered(s, local)).toList();
        SessionDescription description =
                OfferWriter.of(local).offer(Origin.of(sessionId, ++version), all);
        offered = description;
        return SdpWriter.write(description);
    }

    /**
     * Reads the answer to the last offer.
     *
     * @throws RejectedException TOO_LARGE, BAD_REQUEST naming line and remedy, or CONFLICT when
     *     nothing was offered
     */
    public RemoteDescription answer(String sdp) {
        SessionDescription last = offered;
        if (last == null) {
            throw new RejectedException(Code.CONFLICT, "sdp: there is no offer to answer");
        }
        Negotiation.requireLength(sdp, limits);
        try {
            return AnswerReader.read(sdp, last, Capabilities.STANDARD, limits).remote();
        } catch (SdpException e) {
            throw new RejectedException(
                    Code.BAD_REQUEST, "sdp: " + e.getMessage(), Map.of("line", e.line()));
        }
    }

    private static OfferedSection offered(MediaSection section, LocalDescription local) {
        return new OfferedSection(
                section.mid(),
                section.kind(),
                Direction.of(section.remoteReceives(), section.remoteSends()),
                false,
                section.codecs(),
                section.extensions(),
                List.of(),
                section.remoteReceives() ? local.slots().get(section.mid()) : null);
    }
}
