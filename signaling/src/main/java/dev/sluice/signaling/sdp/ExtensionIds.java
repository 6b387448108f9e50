package dev.sluice.signaling.sdp;

import dev.sluice.rtp.ext.Extension;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Header extension ids mean the same in every section of a transport (RFC 9143, section 9.2):
 * otherwise no packet could be read before its section is known, and the section stands in one.
 * Some clients number each section by itself: there the first section that uses an id has it, and
 * what contradicts that is not accepted in the later ones.
 */
final class ExtensionIds {

    private final Map<Integer, Extension> byId = new HashMap<>();
    private final Map<Extension, Integer> byExtension = new EnumMap<>(Extension.class);

    private ExtensionIds() {}

    /** The sections without the extensions that contradict those of earlier sections. */
    static List<MediaSection> agree(List<MediaSection> sections) {
        ExtensionIds ids = new ExtensionIds();
        List<MediaSection> agreed = new ArrayList<>();
        for (MediaSection section : sections) {
            agreed.add(ids.agree(section));
        }
        return agreed;
    }

    private MediaSection agree(MediaSection section) {
        Map<Extension, Integer> kept = new EnumMap<>(Extension.class);
        section.extensions()
                .forEach((extension, id) -> {
                    boolean free = !byId.containsKey(id) && !byExtension.containsKey(extension);
                    if (free) {
                        byId.put(id, extension);
                        byExtension.put(extension, id);
                    }
                    if (free || id.equals(byExtension.get(extension))) {
                        kept.put(extension, id);
                    }
                });
        return kept.equals(section.extensions()) ? section : reduced(section, kept);
    }

    private static MediaSection reduced(MediaSection section, Map<Extension, Integer> kept) {
        boolean feedback = kept.containsKey(Extension.TRANSPORT_CC);
        List<NegotiatedCodec> codecs =
                section.codecs().stream()
                        .map(codec -> feedback ? codec : withoutTransportCc(codec))
                        .toList();
        return new MediaSection(
                section.mid(),
                section.kind(),
                section.remoteSends(),
                section.remoteReceives(),
                codecs,
                kept,
                kept.containsKey(Extension.RID) ? section.rids() : List.of(),
                section.streams(),
                section.receiverRtt());
    }

    private static NegotiatedCodec withoutTransportCc(NegotiatedCodec codec) {
        return new NegotiatedCodec(
                codec.codec(),
                codec.payloadType(),
                codec.rtxPayloadType(),
                codec.formatParameters(),
                codec.nack(),
                codec.pli(),
                codec.fir(),
                false,
                codec.remb());
    }
}
