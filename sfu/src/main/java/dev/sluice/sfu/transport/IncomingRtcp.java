package dev.sluice.sfu.transport;

import dev.sluice.rtp.rtcp.ReportBlock;
import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.TransportFeedback;
import dev.sluice.rtp.stream.RtpReceiver;

/**
 * Gives each fact of a peer's RTCP to whom it concerns: what it says of its own streams to the
 * receiver, what it says of ours to the slot with that SSRC. Facts about SSRCs that are not ours go
 * nowhere.
 */
final class IncomingRtcp implements RtcpHandler {

    private final RtpReceiver receiver;
    private final SlotSet slots;
    private final Downlink downlink;
    private final NtpClock clock;
    private final TransportCounters counters;
    private boolean congestionNews;

    IncomingRtcp(
            RtpReceiver receiver,
            SlotSet slots,
            Downlink downlink,
            NtpClock clock,
            TransportCounters counters) {
        this.receiver = receiver;
        this.slots = slots;
        this.downlink = downlink;
        this.clock = clock;
        this.counters = counters;
    }

    /** Whether the last compound said anything about the path; asking forgets it. */
    boolean takeCongestionNews() {
        boolean news = congestionNews;
        congestionNews = false;
        return news;
    }

    @Override
    public void onTransportFeedback(long nowNanos, long reporter, TransportFeedback feedback) {
        downlink.onFeedback(nowNanos, new ReportedFeedback(feedback));
        congestionNews = true;
    }

    @Override
    public void onRemb(long nowNanos, long reporter, long bitsPerSecond) {
        downlink.onRemb(nowNanos, bitsPerSecond);
        congestionNews = true;
    }

    @Override
    public void onSenderReport(
            long nowNanos, long ssrc, long ntp, long rtpTimestamp, long packets, long bytes) {
        receiver.onSenderReport(nowNanos, ssrc, ntp, rtpTimestamp, packets, bytes);
    }

    @Override
    public void onReportBlock(long nowNanos, long reporter, ReportBlock block) {
        if (!slots.onReportBlock(block)) {
            return;
        }
        long roundTrip =
                clock.roundTripNanos(
                        nowNanos, block.lastSenderReport, block.delaySinceLastSenderReport);
        if (roundTrip >= 0) {
            slots.roundTrip(roundTrip);
            receiver.onRoundTrip(nowNanos, roundTrip);
            downlink.onReceiverReport(nowNanos, block.fractionLost / 256.0, roundTrip);
        }
    }

    @Override
    public void onBye(long nowNanos, long ssrc) {
        receiver.onBye(nowNanos, ssrc);
    }

    @Override
    public void onNack(long nowNanos, long reporter, long mediaSsrc, int sequence, int following) {
        counters.nacksReceived += 1 + Integer.bitCount(following);
        slots.onNack(nowNanos, mediaSsrc, sequence, following);
    }

    @Override
    public void onPli(long nowNanos, long reporter, long mediaSsrc) {
        counters.keyframeRequestsReceived++;
        slots.onKeyframeRequest(nowNanos, mediaSsrc);
    }

    @Override
    public void onFir(long nowNanos, long reporter, long mediaSsrc, int command) {
        counters.keyframeRequestsReceived++;
        slots.onKeyframeRequest(nowNanos, mediaSsrc);
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
}
