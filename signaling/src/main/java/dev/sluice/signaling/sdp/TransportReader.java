package dev.sluice.signaling.sdp;

import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.IceCredentials;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one transport of a bundled description. Its attributes stand in the tagged section, the first
 * live one of the BUNDLE group (RFC 9143, section 7.1), or at the session level.
 */
final class TransportReader {

    /** RFC 8122 forbids MD2 and MD5; SHA-1 is broken too. */
    private static final Set<String> HASHES = Set.of("sha-256", "sha-384", "sha-512");

    private final SessionDescription description;
    private final Set<String> bundle = new LinkedHashSet<>();
    private final @Nullable MediaDescription tagged;

    TransportReader(SessionDescription description) {
        this.description = description;
        List<List<String>> bundles = description.bundles();
        if (!bundles.isEmpty()) {
            bundle.addAll(bundles.get(0));
        }
        tagged = tagged(description, bundle);
    }

    private static @Nullable MediaDescription tagged(
            SessionDescription description, Set<String> bundle) {
        for (String mid : bundle) {
            for (MediaDescription media : description.media()) {
                if (mid.equals(media.mid()) && media.live()) {
                    return media;
                }
            }
        }
        return null;
    }

    /** The section that carries the transport, or null when no bundled section is live. */
    @Nullable MediaDescription tagged() {
        return tagged;
    }

    /** Refuses a section that is not multiplexed with the others onto one transport. */
    void checkBundled(MediaDescription media) throws SdpException {
        String mid = media.mid();
        if (mid == null || !bundle.contains(mid)) {
            throw media.bad(
                    "the section is not in the BUNDLE group",
                    "Put all sections into one a=group:BUNDLE (bundlePolicy max-bundle)");
        }
        if (!media.attributes().has(Flag.RTCP_MUX) && !media.attributes().has(Flag.RTCP_MUX_ONLY)) {
            throw media.bad("a=rtcp-mux is missing", "Use one port for RTP and RTCP");
        }
    }

    IceCredentials credentials(MediaDescription section) throws SdpException {
        Attribute.IceUfrag ufrag = find(Attribute.IceUfrag.class, section);
        Attribute.IcePwd password = find(Attribute.IcePwd.class, section);
        if (ufrag == null || password == null) {
            throw section.bad(
                    "a=ice-ufrag or a=ice-pwd is missing",
                    "Give both in the first section of the BUNDLE group");
        }
        return new IceCredentials(ufrag.ufrag(), password.password());
    }

    List<Fingerprint> fingerprints(MediaDescription section) throws SdpException {
        List<Fingerprint> fingerprints = usable(section.attributes());
        if (fingerprints.isEmpty()) {
            fingerprints = usable(description.attributes());
        }
        if (fingerprints.isEmpty()) {
            throw section.bad(
                    "a usable a=fingerprint is missing",
                    "Give one with sha-256, sha-384 or sha-512");
        }
        return fingerprints;
    }

    Setup setup(MediaDescription section) throws SdpException {
        Setup setup = find(Setup.class, section);
        if (setup == null || setup == Setup.HOLDCONN) {
            throw section.bad(
                    "no a=setup tells who begins DTLS",
                    "Offer a=setup:actpass, answer a=setup:active or passive");
        }
        return setup;
    }

    private static List<Fingerprint> usable(Attributes attributes) {
        return attributes.all(Attribute.CertificateFingerprint.class).stream()
                .map(Attribute.CertificateFingerprint::fingerprint)
                .filter(fingerprint -> HASHES.contains(fingerprint.algorithm()))
                .toList();
    }

    private <T extends Attribute> @Nullable T find(Class<T> type, MediaDescription section) {
        T own = section.attributes().first(type);
        return own != null ? own : description.attributes().first(type);
    }
}
