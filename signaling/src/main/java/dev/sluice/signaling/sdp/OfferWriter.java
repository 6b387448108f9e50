package dev.sluice.signaling.sdp;

import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.LocalDescription.SlotIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Builds the offers of clients and servers of ours (RFC 9429, section 5.2): one BUNDLE group,
 * rtcp-mux.
 */
public final class OfferWriter {

    private final IceCredentials ice;
    private final Fingerprint fingerprint;
    private final List<Candidate> candidates;
    private final boolean lite;

    /**
     * A writer for one transport of a client.
     *
     * @param candidates may be empty: a server learns a client's addresses from its checks
     */
    public OfferWriter(IceCredentials ice, Fingerprint fingerprint, List<Candidate> candidates) {
        this(ice, fingerprint, candidates, false);
    }

    private OfferWriter(
            IceCredentials ice, Fingerprint fingerprint, List<Candidate> candidates, boolean lite) {
        this.ice = ice;
        this.fingerprint = fingerprint;
        this.candidates = List.copyOf(candidates);
        this.lite = lite;
    }

    /** A writer for one transport of a server, which never checks (RFC 8445, section 2.5). */
    public static OfferWriter of(LocalDescription local) {
        return new OfferWriter(local.ice(), local.fingerprint(), local.candidates(), true);
    }

    /** The offer as a model; {@link SdpWriter} makes it text. */
    public SessionDescription offer(Origin origin, List<OfferedSection> sections) {
        List<String> live =
                sections.stream().filter(s -> !s.closed()).map(OfferedSection::mid).toList();
        List<MediaDescription> media = new ArrayList<>();
        for (OfferedSection section : sections) {
            boolean tagged = !live.isEmpty() && section.mid().equals(live.get(0));
            media.add(section.closed() ? closed(section) : live(section, tagged));
        }
        List<Attribute> session = new ArrayList<>();
        if (lite) {
            session.add(Flag.ICE_LITE);
        }
        session.add(new Attribute.Group("BUNDLE", live));
        session.add(Flag.EXTMAP_ALLOW_MIXED);
        return new SessionDescription(origin, "-", new Attributes(session), media);
    }

    private static MediaDescription closed(OfferedSection section) {
        SectionWriter out = new SectionWriter();
        out.add(new Attribute.Mid(section.mid())).add(Direction.INACTIVE);
        return out.rejected(out.live(type(section), List.of(), section.codecs()));
    }

    private MediaDescription live(OfferedSection section, boolean tagged) {
        SectionWriter out = new SectionWriter();
        if (tagged && !candidates.isEmpty()) {
            out.candidates(candidates);
        }
        out.transport(ice, fingerprint, Setup.ACTPASS);
        out.add(new Attribute.Mid(section.mid()));
        section.extensions().entrySet().stream()
                .sorted(Map.Entry.<Extension, Integer>comparingByValue())
                .forEach(entry ->
                        out.add(
                                new Attribute.Extmap(
                                        entry.getValue(), null, entry.getKey().uri(), "")));
        out.add(section.direction());
        SlotIdentity sender = section.sender();
        if (sender != null) {
            out.add(new Attribute.Msid(sender.streamId(), sender.trackId()));
        }
        out.add(Flag.RTCP_MUX).add(Flag.RTCP_RSIZE).codecs(section.codecs());
        if (sender != null && section.rids().isEmpty()) {
            out.sender(sender);
        }
        section.rids().forEach(rid -> out.add(new Attribute.Rid(rid, true, "")));
        if (!section.rids().isEmpty()) {
            List<List<Attribute.Simulcast.Layer>> streams = SectionWriter.streams(section.rids());
            out.add(new Attribute.Simulcast(streams, List.of()));
        }
        return out.live(type(section), candidates, section.codecs());
    }

    private static String type(OfferedSection section) {
        return section.kind().name().toLowerCase(Locale.ROOT);
    }
}
