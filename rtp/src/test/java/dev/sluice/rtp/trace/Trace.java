package dev.sluice.rtp.trace;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.stream.TrackConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A captured call: its datagrams in the order of capture and what is known about them.
 *
 * @param sidecar the whole sidecar
 */
public record Trace(String name, List<TracePacket> packets, JsonNode sidecar) {

    /**
     * A stream of the call.
     *
     * @param rid empty without simulcast
     * @param rtxSsrc of a media stream, or -1
     * @param rtx it carries retransmissions
     */
    public record Stream(
            long ssrc, String mid, String rid, long rtxSsrc, boolean rtx, int packets) {}

    /** The first packet of a keyframe, by its number in the trace. */
    public record Keyframe(int packet, long ssrc, String rid, int sequence, long timestamp) {}

    /** A packet that the network dropped behind the point of capture. */
    public record Dropped(long ssrc, int sequence) {}

    /** What the sections of the call negotiated. */
    public List<TrackConfig> tracks() {
        List<TrackConfig> tracks = new ArrayList<>();
        for (JsonNode media : sidecar.path("media")) {
            String mid = media.path("mid").asString();
            MediaKind kind =
                    MediaKind.valueOf(media.path("kind").asString().toUpperCase(Locale.ROOT));
            List<String> rids = new ArrayList<>();
            media.path("rids").forEach(rid -> rids.add(rid.asString()));
            boolean receiverRtt = sidecar.path("sdp").path("offer").asString().contains("rcvr-rtt");
            tracks.add(
                    new TrackConfig(
                            mid,
                            kind,
                            formats(media.path("payloadTypes")),
                            extensions(media.path("extmap")),
                            rids,
                            signalled(mid, rids),
                            receiverRtt));
        }
        return tracks;
    }

    /** All streams from the media sender. */
    public List<Stream> streams() {
        List<Stream> streams = new ArrayList<>();
        for (JsonNode stream : sidecar.path("streams")) {
            streams.add(
                    new Stream(
                            stream.path("ssrc").asLong(),
                            stream.path("mid").asString(),
                            stream.path("rid").asString(""),
                            stream.path("rtxSsrc").asLong(-1),
                            stream.path("type").asString().equals("rtx"),
                            stream.path("packets").asInt()));
        }
        return streams;
    }

    public List<Keyframe> keyframes() {
        List<Keyframe> keyframes = new ArrayList<>();
        for (JsonNode keyframe : sidecar.path("keyframes")) {
            keyframes.add(
                    new Keyframe(
                            keyframe.path("packet").asInt(),
                            keyframe.path("ssrc").asLong(),
                            keyframe.path("rid").asString(""),
                            keyframe.path("seq").asInt(),
                            keyframe.path("rtpTimestamp").asLong()));
        }
        return keyframes;
    }

    public Set<Dropped> dropped() {
        Set<Dropped> dropped = new HashSet<>();
        for (JsonNode packet : sidecar.path("network").path("dropped")) {
            dropped.add(new Dropped(packet.path("ssrc").asLong(), packet.path("seq").asInt()));
        }
        return dropped;
    }

    private List<TrackConfig.Format> formats(JsonNode payloadTypes) {
        Map<Integer, Integer> rtxByFormat = new LinkedHashMap<>();
        payloadTypes
                .properties()
                .forEach(entry -> {
                    String fmtp = entry.getValue().path("fmtp").asString("");
                    if (entry.getValue().path("rtpmap").asString().startsWith("rtx/")) {
                        rtxByFormat.put(
                                Integer.parseInt(fmtp.substring("apt=".length())),
                                Integer.parseInt(entry.getKey()));
                    }
                });
        List<TrackConfig.Format> formats = new ArrayList<>();
        payloadTypes
                .properties()
                .forEach(entry -> {
                    String name = entry.getValue().path("rtpmap").asString().split("/")[0];
                    Set<String> feedback = new HashSet<>();
                    entry.getValue()
                            .path("rtcpFb")
                            .forEach(value -> feedback.add(value.asString()));
                    int payloadType = Integer.parseInt(entry.getKey());
                    for (Codec codec : Codec.values()) {
                        if (codec.encodingName().equalsIgnoreCase(name)) {
                            formats.add(
                                    new TrackConfig.Format(
                                            codec,
                                            payloadType,
                                            rtxByFormat.getOrDefault(payloadType, -1),
                                            feedback.contains("nack"),
                                            feedback.contains("nack pli"),
                                            feedback.contains("ccm fir"),
                                            feedback.contains("transport-cc")));
                        }
                    }
                });
        return formats;
    }

    private Map<Extension, Integer> extensions(JsonNode extmap) {
        Map<Extension, Integer> ids = new EnumMap<>(Extension.class);
        extmap.properties()
                .forEach(entry -> {
                    Extension extension = Extension.byUri(entry.getValue().asString());
                    if (extension != null) {
                        ids.put(extension, Integer.parseInt(entry.getKey()));
                    }
                });
        return ids;
    }

    private List<TrackConfig.SignalledSsrc> signalled(String mid, List<String> rids) {
        List<TrackConfig.SignalledSsrc> ssrcs = new ArrayList<>();
        for (Stream stream : streams()) {
            if (rids.isEmpty() && !stream.rtx() && stream.mid().equals(mid)) {
                ssrcs.add(new TrackConfig.SignalledSsrc(stream.ssrc(), stream.rtxSsrc()));
            }
        }
        return ssrcs;
    }
}
