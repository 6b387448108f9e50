package dev.sluice.signaling.client;

import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.rtcp.NtpTime;
import dev.sluice.rtp.rtcp.ReportBlock;
import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.rtcp.RtcpWriter;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.rtp.stream.RtpReceiver;
import dev.sluice.rtp.stream.TrackConfig;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a participant receives and sends as RTP and RTCP. Owned by the participant's loop. */
final class ClientMedia implements RtcpHandler {

    private static final String CNAME = "headless";

    /** As often as Chromium and Firefox were seen to report. */
    private static final long FEEDBACK_NANOS = 62_500_000L;

    private final ClientTransport transport;
    private final ParticipantListener listener;
    private final int authenticateOneIn;
    private final long wallOffsetNanos;
    private final RtpReceiver receiver;
    private final RtcpParser parser = new RtcpParser();
    private final RtcpWriter writer = new RtcpWriter();
    private final RtpPacket header = new RtpPacket();
    private final ReceivedMedia received = new ReceivedMedia();
    private final Map<String, RemotePublication> bound = new HashMap<>();
    private final List<LocalPublication> publications = new ArrayList<>();
    private final byte[] cname = CNAME.getBytes(StandardCharsets.US_ASCII);
    private final boolean[] rtxTypes = new boolean[128];
    private int sinceAuthenticated;

    ClientMedia(
            ClientTransport transport,
            ParticipantListener listener,
            int authenticateOneIn,
            RandomGenerator random,
            long wallOffsetNanos) {
        this.transport = transport;
        this.listener = listener;
        this.authenticateOneIn = authenticateOneIn;
        this.wallOffsetNanos = wallOffsetNanos;
        this.receiver = new RtpReceiver(random.nextLong(1, 0x1_0000_0000L), CNAME);
        receiver.steadyFeedback(FEEDBACK_NANOS);
    }

    void add(LocalPublication publication) {
        publications.add(publication);
    }

    void remove(LocalPublication publication) {
        publications.remove(publication);
        publication.close();
    }

    List<LocalPublication> publications() {
        return publications;
    }

    RtpReceiver receiver() {
        return receiver;
    }

    void bind(String mid, @Nullable RemotePublication publication) {
        if (publication == null) {
            bound.remove(mid);
        } else {
            bound.put(mid, publication);
        }
    }

    /** Takes the sections of an answer: what we receive, and which of our publications flow. */
    void configure(RemoteDescription answer) {
        List<TrackConfig> tracks = new ArrayList<>();
        for (MediaSection section : answer.sections()) {
            if (section.remoteSends()) {
                tracks.add(track(section));
            }
            for (LocalPublication publication : publications) {
                if (section.remoteReceives() && publication.mid().equals(section.mid())) {
                    publication.negotiated(section);
                }
            }
        }
        receiver.configure(tracks);
    }

    private TrackConfig track(MediaSection section) {
        List<TrackConfig.Format> formats = new ArrayList<>();
        for (NegotiatedCodec codec : section.codecs()) {
            formats.add(
                    new TrackConfig.Format(
                            codec.codec(),
                            codec.payloadType(),
                            codec.rtxPayloadType(),
                            codec.nack(),
                            codec.pli(),
                            codec.fir(),
                            codec.transportCc()));
            if (codec.rtxPayloadType() != NegotiatedCodec.NO_RTX) {
                rtxTypes[codec.rtxPayloadType()] = true;
            }
        }
        List<TrackConfig.SignalledSsrc> ssrcs =
                section.streams().stream()
                        .map(s -> new TrackConfig.SignalledSsrc(s.ssrc(), s.rtxSsrc()))
                        .toList();
        return new TrackConfig(
                section.mid(),
                section.kind(),
                formats,
                section.extensions(),
                List.of(),
                ssrcs,
                false);
    }

    void onSrtp(long nowNanos, byte[] data, int offset, int length) {
        received.datagramBytes = length;
        if (skips(data, offset, length)) {
            received.authenticated = false;
            receiver.onRtp(nowNanos, data, offset, header.headerBytes(), this::onMedia);
            return;
        }
        received.authenticated = true;
        int bytes = transport.unprotectRtp(data, offset, length);
        if (bytes >= 0) {
            receiver.onRtp(nowNanos, data, offset, bytes, this::onMedia);
        }
    }

    /**
     * Sampling spares plain media only: of padding and retransmissions the encrypted part is
     * needed.
     */
    private boolean skips(byte[] data, int offset, int length) {
        if (authenticateOneIn == 1 || ++sinceAuthenticated >= authenticateOneIn) {
            sinceAuthenticated = 0;
            return false;
        }
        return (data[offset] & 0x20) == 0
                && header.parse(data, offset, length) == RtpPacket.Verdict.OK
                && !rtxTypes[header.payloadType()];
    }

