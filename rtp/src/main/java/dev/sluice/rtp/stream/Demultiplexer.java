package dev.sluice.rtp.stream;

import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.stream.SsrcTable.Binding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the section and encoding that a packet belongs to: by its MID (RFC 9143, section 9.2) and
 * RID (RFC 8852), then by what its SSRC was bound to or signalled for, then by a payload type that
 * only one section has. Owned by the transport's loop.
 */
final class Demultiplexer {

    private final ReceiveLimits limits;
    private final SsrcTable ssrcs;
    private List<ReceivedTrack> tracks = List.of();
    private ExtensionIds extensionIds = ExtensionIds.NONE;
    private boolean transportFeedback;

    Demultiplexer(ReceiveLimits limits) {
        this.limits = limits;
        this.ssrcs = new SsrcTable(limits.streams());
    }

    /** Keeps streams of sections that stay; forgets the others. */
    void configure(List<TrackConfig> configs) {
        if (configs.size() > limits.sections()) {
            throw new IllegalArgumentException(
                    "at most " + limits.sections() + " sending sections, not " + configs.size());
        }
        List<ReceivedTrack> next = new ArrayList<>();
        for (TrackConfig config : configs) {
            next.add(new ReceivedTrack(config, track(config.mid()), limits));
        }
        tracks = List.copyOf(next);
        extensionIds = mergeExtensions(configs);
        transportFeedback =
                configs.stream()
                        .flatMap(config -> config.formats().stream())
                        .anyMatch(TrackConfig.Format::transportCc);
        ssrcs.removeIf(binding -> !tracks.contains(binding.encoding.track));
    }

    /** The identifiers of all sections together. */
    ExtensionIds extensionIds() {
        return extensionIds;
    }

    /** Whether any format wants transport-wide feedback: then all packets count for it. */
    boolean transportFeedback() {
        return transportFeedback;
    }

    List<ReceivedTrack> tracks() {
        return tracks;
    }

    @Nullable ReceivedTrack track(String mid) {
        for (ReceivedTrack track : tracks) {
            if (track.config.mid().equals(mid)) {
                return track;
            }
        }
        return null;
    }

    /** The encoding that sends media on {@code ssrc}, or null. */
    @Nullable ReceivedEncoding encoding(long ssrc) {
        Binding binding = ssrcs.find(ssrc);
        return binding != null && !binding.rtx && binding.encoding.ssrc() == ssrc
                ? binding.encoding
                : null;
    }

    /** Where {@code packet} belongs, or null when nothing tells. */
    @Nullable Binding resolve(long nowNanos, RtpPacket packet, HeaderExtensions extensions) {
        Binding binding = ssrcs.find(packet.ssrc());
        if (binding == null || contradicts(binding, packet, extensions)) {
            binding = bind(packet, extensions);
            if (binding == null) {
                return null;
            }
            ssrcs.put(binding);
        }
        binding.lastPacketNanos = nowNanos;
        return binding;
    }

    private static boolean contradicts(
            Binding binding, RtpPacket packet, HeaderExtensions extensions) {
        ReceivedEncoding encoding = binding.encoding;
        TrackConfig config = encoding.track().config;
        if (extensions.has(Extension.MID) && !extensions.matches(Extension.MID, config.mid())) {
            return true;
        }
        Extension rid = binding.rtx ? Extension.REPAIRED_RID : Extension.RID;
        if (!config.rids().isEmpty()
                && extensions.has(rid)
                && !extensions.matches(rid, config.rids().get(encoding.encoding()))) {
            return true;
        }
        // A stream that was replaced comes back only by naming itself again.
        return !binding.rtx && encoding.ssrc() != packet.ssrc() && extensions.has(Extension.MID);
    }

    private @Nullable Binding bind(RtpPacket packet, HeaderExtensions extensions) {
        long ssrc = packet.ssrc();
        ReceivedTrack track =
                extensions.has(Extension.MID)
                        ? trackOf(extensions)
                        : trackOf(ssrc, packet.payloadType());
        if (track == null || !track.knows(packet.payloadType())) {
            return null;
        }
        boolean rtx = track.rtxFormat(packet.payloadType()) != null;
        int encoding = encodingOf(track.config, ssrc, rtx, extensions);
        if (encoding < 0) {
            return null;
        }
        ReceivedEncoding target = track.encodings[encoding];
        if (!rtx) {
            target.useSsrc(ssrc, packet.sequenceNumber());
        }
        return new Binding(ssrc, target, rtx);
    }

    private @Nullable ReceivedTrack trackOf(HeaderExtensions extensions) {
        for (ReceivedTrack track : tracks) {
            if (extensions.matches(Extension.MID, track.config.mid())) {
                return track;
            }
        }
        return null;
    }

    private @Nullable ReceivedTrack trackOf(long ssrc, int payloadType) {
        for (ReceivedTrack track : tracks) {
            if (signalledAt(track.config, ssrc) >= 0) {
                return track;
            }
        }
        ReceivedTrack only = null;
        for (ReceivedTrack track : tracks) {
            if (track.knows(payloadType)) {
                if (only != null) {
                    return null;
                }
                only = track;
            }
        }
        return only;
    }

    private static int encodingOf(
            TrackConfig config, long ssrc, boolean rtx, HeaderExtensions extensions) {
        int signalled = signalledAt(config, ssrc);
        if (config.rids().isEmpty()) {
            return signalled <= 0 ? 0 : -1;
        }
        Extension rid = rtx ? Extension.REPAIRED_RID : Extension.RID;
        if (extensions.has(rid)) {
            for (int i = 0; i < config.rids().size(); i++) {
                if (extensions.matches(rid, config.rids().get(i))) {
                    return i;
                }
            }
            return -1;
        }
        return config.ssrcs().size() == config.rids().size() ? signalled : -1;
    }

    private static int signalledAt(TrackConfig config, long ssrc) {
        for (int i = 0; i < config.ssrcs().size(); i++) {
            TrackConfig.SignalledSsrc signalled = config.ssrcs().get(i);
            if (signalled.ssrc() == ssrc || signalled.rtxSsrc() == ssrc) {
                return i;
            }
        }
        return -1;
    }

    /** Of two sections that disagree about an id, the first counts. */
    private static ExtensionIds mergeExtensions(List<TrackConfig> configs) {
        Map<Extension, Integer> ids = new EnumMap<>(Extension.class);
        for (TrackConfig config : configs) {
            config.extensions()
                    .forEach((extension, id) -> {
                        if (!ids.containsValue(id)) {
                            ids.putIfAbsent(extension, id);
                        }
                    });
        }
        return ExtensionIds.of(ids);
    }
}
