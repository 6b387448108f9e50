package dev.sluice.rtp.stream;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.FrameParser;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.rtcp.ReportBlock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a publication as it is received: a simulcast layer, or all of a section without
 * simulcast. Others read it; only the receiver changes it. Owned by the transport's loop.
 */
public final class ReceivedEncoding {

    /** The verdict on a packet that is known, or too old to tell. */
    static final long REFUSED = Long.MIN_VALUE;

    /** The verdict on a packet whose payload descriptor is damaged. */
    static final long DAMAGED = Long.MIN_VALUE + 1;

    private static final long NONE = -1;

    private final String mid;
    private final int encoding;
    private final SequenceWindow window = new SequenceWindow();
    private final ReceptionStatistics reception = new ReceptionStatistics();
    private final NtpMap ntp = new NtpMap();
    private final LayerRates rates = new LayerRates();
    private FrameParser frames = new FrameParser();
    final NackGenerator nacks;
    final KeyframeRequester keyframeRequests;

    /** The section it belongs to; set by it. */
    @Nullable ReceivedTrack track;

    private TrackConfig.@Nullable Format format;
    private long ssrc = NONE;
    private long firstIndex = NONE;
    private long lastPacketNanos;
    private long packets;
    private long packetsOfSsrc;
    private long lostBefore;
    private long bytes;
    private long recovered;
    private long duplicates;
    private long damaged;
    private long keyframes;
    long nacksSent;
    long keyframeRequestsSent;

    ReceivedEncoding(String mid, int encoding, ReceiveLimits limits) {
        this.mid = mid;
        this.encoding = encoding;
        this.nacks = new NackGenerator(limits.missing(), limits.tries());
        this.keyframeRequests = new KeyframeRequester(limits.keyframeRequestNanos());
    }

    /** Of the section that it comes on. */
    public String mid() {
        return mid;
    }

    /** 0 for the first rid, or without rids. */
    public int encoding() {
        return encoding;
    }

    /** The media SSRC, unsigned 32-bit, or -1 before the first packet. */
    public long ssrc() {
        return ssrc;
    }

    /** When the latest media packet came; only with an {@link #ssrc}. */
    public long lastPacketNanos() {
        return lastPacketNanos;
    }

    /** Payload over the last second. */
    public long bitsPerSecond(long nowNanos) {
        return rates.bitsPerSecond(nowNanos);
    }

    /** Payload of exactly this layer, without those below it, over the last second. */
    public long bitsPerSecond(long nowNanos, int spatialId, int temporalId) {
        return rates.bitsPerSecond(nowNanos, spatialId, temporalId);
    }

    /** Keyframes whose first packet came. */
    public long keyframes() {
        return keyframes;
    }

    /** Everything counted so far. Allocates. */
    public EncodingStats stats(long nowNanos) {
        List<List<Long>> layers = new ArrayList<>();
        for (int spatial = 0; spatial < LayerRates.MAX_SPATIAL; spatial++) {
            List<Long> temporals = new ArrayList<>();
            for (int temporal = 0; temporal < LayerRates.MAX_TEMPORAL; temporal++) {
                temporals.add(rates.bitsPerSecond(nowNanos, spatial, temporal));
            }
            layers.add(List.copyOf(temporals));
        }
        double jitterMillis =
                format == null ? 0 : reception.jitter() * 1_000 / format.codec().clockRateHz();
        return new EncodingStats(
                mid,
                encoding,
                ssrc,
                packets,
                bytes,
                lost(),
                recovered,
                duplicates,
                damaged,
                jitterMillis,
                nacksSent,
                keyframeRequestsSent,
                keyframes,
                rates.bitsPerSecond(nowNanos),
                layers);
    }

    ReceivedTrack track() {
        if (track == null) {
            throw new IllegalStateException("an encoding belongs to a track");
        }
        return track;
    }

