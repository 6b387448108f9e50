package dev.sluice.sfu.transport;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.forward.SenderReport;
import dev.sluice.rtp.forward.SlotConfig;
import dev.sluice.rtp.rtcp.ReportBlock;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.rtcp.RtcpWriter;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.Slot;
import dev.sluice.sfu.forward.SlotOutput;
import dev.sluice.sfu.negotiation.LocalDescription.SlotIdentity;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import dev.sluice.sfu.net.MediaLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All slots of a transport, found by section and by SSRC. Owned by the transport's loop. */
final class SlotSet {

    private static final long NO_RTX = -1;
    private static final int RTP_HEADER_BYTES = 12;
    private static final int RTP_VERSION_BITS = 0x80;
    private static final int SSRC_OFFSET = 8;

    private final MediaLoop loop;
    private final TransportEgress egress;
    private final SlotOutput output;
    private final SsrcSource ssrcs;
    private final RandomGenerator random;
    private final byte[] cname;
    private final Map<String, SlotIdentity> identities = new LinkedHashMap<>();
    private final Map<String, Slot> byMid = new HashMap<>();
    private final Map<Long, Slot> bySsrc = new HashMap<>();
    private final Set<Long> videoSsrcs = new HashSet<>();
    private final List<Slot> slots = new ArrayList<>();
    private final SenderReport report = new SenderReport();
    private final RtcpWriter writer = new RtcpWriter();
    private int audioSlots;
    private int videoSlots;
    private boolean redundancy;

    SlotSet(
            MediaLoop loop,
            TransportEgress egress,
            SlotOutput output,
            SsrcSource ssrcs,
            RandomGenerator random) {
        this.loop = loop;
        this.egress = egress;
        this.output = output;
        this.ssrcs = ssrcs;
        this.random = random;
        this.cname = ssrcs.cname().getBytes(StandardCharsets.US_ASCII);
    }

    /** Makes slots for sections that are new, and takes over what changed of the others. */
    void configure(List<MediaSection> sections) {
        for (MediaSection section : sections) {
            if (!section.remoteReceives()) {
                continue;
            }
            SlotIdentity identity =
                    identities.computeIfAbsent(section.mid(), mid -> identify(section));
            SlotConfig config = configOf(section, identity);
            Slot slot = byMid.get(section.mid());
            if (slot == null) {
                slot = new Slot(loop, slots.size(), config, output, random);
                byMid.put(section.mid(), slot);
                bySsrc.put(identity.ssrc(), slot);
                if (section.kind() == MediaKind.VIDEO) {
                    videoSsrcs.add(identity.ssrc());
                    videoSsrcs.add(identity.rtxSsrc());
                }
                slot.redundancy(redundancy);
                slots.add(slot);
            } else {
                slot.configure(config);
            }
        }
    }

    /** Says who will send on sections, before they are agreed on. */
    void announce(List<MediaSection> sections) {
        for (MediaSection section : sections) {
            if (section.remoteReceives()) {
                identities.computeIfAbsent(section.mid(), mid -> identify(section));
            }
        }
    }

    Map<String, SlotIdentity> identities() {
        return identities;
    }

    /** Lets a slot carry a track, or nothing; the slot, or null when there is none of that mid. */
    @Nullable Slot bind(long nowNanos, String mid, @Nullable PublishedTrack track) {
        Slot slot = byMid.get(mid);
        if (slot != null) {
            slot.bind(nowNanos, track);
        }
        return slot;
    }

    /** Whether a packet is RTP of a video slot, resends and padding included. */
    boolean isVideo(byte[] data, int offset, int length) {
        return length >= RTP_HEADER_BYTES
                && (data[offset] & 0xC0) == RTP_VERSION_BITS
                && !RtcpParser.isRtcp(data, offset, length)
                && videoSsrcs.contains(Bytes.uint32(data, offset + SSRC_OFFSET));
    }

    List<Slot> all() {
        return slots;
    }

