package dev.sluice.sfu.negotiation;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.IceCredentials;
import java.util.List;

/**
 * What a peer offered, reduced to what we accepted of it.
 *
 * @param ice the peer's credentials; a change of them restarts ICE (RFC 8445, section 2.4)
 * @param fingerprints the certificate that the peer must show in DTLS: one of these
 * @param localRole our own DTLS role
 * @param sections the accepted sections in the offer's order; rejected and closed ones are absent
 */
public record RemoteDescription(
        IceCredentials ice,
        List<Fingerprint> fingerprints,
        DtlsRole localRole,
        List<MediaSection> sections) {

    public RemoteDescription {
        fingerprints = List.copyOf(fingerprints);
        sections = List.copyOf(sections);
    }
}