    /** The format of the latest packet, or the section's first. */
    TrackConfig.@Nullable Format format() {
        if (format == null && !track().config.formats().isEmpty()) {
            return track().config.formats().get(0);
        }
        return format;
    }

    /** Takes media from {@code newSsrc} from now; another one before is forgotten. */
    void useSsrc(long newSsrc, int sequence) {
        if (newSsrc == ssrc) {
            return;
        }
        if (ssrc != NONE) {
            lostBefore = lost();
            packetsOfSsrc = 0;
            firstIndex = NONE;
            window.startOver(sequence);
            nacks.reset();
            reception.reset();
            ntp.reset();
            frames = new FrameParser();
        }
        ssrc = newSsrc;
    }

    /**
     * Takes a media packet with the view, extensions and arrival of {@code packet} filled, and
     * fills in the rest. Gives {@link #REFUSED} or {@link #DAMAGED} for a packet that goes no
     * further; else the round trip that a retransmission proved, or -1.
     */
    long ingest(MediaPacket packet, TrackConfig.Format packetFormat, boolean byRtx) {
        long nowNanos = packet.arrivalNanos;
        RtpPacket rtp = packet.rtp;
        long index = window.accept(rtp.sequenceNumber(), byRtx);
        if (index < 0) {
            duplicates++;
            if (!byRtx && index == SequenceWindow.DUPLICATE) {
                reception.onDuplicate();
            }
            return REFUSED;
        }
        format = packetFormat;
        Codec codec = packetFormat.codec();
        packet.mid = mid;
        packet.encoding = encoding;
        packet.codec = codec;
        packet.index = index;
        packet.recovered = byRtx;
        packet.ntpNanos = ntp.nanos(rtp.timestamp(), codec.clockRateHz());
        packet.audioLevel = packet.extensions.audioLevel();
        packet.voice = packet.extensions.voice();
        count(nowNanos, packet, byRtx);
        long roundTripNanos = byRtx ? nacks.sinceAskedNanos(nowNanos, index) : -1;
        if (packetFormat.nack() && !nacks.onPacket(nowNanos, index)) {
            keyframeRequests.request(nowNanos);
        }
        boolean whole = frames.parse(codec, rtp, packet.extensions, packet.frame);
        if (!whole && rtp.payloadBytes() > 0) {
            damaged++;
            return DAMAGED;
        }
        if (codec.kind() == MediaKind.VIDEO
                && packet.frame.keyframe
                && packet.frame.frameStart
                && packet.frame.spatialId == 0) {
            keyframes++;
            nacks.onKeyframe(index);
            keyframeRequests.onKeyframe();
        }
        int layerBytes = rtp.payloadBytes();
        rates.add(nowNanos, packet.frame.spatialId, packet.frame.temporalId, layerBytes);
        return roundTripNanos;
    }

    private void count(long nowNanos, MediaPacket packet, boolean byRtx) {
        firstIndex = firstIndex == NONE ? packet.index : Math.min(firstIndex, packet.index);
        lastPacketNanos = nowNanos;
        packets++;
        packetsOfSsrc++;
        bytes += packet.rtp.payloadBytes();
        if (byRtx) {
            recovered++;
        } else {
            int clockRateHz = packet.codec.clockRateHz();
            reception.onPacket(nowNanos, packet.index, packet.rtp.timestamp(), clockRateHz);
        }
    }

    void onSenderReport(long nowNanos, long ntpTime, long rtpTimestamp) {
        reception.onSenderReport(nowNanos, ntpTime);
        ntp.onSenderReport(ntpTime, rtpTimestamp);
    }

    /** Fills the block and starts its next interval; says false when nothing came in this one. */
    boolean report(long nowNanos, ReportBlock block) {
        if (!reception.heard()) {
            return false;
        }
        block.ssrc = ssrc;
        reception.report(nowNanos, block);
        return true;
    }

    private long lost() {
        long expected = firstIndex == NONE ? 0 : window.highest() - firstIndex + 1;
        return lostBefore + expected - packetsOfSsrc;
    }
}
