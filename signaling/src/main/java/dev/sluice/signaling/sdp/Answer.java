package dev.sluice.signaling.sdp;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.util.List;

/**
 * An answer to an offer of ours.
 *
 * @param remote the peer: its sections' {@code rids} are those of our simulcast that it takes
 * @param candidates where the peer takes datagrams; hosts may be names, which nobody resolves
 * @param iceLite the peer never checks: we have the controlling role (RFC 8445, section 6.1.1)
 */
public record Answer(
        SessionDescription description,
        RemoteDescription remote,
        List<Candidate> candidates,
        boolean iceLite) {

    public Answer {
        candidates = List.copyOf(candidates);
    }
}
