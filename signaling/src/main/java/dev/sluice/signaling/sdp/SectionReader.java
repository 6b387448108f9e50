package dev.sluice.signaling.sdp;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Intersects one section of a remote description with our capabilities (RFC 3264, section 6.1). */
final class SectionReader {

    /** More simulcast streams than any browser sends (3). */
    static final int MAX_RIDS = 8;

    /** Each costs state; a browser signals at most three. */
    static final int MAX_STREAMS = 32;

    private static final int MAX_EXTENSION_ID = 255;

    /** RFC 8285, section 4.2: the id that ends a one-byte header block. */
    private static final int RESERVED_EXTENSION_ID = 15;

    private final MediaDescription media;
    private final Capabilities capabilities;
    private final boolean offer;

    private SectionReader(MediaDescription media, Capabilities capabilities, boolean offer) {
        this.media = media;
        this.capabilities = capabilities;
        this.offer = offer;
    }

    /** What we accept of an offered section, or null when we reject it or it is closed. */
    static @Nullable MediaSection offered(MediaDescription media, Capabilities capabilities)
            throws SdpException {
        return read(media, capabilities, true);
    }

    /** What the peer accepted of a section of ours, or null when it did not. */
    static @Nullable MediaSection answered(MediaDescription media, Capabilities capabilities)
            throws SdpException {
        return read(media, capabilities, false);
    }

    private static @Nullable MediaSection read(
            MediaDescription media, Capabilities capabilities, boolean offer) throws SdpException {
        MediaKind kind = kind(media);
        String mid = media.mid();
        if (kind == null || mid == null || !media.live()) {
            return null;
        }
        return new SectionReader(media, capabilities, offer).read(kind, mid);
    }

    private static @Nullable MediaKind kind(MediaDescription media) {
        if (!media.protocol().endsWith("/TLS/RTP/SAVPF")) {
            return null;
        }
        return switch (media.type()) {
            case "audio" -> MediaKind.AUDIO;
            case "video" -> MediaKind.VIDEO;
            default -> null;
        };
    }

    private @Nullable MediaSection read(MediaKind kind, String mid) throws SdpException {
        Map<Extension, Integer> extensions = extensions();
        List<NegotiatedCodec> codecs =
                new CodecReader(media, capabilities)
                        .read(kind, extensions.containsKey(Extension.TRANSPORT_CC));
        if (codecs.stream().allMatch(codec -> codec.codec() == Codec.RED)) {
            return null;
        }
        boolean sends = media.direction().sends();
        return new MediaSection(
                mid,
                kind,
                sends,
                media.direction().receives(),
                codecs,
                extensions,
                extensions.containsKey(Extension.RID) ? rids(codecs) : List.of(),
                sends ? streams() : List.of(),
                answersReferenceTimes());
    }

    private boolean answersReferenceTimes() {
        Attribute.RtcpXr xr = media.attributes().first(Attribute.RtcpXr.class);
        return xr != null && xr.formats().contains(Attribute.RtcpXr.RECEIVER_RTT);
    }

    /** Those usable in a direction of the section; the first id of each. */
    private Map<Extension, Integer> extensions() throws SdpException {
        Map<Extension, Integer> accepted = new EnumMap<>(Extension.class);
        Map<Integer, String> uris = new LinkedHashMap<>();
        Direction section = media.direction();
        for (Attribute.Extmap extmap : media.attributes().all(Attribute.Extmap.class)) {
            String other = uris.putIfAbsent(extmap.id(), extmap.uri());
            if (other != null && !other.equals(extmap.uri())) {
                throw new SdpException(
                        media.line(),
                        "a=extmap:" + extmap.value(),
                        "the section uses extension id " + extmap.id() + " twice",
                        "Give each extension an id of its own");
            }
            Extension extension = Extension.byUri(extmap.uri());
            if (extension != null
                    && capabilities.extensions().contains(extension)
                    && extmap.id() <= MAX_EXTENSION_ID
                    && extmap.id() != RESERVED_EXTENSION_ID
                    && usable(extmap.direction(), section)) {
                accepted.putIfAbsent(extension, extmap.id());
            }
        }
        return accepted;
    }

    /** An inactive section keeps its extensions for the day it is used. */
    private static boolean usable(@Nullable Direction extension, Direction section) {
        return extension == null
                || section == Direction.INACTIVE
                || (extension.sends() && section.sends())
                || (extension.receives() && section.receives());
    }

    /**
     * The first alternative of each simulcast stream whose rid line can be honoured: of those that
     * an offerer sends, or that an answerer takes from us.
     */
    private List<String> rids(List<NegotiatedCodec> codecs) {
        Attribute.Simulcast simulcast = media.attributes().first(Attribute.Simulcast.class);
        Direction direction = media.direction();
        if (simulcast == null || !(offer ? direction.sends() : direction.receives())) {
            return List.of();
        }
        Set<String> payloadTypes = RidRestrictions.payloadTypes(codecs);
        Set<String> usable = new HashSet<>();
        for (Attribute.Rid rid : media.attributes().all(Attribute.Rid.class)) {
            if (rid.send() == offer && RidRestrictions.permits(rid.restrictions(), payloadTypes)) {
                usable.add(rid.id());
            }
        }
        List<String> rids = new ArrayList<>();
        for (List<Attribute.Simulcast.Layer> stream :
                offer ? simulcast.send() : simulcast.receive()) {
            stream.stream()
                    .map(Attribute.Simulcast.Layer::rid)
                    .filter(usable::remove)
                    .findFirst()
                    .ifPresent(rids::add);
        }
        return rids.size() <= MAX_RIDS ? rids : rids.subList(0, MAX_RIDS);
    }

    /** Media SSRCs in the order of their lines, each with its retransmission SSRC. */
    private List<MediaSection.SignalledStream> streams() {
        Map<Long, Long> rtx = new LinkedHashMap<>();
        Set<Long> repairing = new HashSet<>();
        for (Attribute.SsrcGroup group : media.attributes().all(Attribute.SsrcGroup.class)) {
            boolean repairs = group.semantics().equals("FID") || group.semantics().equals("FEC-FR");
            if (repairs && group.ssrcs().size() == 2) {
                repairing.add(group.ssrcs().get(1));
                if (group.semantics().equals("FID")) {
                    rtx.putIfAbsent(group.ssrcs().get(0), group.ssrcs().get(1));
                }
            }
        }
        return media.attributes().all(Attribute.Ssrc.class).stream()
                .map(Attribute.Ssrc::ssrc)
                .distinct()
                .filter(ssrc -> !repairing.contains(ssrc))
                .limit(MAX_STREAMS)
                .map(ssrc -> new MediaSection.SignalledStream(ssrc, rtx.getOrDefault(ssrc, -1L)))
                .toList();
    }
}
