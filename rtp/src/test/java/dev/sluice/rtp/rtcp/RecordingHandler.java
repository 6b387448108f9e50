package dev.sluice.rtp.rtcp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Keeps every fact as a line of text. */
final class RecordingHandler implements RtcpHandler {

    final List<String> facts = new ArrayList<>();

    @Override
    public void onSenderReport(
            long nowNanos, long ssrc, long ntp, long rtpTimestamp, long packets, long bytes) {
        facts.add(
                String.format(
                        "SR %d ntp=%016x ts=%d packets=%d bytes=%d",
                        ssrc, ntp, rtpTimestamp, packets, bytes));
    }

    @Override
    public void onReportBlock(long nowNanos, long reporter, ReportBlock block) {
        facts.add(
                String.format(
                        "block %d of %d: fraction=%d lost=%d highest=%d jitter=%d lsr=%d dlsr=%d",
                        reporter,
                        block.ssrc,
                        block.fractionLost,
                        block.cumulativeLost,
                        block.extendedHighestSequence,
                        block.jitter,
                        block.lastSenderReport,
                        block.delaySinceLastSenderReport));
    }

    @Override
    public void onCname(long nowNanos, long ssrc, byte[] data, int offset, int length) {
        facts.add("cname " + ssrc + " " + new String(data, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void onBye(long nowNanos, long ssrc) {
        facts.add("bye " + ssrc);
    }

    @Override
    public void onNack(long nowNanos, long reporter, long mediaSsrc, int sequence, int following) {
        facts.add(
                String.format("nack %d of %d: %d %04x", reporter, mediaSsrc, sequence, following));
    }

    @Override
    public void onPli(long nowNanos, long reporter, long mediaSsrc) {
        facts.add("pli " + reporter + " of " + mediaSsrc);
    }

    @Override
    public void onFir(long nowNanos, long reporter, long mediaSsrc, int command) {
        facts.add("fir " + reporter + " of " + mediaSsrc + " #" + command);
    }

    @Override
    public void onTransportFeedback(long nowNanos, long reporter, TransportFeedback feedback) {
        facts.add(
                IntStream.range(0, feedback.count())
                        .mapToObj(i ->
                                feedback.sequence(i)
                                        + "="
                                        + (feedback.received(i)
                                                ? feedback.arrivalNanos(i) / 250_000
                                                : "lost"))
                        .collect(
                                Collectors.joining(
                                        " ", "feedback " + feedback.feedbackCount() + ": ", "")));
    }

    @Override
    public void onRemb(long nowNanos, long reporter, long bitsPerSecond) {
        facts.add("remb " + reporter + " " + bitsPerSecond);
    }

    @Override
    public void onReceiverReferenceTime(long nowNanos, long reporter, long ntp) {
        facts.add(String.format("rrtr %d %016x", reporter, ntp));
    }

    @Override
    public void onDelaySinceLastRr(
            long nowNanos, long reporter, long ssrc, long lastRr, long delay) {
        facts.add("dlrr " + reporter + " of " + ssrc + " lrr=" + lastRr + " dlrr=" + delay);
    }
}
