package dev.sluice.sfu.negotiation;

import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceCredentials;
import java.util.List;
import java.util.Map;

/**
 * Our side of the agreement: what an answer tells the peer.
 *
 * @param ice our credentials of this transport
 * @param fingerprint of the server's certificate
 * @param candidates every address at which we take datagrams
 * @param slots by mid, for each section on which the peer receives
 */
public record LocalDescription(
        IceCredentials ice,
        Fingerprint fingerprint,
        List<Candidate> candidates,
        Map<String, SlotIdentity> slots) {

    public LocalDescription {
        candidates = List.copyOf(candidates);
        slots = Map.copyOf(slots);
    }

    /**
     * Who sends on a slot, for the slot's whole life.
     *
     * @param ssrc unsigned 32-bit
     * @param rtxSsrc unsigned 32-bit, or -1 when no codec of the section has rtx
     * @param cname the canonical name, one for all slots of a transport (RFC 3550, section 6.5.1)
     * @param streamId the msid stream; the audio and the video slot of a pair share it, for lip
     *     sync
     * @param trackId the msid track (RFC 8830)
     */
    public record SlotIdentity(
            long ssrc, long rtxSsrc, String cname, String streamId, String trackId) {}
}
