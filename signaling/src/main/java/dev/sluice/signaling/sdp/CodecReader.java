package dev.sluice.signaling.sdp;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of one section that we know, each payload type of its own: a codec may occur with
 * several profiles and packetization modes, and all are kept.
 */
final class CodecReader {

    private final Capabilities capabilities;
    private final Set<Integer> payloadTypes = new LinkedHashSet<>();
    private final Map<Integer, Attribute.Rtpmap> rtpmaps = new HashMap<>();
    private final Map<Integer, String> parameters = new HashMap<>();
    private final Map<Integer, Set<String>> feedback = new HashMap<>();

    CodecReader(MediaDescription media, Capabilities capabilities) {
        this.capabilities = capabilities;
        media.formats().stream()
                .map(Integer::valueOf)
                .filter(CodecReader::distinguishable)
                .forEach(payloadTypes::add);
        for (Attribute attribute : media.attributes().list()) {
            if (attribute instanceof Attribute.Rtpmap rtpmap) {
                rtpmaps.putIfAbsent(rtpmap.payloadType(), rtpmap);
            } else if (attribute instanceof Attribute.Fmtp fmtp) {
                parameters.putIfAbsent(fmtp.payloadType(), fmtp.parameters());
            } else if (attribute instanceof Attribute.RtcpFeedback line) {
                feedback.computeIfAbsent(line.payloadType(), type -> new LinkedHashSet<>())
                        .add(line.feedback());
            }
        }
    }

    /** With rtcp-mux, 64 to 95 look like RTCP packet types (RFC 5761, section 4). */
    private static boolean distinguishable(int payloadType) {
        return payloadType < 64 || payloadType > 95;
    }

    /**
     * The known codecs in the section's order of preference.
     *
     * @param transportCc the section has the extension that transport-wide feedback needs
     */
    List<NegotiatedCodec> read(MediaKind kind, boolean transportCc) {
        Map<Integer, Integer> rtx = retransmissions();
        List<NegotiatedCodec> codecs = new ArrayList<>();
        Set<String> primary = new HashSet<>();
        for (int payloadType : payloadTypes) {
            Codec codec = codec(rtpmaps.get(payloadType), kind);
            if (codec != null && codec != Codec.RED) {
                codecs.add(negotiated(codec, payloadType, rtx, transportCc));
                primary.add(Integer.toString(payloadType));
            }
        }
        for (int payloadType : payloadTypes) {
            if (codec(rtpmaps.get(payloadType), kind) == Codec.RED
                    && carriesOnly(primary, parameters.get(payloadType))) {
                codecs.add(negotiated(Codec.RED, payloadType, rtx, transportCc));
            }
        }
        List<Integer> order = List.copyOf(payloadTypes);
        codecs.sort(Comparator.comparingInt(codec -> order.indexOf(codec.payloadType())));
        return codecs;
    }

    private @Nullable Codec codec(Attribute.@Nullable Rtpmap rtpmap, MediaKind kind) {
        if (rtpmap == null) {
            return null;
        }
        for (Codec codec : capabilities.codecs()) {
            String channels = codec.kind() == MediaKind.AUDIO ? "2" : "";
            if (codec.kind() == kind
                    && codec.encodingName().equalsIgnoreCase(rtpmap.encoding())
                    && codec.clockRateHz() == rtpmap.clockRateHz()
                    && channels.equals(rtpmap.parameters())) {
                return codec;
            }
        }
        return null;
    }

    /** By the payload type that they repair (RFC 4588, section 8.1). */
    private Map<Integer, Integer> retransmissions() {
        Map<Integer, Integer> byOriginal = new HashMap<>();
        for (int payloadType : payloadTypes) {
            Attribute.Rtpmap rtpmap = rtpmaps.get(payloadType);
            if (rtpmap == null || !rtpmap.encoding().equalsIgnoreCase("rtx")) {
                continue;
            }
            String original = FormatParameters.value(parameters.get(payloadType), "apt");
            Attribute.Rtpmap repaired = original == null ? null : rtpmap(original);
            if (repaired != null && repaired.clockRateHz() == rtpmap.clockRateHz()) {
                byOriginal.putIfAbsent(repaired.payloadType(), payloadType);
            }
        }
        return byOriginal;
    }

    private Attribute.@Nullable Rtpmap rtpmap(String payloadType) {
        return payloadType.matches("[0-9]{1,3}") ? rtpmaps.get(Integer.valueOf(payloadType)) : null;
    }

    /** RED names the payload types of its blocks (RFC 2198, section 5): {@code 111/111}. */
    private static boolean carriesOnly(Set<String> known, @Nullable String parameters) {
        return parameters != null && known.containsAll(List.of(parameters.split("/", -1)));
    }

    private NegotiatedCodec negotiated(
            Codec codec, int payloadType, Map<Integer, Integer> rtx, boolean transportCc) {
        return new NegotiatedCodec(
                codec,
                payloadType,
                rtx.getOrDefault(payloadType, NegotiatedCodec.NO_RTX),
                parameters.getOrDefault(payloadType, ""),
                offered(payloadType, "nack"),
                offered(payloadType, "nack pli"),
                offered(payloadType, "ccm fir"),
                transportCc && offered(payloadType, "transport-cc"),
                capabilities.remb() && offered(payloadType, "goog-remb"));
    }

    private boolean offered(int payloadType, String kind) {
        return feedback.getOrDefault(payloadType, Set.of()).contains(kind)
                || feedback.getOrDefault(Attribute.RtcpFeedback.ANY, Set.of()).contains(kind);
    }
}
