package dev.sluice.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.rtcp.TransportFeedback;
import dev.sluice.rtp.trace.Trace;
import dev.sluice.rtp.trace.TracePacket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Plays a trace into a receiver as the network delivered it, and keeps what came out and what was
 * fed back.
 */
final class TraceReplay implements RtcpHandler {

    static final long LOCAL_SSRC = 0x51C0_0001L;

    private static final long SETTLE_NANOS = 400_000_000L;

    final Trace trace;
    final RtpReceiver receiver = new RtpReceiver(LOCAL_SSRC, "sluice");

    /** Payload of the first copy of each media packet, by SSRC and then by index. */
    final Map<Long, TreeMap<Long, byte[]>> delivered = new HashMap<>();

    final Set<Trace.Dropped> keyframes = new HashSet<>();
    final Set<Trace.Dropped> nacked = new HashSet<>();
    final Set<Integer> transportReceived = new HashSet<>();
    final Set<Integer> transportMissing = new HashSet<>();
    long lastNanos;
    long feedbackBytes;
    long receivedBytes;

    private final RtcpParser parser = new RtcpParser();

    TraceReplay(Trace trace) {
        this.trace = trace;
        receiver.configure(trace.tracks());
    }

    TraceReplay run() {
        RtpPacket rtp = new RtpPacket();
        Set<Trace.Dropped> dropped = trace.dropped();
        for (TracePacket packet : trace.packets()) {
            if (!packet.outgoing()) {
                continue;
            }
            runTimers(packet.nanos());
            lastNanos = packet.nanos();
            byte[] bytes = packet.bytes().clone();
            if (packet.rtcp()) {
                receiver.onRtcp(lastNanos, bytes, 0, bytes.length);
                continue;
            }
            rtp.parse(bytes, 0, bytes.length);
            if (!dropped.contains(new Trace.Dropped(rtp.ssrc(), rtp.sequenceNumber()))) {
                receivedBytes += bytes.length;
                receiver.onRtp(lastNanos, bytes, 0, bytes.length, this::onMedia);
            }
        }
        runTimers(lastNanos + SETTLE_NANOS);
        return this;
    }

    private void runTimers(long untilNanos) {
        while (receiver.nextDeadlineNanos() <= untilNanos) {
            long now = receiver.nextDeadlineNanos();
            receiver.onTimeout(
                    now,
                    (data, offset, length) -> {
                        feedbackBytes += length;
                        RtcpParser.Verdict verdict = parser.parse(now, data, offset, length, this);
                        assertEquals(RtcpParser.Verdict.OK, verdict);
                    });
            assertTrue(receiver.nextDeadlineNanos() > now, "a timer that was served is due later");
        }
    }

    private void onMedia(long nowNanos, MediaPacket packet) {
        RtpPacket rtp = packet.rtp;
        assertEquals(rtp.sequenceNumber(), packet.index & 0xFFFF);
        byte[] payload = new byte[rtp.payloadBytes()];
        System.arraycopy(rtp.data(), rtp.payloadOffset(), payload, 0, payload.length);
        byte[] before =
                delivered
                        .computeIfAbsent(rtp.ssrc(), ssrc -> new TreeMap<>())
                        .put(packet.index, payload);
        assertEquals(null, before, "no index comes twice");
        boolean video = packet.codec.kind() == MediaKind.VIDEO;
        if (video && packet.frame.keyframe && packet.frame.frameStart) {
            keyframes.add(new Trace.Dropped(rtp.ssrc(), rtp.sequenceNumber()));
        }
    }

    @Override
    public void onTransportFeedback(long nowNanos, long reporter, TransportFeedback feedback) {
        for (int i = 0; i < feedback.count(); i++) {
            (feedback.received(i) ? transportReceived : transportMissing).add(feedback.sequence(i));
        }
    }

    @Override
    public void onNack(long nowNanos, long reporter, long mediaSsrc, int sequence, int following) {
        assertEquals(LOCAL_SSRC, reporter);
        nacked.add(new Trace.Dropped(mediaSsrc, sequence));
        for (int i = 0; i < 16; i++) {
            if ((following >>> i & 1) != 0) {
                nacked.add(new Trace.Dropped(mediaSsrc, (sequence + i + 1) & 0xFFFF));
            }
        }
    }
}
