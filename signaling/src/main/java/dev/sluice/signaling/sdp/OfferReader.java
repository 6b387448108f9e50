package dev.sluice.signaling.sdp;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reduces a peer's offer to what we accept of it (RFC 3264, section 6; RFC 9429, section 5.10).
 * Sections that we cannot take (other media, unknown codecs) are left out and answered with port 0;
 * an offer without BUNDLE, rtcp-mux, ICE or DTLS-SRTP is refused as a whole.
 */
public final class OfferReader {

    private OfferReader() {}

    /**
     * Reads an offer.
     *
     * @param previous the peer's last offer that was answered, or null for its first
     */
    public static Offer read(String sdp, Capabilities capabilities, @Nullable Offer previous)
            throws SdpException {
        return read(sdp, capabilities, previous, SdpLimits.STANDARD);
    }

    /** Likewise, within limits. */
    public static Offer read(
            String sdp, Capabilities capabilities, @Nullable Offer previous, SdpLimits limits)
            throws SdpException {
        return read(SdpParser.parse(sdp, limits), capabilities, previous);
    }

    /** Reads an offer that was parsed already. */
    public static Offer read(
            SessionDescription offer, Capabilities capabilities, @Nullable Offer previous)
            throws SdpException {
        SectionOrder.check(offer);
        if (previous != null) {
            SectionOrder.checkAgainst(offer, previous);
        }
        TransportReader transport = new TransportReader(offer);
        List<MediaSection> sections = new ArrayList<>();
        for (MediaDescription media : offer.media()) {
            MediaSection section = SectionReader.offered(media, capabilities);
            if (section != null) {
                transport.checkBundled(media);
                sections.add(section);
            }
        }
        int revision = previous == null ? 1 : previous.revision() + 1;
        return new Offer(
                offer, remote(transport, ExtensionIds.agree(sections), previous), revision);
    }

    private static RemoteDescription remote(
            TransportReader transport, List<MediaSection> sections, @Nullable Offer previous)
            throws SdpException {
        MediaDescription tagged = transport.tagged();
        if (tagged == null) {
            if (previous == null) {
                throw new SdpException(
                        0,
                        "",
                        "no section is live",
                        "Offer at least one section with a port other than 0, in a BUNDLE group");
            }
            RemoteDescription last = previous.remote();
            return new RemoteDescription(
                    last.ice(), last.fingerprints(), last.localRole(), sections);
        }
        return new RemoteDescription(
                transport.credentials(tagged),
                transport.fingerprints(tagged),
                localRole(tagged, transport, previous),
                sections);
    }

    /** We are the DTLS server when we may choose, and keep the role that was agreed before. */
    private static DtlsRole localRole(
            MediaDescription tagged, TransportReader transport, @Nullable Offer previous)
            throws SdpException {
        return switch (transport.setup(tagged)) {
            case ACTIVE -> DtlsRole.SERVER;
            case PASSIVE -> DtlsRole.CLIENT;
            case ACTPASS -> previous == null ? DtlsRole.SERVER : previous.remote().localRole();
            case HOLDCONN -> throw new IllegalStateException("holdconn was let through");
        };
    }
}