    /** How many audio slots carry something. */
    int carryingAudio() {
        int count = 0;
        for (Slot slot : slots) {
            count += slot.kind() == MediaKind.AUDIO && slot.track() != null ? 1 : 0;
        }
        return count;
    }

    /** Whether audio goes on with its redundancy, false at first; see {@link Slot#redundancy}. */
    void redundancy(boolean wanted) {
        redundancy = wanted;
        for (Slot slot : slots) {
            slot.redundancy(wanted);
        }
    }

    /** Writes about so many bytes that nobody needs, on the first video slot that can. */
    void pad(long nowNanos, int bytes) {
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (slot.kind() == MediaKind.VIDEO && slot.probe(nowNanos, bytes) > 0) {
                return;
            }
        }
    }

    void onNack(long nowNanos, long ssrc, int sequence, int following) {
        Slot slot = bySsrc.get(ssrc);
        if (slot != null) {
            slot.onNack(nowNanos, sequence, following);
        }
    }

    void onKeyframeRequest(long nowNanos, long ssrc) {
        Slot slot = bySsrc.get(ssrc);
        if (slot != null) {
            slot.onKeyframeRequest(nowNanos);
        }
    }

    /** Says whether the block is about one of our slots. */
    boolean onReportBlock(ReportBlock block) {
        Slot slot = bySsrc.get(block.ssrc);
        if (slot != null) {
            slot.onReported();
        }
        return slot != null;
    }

    void roundTrip(long roundTripNanos) {
        for (Slot slot : slots) {
            slot.roundTrip(roundTripNanos);
        }
    }

    /**
     * Sends the sender reports that are due.
     *
     * @param ntpNanos now, in nanoseconds since 1900
     */
    void onTimeout(long nowNanos, long ntpNanos) {
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (slot.nextDeadlineNanos() <= nowNanos
                    && slot.onTimeout(nowNanos, ntpNanos, report)) {
                writer.reset();
                writer.senderReport(
                        report.ssrc,
                        NtpClock.fixedPoint(report.ntpNanos),
                        report.rtpTimestamp,
                        report.packets,
                        report.bytes);
                writer.cname(report.ssrc, cname);
                writer.flush(egress);
            }
        }
    }

    long nextDeadlineNanos() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < slots.size(); i++) {
            next = Math.min(next, slots.get(i).nextDeadlineNanos());
        }
        return next;
    }

    /**
     * The transport connected: what came before it could send is of no use, so every slot starts at
     * a keyframe.
     */
    void requestKeyframes(long nowNanos) {
        for (Slot slot : slots) {
            slot.onKeyframeRequest(nowNanos);
        }
    }

    void close(long nowNanos) {
        for (Slot slot : slots) {
            slot.bind(nowNanos, null);
        }
    }

    /**
     * The n-th audio and the n-th video slot share an msid stream: browsers sync lips within one
     * only.
     */
    private SlotIdentity identify(MediaSection section) {
        boolean audio = section.kind() == MediaKind.AUDIO;
        int pair = audio ? audioSlots++ : videoSlots++;
        boolean rtx =
                section.codecs().stream()
                        .anyMatch(codec -> codec.rtxPayloadType() != NegotiatedCodec.NO_RTX);
        return new SlotIdentity(
                ssrcs.next(),
                rtx ? ssrcs.next() : NO_RTX,
                ssrcs.cname(),
                "pair" + pair,
                (audio ? "audio" : "video") + pair);
    }

    private static SlotConfig configOf(MediaSection section, SlotIdentity identity) {
        return new SlotConfig(
                section.mid(),
                section.kind(),
                identity.ssrc(),
                identity.rtxSsrc(),
                PublishedTrack.formatsOf(section),
                ExtensionIds.of(section.extensions()));
    }

    /** Says what the subscriber cannot decode, each once. */
    void tellUndecodable(TransportListener listener) {
        for (Slot slot : slots) {
            String codec = slot.takeUndecodable();
            PublishedTrack track = slot.track();
            if (codec != null && track != null) {
                listener.onUndecodable(track.id(), codec);
            }
        }
    }
}
