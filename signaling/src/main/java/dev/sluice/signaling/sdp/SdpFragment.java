package dev.sluice.signaling.sdp;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceCredentials;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fragment of type {@code application/trickle-ice-sdpfrag} (RFC 8840, section 9), as WHIP clients
 * PATCH it for trickled candidates and ICE restarts (RFC 9725, section 4.3).
 *
 * @param attributes those before the first section
 * @param media pseudo sections that only carry a mid, credentials and candidates
 */
public record SdpFragment(Attributes attributes, List<MediaDescription> media) {

    public SdpFragment {
        media = List.copyOf(media);
    }

    /** Reads a fragment under {@link SdpLimits#STANDARD}. */
    public static SdpFragment parse(String text) throws SdpException {
        return SdpParser.parseFragment(text, SdpLimits.STANDARD);
    }

    /**
     * The fragment that tells new credentials and candidates of a bundled transport.
     *
     * @param offer the last offer that was answered, with at least one accepted section
     */
    public static SdpFragment of(Offer offer, IceCredentials ice, List<Candidate> candidates) {
        String mid = offer.remote().sections().get(0).mid();
        List<MediaDescription> media = new ArrayList<>();
        for (MediaDescription section : offer.description().media()) {
            if (mid.equals(section.mid())) {
                SectionWriter out = new SectionWriter().add(new Attribute.Mid(mid));
                media.add(out.credentials(ice).candidates(candidates).fragment(section));
            }
        }
        return new SdpFragment(new Attributes(List.of(Flag.ICE_LITE)), media);
    }

    /** The credentials it is about, or null when it does not name both parts. */
    public @Nullable IceCredentials credentials() {
        IceCredentials session = credentials(attributes);
        for (MediaDescription section : media) {
            session = session == null ? credentials(section.attributes()) : session;
        }
        return session;
    }

    private static @Nullable IceCredentials credentials(Attributes attributes) {
        Attribute.IceUfrag ufrag = attributes.first(Attribute.IceUfrag.class);
        Attribute.IcePwd password = attributes.first(Attribute.IcePwd.class);
        return ufrag == null || password == null
                ? null
                : new IceCredentials(ufrag.ufrag(), password.password());
    }

    /** Every candidate of every section. */
    public List<Candidate> candidates() {
        return media.stream()
                .flatMap(section -> section.attributes().all(Attribute.IceCandidate.class).stream())
                .map(Attribute.IceCandidate::candidate)
                .toList();
    }

    /** Text with CRLF line ends. */
    public String write() {
        return SdpWriter.write(this);
    }
}
