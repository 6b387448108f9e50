package dev.sluice.rtp.stream;

import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.packet.Rtx;
import dev.sluice.rtp.rtcp.NtpTime;
import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.rtcp.RtcpSink;
import dev.sluice.rtp.rtcp.RtcpWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a peer sends over one transport: tells its streams apart, restores what was lost and
 * reports back. Sans-I/O; owned by the transport's media loop; allocates nothing per packet.
 *
 * <p>It handles those facts of the peer's RTCP that concern what we receive (sender reports, XR,
 * BYE): hand it a whole compound through {@link #onRtcp}, or delegate call by call from the
 * transport's own handler.
 */
public final class RtpReceiver implements RtcpHandler {

    private static final int MAX_CNAME_BYTES = 64;

    private final long localSsrc;
    private final MediaPacket packet = new MediaPacket();
    private final Demultiplexer demultiplexer;
    private final TransportFeedbackRecorder transportFeedback = new TransportFeedbackRecorder();
    private final EarlySenderReports earlyReports = new EarlySenderReports();
    private final RoundTripEstimator roundTrip = new RoundTripEstimator();
    private final CaptureClock captureClock;
    private final ReceiverReports reports;
    private final RepairRequests repairs;

    /** Made when first needed: whoever parses for the whole transport needs none here. */
    private @Nullable RtcpParser parser;

    private final RtcpWriter writer = new RtcpWriter();
    private final IngestCounters counters = new IngestCounters();
    private long lastMediaSsrc;

    /** A receiver whose wall clock nobody looks at: see the other constructor. */
    public RtpReceiver(long localSsrc, String cname) {
        this(localSsrc, cname, 0);
    }

    /**
     * A receiver of nothing; {@link #configure} says of what.
     *
     * @param localSsrc names us in feedback, unsigned 32-bit
     * @param cname our canonical name, at most 64 bytes in UTF-8
     * @param ntpNanos what our sender reports' clock shows at monotonic 0, in nanoseconds since
     *     1900
     * @throws IllegalArgumentException when the name has more than 64 bytes
     */
    public RtpReceiver(long localSsrc, String cname, long ntpNanos) {
        this(localSsrc, cname, ntpNanos, ReceiveLimits.DEFAULT);
    }

    /**
     * Likewise, with limits of its own.
     *
     * @throws IllegalArgumentException when the name has more than 64 bytes
     */
    public RtpReceiver(long localSsrc, String cname, long ntpNanos, ReceiveLimits limits) {
        byte[] name = cname.getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_CNAME_BYTES) {
            throw new IllegalArgumentException("a canonical name has at most 64 bytes: " + cname);
        }
        this.localSsrc = localSsrc;
        demultiplexer = new Demultiplexer(limits);
        captureClock = new CaptureClock(ntpNanos);
        reports = new ReceiverReports(localSsrc, name);
        repairs = new RepairRequests(localSsrc);
    }

    /**
     * Sends transport-wide feedback at even times while packets come, as browsers do, and not by
     * frames and received bytes. To be called before the first packet.
     */
    public void steadyFeedback(long everyNanos) {
        transportFeedback.steady(everyNanos);
    }

    /**
     * Says which sections the peer sends on from now, of which there is a bound. Streams of
     * sections that stay go on undisturbed; those of sections that are gone are forgotten.
     */
    public void configure(List<TrackConfig> tracks) {
        demultiplexer.configure(tracks);
    }

    /**
     * Takes one RTP packet out of SRTP, {@code nowNanos} being its arrival. Its bytes are changed
     * in place (RTX is unwrapped); {@code out} gets at most one media packet, which may have an
     * empty payload: padding takes sequence numbers too.
     */
    public void onRtp(long nowNanos, byte[] data, int offset, int length, MediaSink out) {
        RtpPacket rtp = packet.rtp;
        if (rtp.parse(data, offset, length) != RtpPacket.Verdict.OK) {
            counters.malformed++;
            return;
        }
        packet.arrivalNanos = nowNanos;
        packet.extensions.parse(rtp, demultiplexer.extensionIds());
        recordArrival(nowNanos, length);
        SsrcTable.Binding binding = demultiplexer.resolve(nowNanos, rtp, packet.extensions);
        if (binding == null) {
            counters.unknownStream++;
            return;
        }
        reports.start(nowNanos);
        if (binding.rtx) {
            onRetransmission(nowNanos, binding.encoding, out);
        } else {
            onMedia(nowNanos, binding.encoding, out);
        }
    }

    private void recordArrival(long nowNanos, int length) {
        transportFeedback.onBytes(length);
        int sequence = packet.extensions.transportSequenceNumber();
        if (sequence != HeaderExtensions.ABSENT && demultiplexer.transportFeedback()) {
            transportFeedback.onPacket(nowNanos, sequence, packet.rtp.marker());
        }
    }

    private void onRetransmission(long nowNanos, ReceivedEncoding encoding, MediaSink out) {
        TrackConfig.Format format = encoding.track().rtxFormat(packet.rtp.payloadType());
        if (format == null) {
            counters.unknownFormat++;
            return;
        }
        if (Rtx.isProbe(packet.rtp)) {
            counters.probes++;
            return;
        }
        if (encoding.ssrc() < 0) {
            counters.staleStream++;
            return;
        }
        Rtx.decapsulate(packet.rtp, format.payloadType(), encoding.ssrc());
        packet.extensions.parse(packet.rtp, demultiplexer.extensionIds());
        ingest(nowNanos, encoding, format, true, out);
    }

    private void onMedia(long nowNanos, ReceivedEncoding encoding, MediaSink out) {
        if (encoding.ssrc() != packet.rtp.ssrc()) {
            counters.staleStream++;
            return;
        }
        TrackConfig.Format format = encoding.track().mediaFormat(packet.rtp.payloadType());
        if (format == null) {
            counters.unknownFormat++;
            return;
        }
        lastMediaSsrc = encoding.ssrc();
        ingest(nowNanos, encoding, format, false, out);
    }

    private void ingest(
            long nowNanos,
            ReceivedEncoding encoding,
            TrackConfig.Format format,
            boolean byRtx,
            MediaSink out) {
        earlyReports.deliver(encoding);
        long roundTripNanos = encoding.ingest(packet, format, byRtx);
        repairs.onChange(encoding);
        if (roundTripNanos == ReceivedEncoding.REFUSED) {
            counters.duplicates++;
            return;
        }
        if (roundTripNanos == ReceivedEncoding.DAMAGED) {
            counters.damagedPayload++;
            return;
        }
        roundTrip.add(nowNanos, RoundTripEstimator.Source.RETRANSMISSION, roundTripNanos);
        captureClock.onPacket(packet.rtp, packet.extensions, demultiplexer.extensionIds());
        out.onMedia(nowNanos, packet);
    }

    /** Takes one RTCP datagram out of SRTCP when nobody else needs to see it. */
    public void onRtcp(long nowNanos, byte[] data, int offset, int length) {
        if (parser == null) {
            parser = new RtcpParser();
        }
        if (parser.parse(nowNanos, data, offset, length, this) != RtcpParser.Verdict.OK) {
            counters.malformedRtcp++;
        }
    }

    @Override
    public void onSenderReport(
            long nowNanos, long ssrc, long ntp, long rtpTimestamp, long packets, long bytes) {
        captureClock.onSenderReport(nowNanos, ntp, roundTrip.nanos(nowNanos));
        ReceivedEncoding encoding = demultiplexer.encoding(ssrc);
        if (encoding == null) {
            earlyReports.keep(nowNanos, ssrc, ntp, rtpTimestamp);
        } else {
            encoding.onSenderReport(nowNanos, ntp, rtpTimestamp);
        }
    }

    @Override
    public void onReceiverReferenceTime(long nowNanos, long reporter, long ntp) {
        reports.onReferenceTime(nowNanos, reporter, ntp);
    }

    @Override
    public void onDelaySinceLastRr(
            long nowNanos, long reporter, long ssrc, long lastRr, long delay) {
        if (ssrc == localSsrc) {
            long now = NtpTime.compact(ReceiverReports.referenceTime(nowNanos));
            long nanos = NtpTime.roundTripNanos(now, lastRr, delay);
            roundTrip.add(nowNanos, RoundTripEstimator.Source.REFERENCE_TIME, nanos);
        }
    }

    @Override
    public void onBye(long nowNanos, long ssrc) {
        counters.foreignByes++;
    }

    /**
     * The round trip as the peer's report blocks about our own streams tell it; used where the peer
     * does not answer reference time reports.
     */
    public void onRoundTrip(long nowNanos, long roundTripNanos) {
        roundTrip.add(nowNanos, RoundTripEstimator.Source.REPORT_BLOCK, roundTripNanos);
    }

    /**
     * Asks the publisher for a keyframe of one encoding: sent by {@link #onTimeout}, at most one
     * per 500 ms and encoding, a request in between kept for the end of that time. Nothing happens
     * for an encoding that does not exist or has no keyframe feedback.
     */
    public void requestKeyframe(long nowNanos, String mid, int encoding) {
        ReceivedEncoding target = encoding(mid, encoding);
        if (target != null) {
            target.keyframeRequests.request(nowNanos);
            repairs.onChange(target);
        }
    }

    /** Writes the feedback that is due; harmless when early or late. */
    public void onTimeout(long nowNanos, RtcpSink out) {
        writer.reset();
        transportFeedback.onTimeout(nowNanos, localSsrc, lastMediaSsrc, writer, out);
        List<ReceivedTrack> tracks = demultiplexer.tracks();
        repairs.onTimeout(nowNanos, roundTrip.nanos(nowNanos), tracks, writer, out);
        reports.onTimeout(nowNanos, tracks, writer, out);
    }

    /** When {@link #onTimeout} has work, or {@link Long#MAX_VALUE}; it may lie in the past. */
    public long nextDeadlineNanos() {
        long deadline = Math.min(reports.nextDeadlineNanos(), repairs.nextDeadlineNanos());
        return Math.min(deadline, transportFeedback.nextDeadlineNanos());
    }

    /** The best known round trip to the peer, in nanoseconds: 100 ms before any measurement. */
    public long roundTripNanos(long nowNanos) {
        return roundTrip.nanos(nowNanos);
    }

    /** One encoding, to be read; null when {@code mid} does not send or has not so many. */
    public @Nullable ReceivedEncoding encoding(String mid, int encoding) {
        ReceivedTrack track = demultiplexer.track(mid);
        return track == null || encoding < 0 || encoding >= track.encodings.length
                ? null
                : track.encodings[encoding];
    }

    /** What was dropped. */
    public IngestCounters counters() {
        return counters;
    }

    /** What each encoding received so far. Allocates: for statistics, not for the packet path. */
    public List<EncodingStats> stats(long nowNanos) {
        List<EncodingStats> stats = new ArrayList<>();
        for (ReceivedTrack track : demultiplexer.tracks()) {
            for (ReceivedEncoding encoding : track.encodings) {
                stats.add(encoding.stats(nowNanos));
            }
        }
        return stats;
    }
}