    private void onMedia(long nowNanos, MediaPacket packet) {
        received.packet = packet;
        received.publication = bound.get(packet.mid);
        listener.onMedia(received);
    }

    void onRtcp(long nowNanos, byte[] data, int offset, int length) {
        parser.parse(nowNanos, data, offset, length, this);
    }

    /** Keys are there: publications begin. */
    void onConnected() {
        publications.forEach(LocalPublication::resume);
    }

    void onTick(long nowNanos) {
        if (nowNanos >= receiver.nextDeadlineNanos()) {
            receiver.onTimeout(nowNanos, transport);
        }
        for (int i = 0; i < publications.size(); i++) {
            for (SendStream stream : publications.get(i).streams()) {
                if (nowNanos >= stream.nextDeadlineNanos()) {
                    writer.reset();
                    stream.report(nowNanos, nowNanos + wallOffsetNanos, writer);
                    writer.cname(stream.ssrc(), cname);
                    writer.flush(transport);
                }
            }
        }
    }

    /** The round trip that a report block proves, in nanoseconds, or -1. */
    private long roundTripNanos(long nowNanos, ReportBlock block) {
        long now = NtpTime.compact(NtpTime.ofNanos(nowNanos + wallOffsetNanos));
        return NtpTime.roundTripNanos(
                now, block.lastSenderReport, block.delaySinceLastSenderReport);
    }

    private @Nullable SendStream stream(long ssrc) {
        for (LocalPublication publication : publications) {
            for (SendStream stream : publication.streams()) {
                if (stream.ssrc() == ssrc) {
                    return stream;
                }
            }
        }
        return null;
    }

    @Override
    public void onSenderReport(
            long nowNanos, long ssrc, long ntp, long rtpTimestamp, long packets, long bytes) {
        receiver.onSenderReport(nowNanos, ssrc, ntp, rtpTimestamp, packets, bytes);
    }

    @Override
    public void onReportBlock(long nowNanos, long reporter, ReportBlock block) {
        SendStream stream = stream(block.ssrc);
        if (stream != null) {
            stream.onReported();
            long roundTripNanos = roundTripNanos(nowNanos, block);
            if (roundTripNanos >= 0) {
                receiver.onRoundTrip(nowNanos, roundTripNanos);
            }
        }
    }

    @Override
    public void onNack(long nowNanos, long reporter, long mediaSsrc, int sequence, int following) {
        SendStream stream = stream(mediaSsrc);
        if (stream != null) {
            stream.onNack(nowNanos, sequence, following);
        }
    }

    @Override
    public void onPli(long nowNanos, long reporter, long mediaSsrc) {
        onKeyframeRequest(mediaSsrc);
    }

    @Override
    public void onFir(long nowNanos, long reporter, long mediaSsrc, int command) {
        onKeyframeRequest(mediaSsrc);
    }

    private void onKeyframeRequest(long ssrc) {
        for (LocalPublication publication : publications) {
            List<SendStream> streams = publication.streams();
            for (int i = 0; i < streams.size(); i++) {
                if (streams.get(i).ssrc() == ssrc) {
                    publication.onKeyframeRequest(i);
                    listener.onKeyframeRequest(publication, i);
                }
            }
        }
    }

    @Override
    public void onReceiverReferenceTime(long nowNanos, long reporter, long ntp) {
        receiver.onReceiverReferenceTime(nowNanos, reporter, ntp);
    }

    @Override
    public void onDelaySinceLastRr(
            long nowNanos, long reporter, long ssrc, long lastRr, long delay) {
        receiver.onDelaySinceLastRr(nowNanos, reporter, ssrc, lastRr, delay);
    }

    /** Asks for a keyframe of whatever carries a publication now. */
    void requestKeyframe(long nowNanos, String publicationId) {
        bound.forEach((mid, publication) -> {
            if (publication.id().equals(publicationId)) {
                receiver.requestKeyframe(nowNanos, mid, 0);
            }
        });
    }

    ParticipantStats stats(long nowNanos) {
        long resent = 0;
        long latest = 0;
        for (LocalPublication publication : publications) {
            latest = Math.max(latest, publication.takeLatestNanos());
            for (SendStream stream : publication.streams()) {
                resent += stream.resent();
            }
        }
        TransportStats datagrams = transport.stats();
        Tuple path = transport.path();
        return new ParticipantStats(
                datagrams.sentPackets,
                datagrams.sentBytes,
                resent,
                datagrams.receivedPackets,
                datagrams.receivedBytes,
                receiver.counters().duplicates(),
                datagrams.badSrtp,
                datagrams.unsendable,
                datagrams.socketFull,
                datagrams.filtered,
                latest,
                receiver.roundTripNanos(nowNanos),
                path == null ? null : path.protocol(),
                receiver.stats(nowNanos));
    }

    void close() {
        publications.forEach(LocalPublication::close);
        publications.clear();
    }
}
