package dev.sluice.signaling.sdp;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.LocalDescription.SlotIdentity;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds our answer to an offer (RFC 3264, section 6; RFC 9429, section 5.3): the offer's sections
 * in their order, the rejected ones with port 0, all others in one BUNDLE group. Our candidates
 * stand in the group's first section only (RFC 9143, section 7.3).
 */
public final class AnswerWriter {

    /** We follow RFC 8445 and not its predecessor (RFC 8445, section 10). */
    private static final Attribute ICE2 = new Attribute.Other("ice-options", "ice2");

    private final Offer offer;
    private final LocalDescription local;
    private final List<String> bundle;

    /** By what was offered: most sections of a kind have the same codecs. */
    private final Map<List<NegotiatedCodec>, List<NegotiatedCodec>> answered = new HashMap<>();

    private AnswerWriter(Offer offer, LocalDescription local) {
        this.offer = offer;
        this.local = local;
        Set<String> accepted =
                offer.remote().sections().stream()
                        .map(MediaSection::mid)
                        .collect(Collectors.toSet());
        bundle =
                offer.description().bundles().stream()
                        .limit(1)
                        .flatMap(List::stream)
                        .filter(accepted::remove)
                        .toList();
    }

    /** The answer as text. */
    public static String write(Offer offer, LocalDescription local) {
        return SdpWriter.write(answer(offer, local));
    }

    /**
     * The answer as a model. Sections on which the peer receives and that have no slot are
     * inactive.
     */
    public static SessionDescription answer(Offer offer, LocalDescription local) {
        return new AnswerWriter(offer, local).answer();
    }

    private SessionDescription answer() {
        SessionDescription offered = offer.description();
        List<Attribute> session = new ArrayList<>();
        session.add(Flag.ICE_LITE);
        session.add(ICE2);
        if (offered.attributes().has(Flag.EXTMAP_ALLOW_MIXED)) {
            session.add(Flag.EXTMAP_ALLOW_MIXED);
        }
        if (!offered.bundles().isEmpty()) {
            session.add(new Attribute.Group("BUNDLE", bundle));
        }
        List<MediaDescription> media = new ArrayList<>();
        for (MediaDescription section : offered.media()) {
            MediaSection accepted = offer.accepted(section.mid());
            media.add(accepted == null ? rejected(section) : accepted(section, accepted));
        }
        Origin origin = Origin.of(offered.origin().sessionId(), offer.revision());
        return new SessionDescription(origin, "-", new Attributes(session), media);
    }

    private static MediaDescription rejected(MediaDescription offered) {
        SectionWriter out = new SectionWriter();
        String mid = offered.mid();
        if (mid != null) {
            out.add(new Attribute.Mid(mid));
        }
        return out.add(Direction.INACTIVE).rejected(offered);
    }

    private MediaDescription accepted(MediaDescription offered, MediaSection section) {
        SlotIdentity slot = section.remoteReceives() ? local.slots().get(section.mid()) : null;
        SectionWriter out = new SectionWriter();
        if (section.mid().equals(bundle.get(0))) {
            out.candidates(local.candidates());
        }
        boolean server = offer.remote().localRole() == DtlsRole.SERVER;
        out.transport(local.ice(), local.fingerprint(), server ? Setup.PASSIVE : Setup.ACTIVE);
        out.add(new Attribute.Mid(section.mid()));
        extensions(offered, section, out);
        out.add(Direction.of(slot != null, section.remoteSends()));
        if (slot != null) {
            out.add(new Attribute.Msid(slot.streamId(), slot.trackId()));
        }
        rtcp(offered, out);
        List<NegotiatedCodec> codecs =
                answered.computeIfAbsent(section.codecs(), FormatParameters::answered);
        out.codecs(codecs);
        if (slot != null) {
            out.sender(slot);
        }
        simulcast(offered, section, out);
        return out.live(offered.type(), local.candidates(), codecs);
    }

    private static void rtcp(MediaDescription offered, SectionWriter out) {
        out.add(Flag.RTCP_MUX);
        if (offered.attributes().has(Flag.RTCP_RSIZE)) {
            out.add(Flag.RTCP_RSIZE);
        }
        Attribute.RtcpXr xr = offered.attributes().first(Attribute.RtcpXr.class);
        if (xr != null && xr.formats().contains(Attribute.RtcpXr.RECEIVER_RTT)) {
            out.add(new Attribute.RtcpXr(Attribute.RtcpXr.RECEIVER_RTT));
        }
    }

    private static void extensions(
            MediaDescription offered, MediaSection section, SectionWriter out) {
        if (offered.attributes().has(Flag.EXTMAP_ALLOW_MIXED)) {
            out.add(Flag.EXTMAP_ALLOW_MIXED);
        }
        for (Attribute.Extmap extmap : offered.attributes().all(Attribute.Extmap.class)) {
            boolean kept =
                    section.extensions().entrySet().stream()
                            .anyMatch(entry ->
                                    entry.getKey().uri().equals(extmap.uri())
                                            && entry.getValue() == extmap.id());
            if (kept) {
                Direction way = extmap.direction();
                out.add(
                        new Attribute.Extmap(
                                extmap.id(),
                                way == null ? null : way.reversed(),
                                extmap.uri(),
                                ""));
            }
        }
    }

    private static void simulcast(
            MediaDescription offered, MediaSection section, SectionWriter out) {
        if (section.rids().isEmpty()) {
            return;
        }
        Set<String> payloadTypes = RidRestrictions.payloadTypes(section.codecs());
        for (String id : section.rids()) {
            String restrictions = "";
            for (Attribute.Rid rid : offered.attributes().all(Attribute.Rid.class)) {
                if (rid.send() && rid.id().equals(id)) {
                    restrictions = RidRestrictions.answered(rid.restrictions(), payloadTypes);
                }
            }
            out.add(new Attribute.Rid(id, false, restrictions));
        }
        out.add(new Attribute.Simulcast(List.of(), SectionWriter.streams(section.rids())));
    }
}
