package dev.sluice.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.rtcp.ReportBlock;
import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.rtcp.RtcpWriter;
import dev.sluice.rtp.rtcp.TransportFeedback;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A receiver with lines of text for what comes out of it. */
final class ReceiverHarness implements RtcpHandler {

    static final long LOCAL_SSRC = 99;
    static final long MILLI = 1_000_000L;

    static final Map<Extension, Integer> EXTENSIONS =
            Map.of(
                    Extension.MID, PacketBuilder.MID,
                    Extension.RID, PacketBuilder.RID,
                    Extension.REPAIRED_RID, PacketBuilder.REPAIRED_RID,
                    Extension.TRANSPORT_CC, PacketBuilder.TRANSPORT_CC,
                    Extension.AUDIO_LEVEL, PacketBuilder.AUDIO_LEVEL);

    final RtpReceiver receiver = new RtpReceiver(LOCAL_SSRC, "cname");
    final List<String> media = new ArrayList<>();
    final List<String> feedback = new ArrayList<>();
    private final RtcpParser parser = new RtcpParser();
    private long clockNanos;

    static TrackConfig audio(String mid) {
        return new TrackConfig(
                mid,
                MediaKind.AUDIO,
                List.of(new TrackConfig.Format(Codec.OPUS, 111, -1, false, false, false, true)),
                EXTENSIONS,
                List.of(),
                List.of(),
                true);
    }

    static TrackConfig video(String mid, List<String> rids, TrackConfig.SignalledSsrc... ssrcs) {
        return new TrackConfig(
                mid,
                MediaKind.VIDEO,
                List.of(new TrackConfig.Format(Codec.VP8, 96, 97, true, true, true, true)),
                EXTENSIONS,
                rids,
                List.of(ssrcs),
                true);
    }

    ReceiverHarness(TrackConfig... tracks) {
        receiver.configure(List.of(tracks));
    }

    void receive(long nowMillis, byte[] packet) {
        clockNanos = nowMillis * MILLI;
        receiver.onRtp(nowMillis * MILLI, packet, 0, packet.length, this::onMedia);
    }

    private void onMedia(long nowNanos, MediaPacket packet) {
        byte[] data = packet.rtp.data();
        int from = packet.rtp.payloadOffset();
        media.add(
                String.format(
                        "%s/%d %s %d #%d %s%s%s",
                        packet.mid,
                        packet.encoding,
                        packet.codec.encodingName(),
                        packet.rtp.ssrc(),
                        packet.rtp.sequenceNumber(),
                        HexFormat.of().formatHex(data, from, from + packet.rtp.payloadBytes()),
                        packet.frame.keyframe ? " key" : "",
                        packet.recovered ? " recovered" : ""));
    }

    /** Serves all timers up to and at {@code nowMillis}. */
    void run(long nowMillis) {
        while (receiver.nextDeadlineNanos() <= nowMillis * MILLI) {
            clockNanos = Math.max(clockNanos, receiver.nextDeadlineNanos());
            long now = clockNanos;
            receiver.onTimeout(
                    now,
                    (data, offset, length) ->
                            assertEquals(
                                    RtcpParser.Verdict.OK,
                                    parser.parse(now, data, offset, length, this)));
        }
    }

    void rtcp(long nowMillis, RtcpWriter writer) {
        writer.flush(
                (data, offset, length) -> receiver.onRtcp(nowMillis * MILLI, data, offset, length));
    }

    EncodingStats stats(int track) {
        return receiver.stats(0).get(track);
    }

    private void note(long nowNanos, String text) {
        feedback.add(nowNanos / MILLI + " " + text);
    }

    @Override
    public void onReportBlock(long nowNanos, long reporter, ReportBlock block) {
        note(nowNanos, "report " + block.ssrc + " lost=" + block.cumulativeLost);
    }

    @Override
    public void onNack(long nowNanos, long reporter, long mediaSsrc, int sequence, int following) {
        note(nowNanos, "nack " + mediaSsrc + " " + sequence + "+" + Integer.toHexString(following));
    }

    @Override
    public void onPli(long nowNanos, long reporter, long mediaSsrc) {
        note(nowNanos, "pli " + mediaSsrc);
    }

    @Override
    public void onFir(long nowNanos, long reporter, long mediaSsrc, int command) {
        note(nowNanos, "fir " + mediaSsrc + " #" + command);
    }

    @Override
    public void onTransportFeedback(long nowNanos, long reporter, TransportFeedback transport) {
        note(nowNanos, "twcc " + transport.baseSequence() + "x" + transport.count());
    }

    @Override
    public void onReceiverReferenceTime(long nowNanos, long reporter, long ntp) {
        note(nowNanos, "rrtr");
    }

    @Override
    public void onDelaySinceLastRr(
            long nowNanos, long reporter, long ssrc, long lastRr, long delay) {
        note(nowNanos, "dlrr " + ssrc + " " + lastRr + " " + delay);
    }
}
