package dev.sluice.rtp.stream;

import dev.sluice.rtp.rtcp.NtpTime;
import dev.sluice.rtp.rtcp.ReportBlock;

/**
 * What a report block says about one stream: loss and jitter (RFC 3550, sections 6.4.1, A.3, A.8).
 * Retransmissions have a stream of their own and do not count. Owned by the transport's loop.
 */
final class ReceptionStatistics {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MAX_CUMULATIVE = 0x7F_FFFF;
    private static final long NONE = -1;

    private long baseIndex = NONE;
    private long cycleBase;
    private long highestIndex;
    private long received;
    private long expectedBefore;
    private long receivedBefore;
    private long lastArrivalNanos;
    private long lastTimestamp;
    private double jitter;
    private long lastSenderReport;
    private long senderReportNanos;

    /** Counts a packet that did not come as a retransmission. */
    void onPacket(long nowNanos, long index, long timestamp, int clockRateHz) {
        if (baseIndex == NONE) {
            baseIndex = index;
            cycleBase = index & ~0xFFFFL;
            highestIndex = index;
        } else if (index > highestIndex) {
            highestIndex = index;
            updateJitter(nowNanos, timestamp, clockRateHz);
        } else {
            baseIndex = Math.min(baseIndex, index);
            received++;
            return;
        }
        lastArrivalNanos = nowNanos;
        lastTimestamp = timestamp;
        received++;
    }

    /** Counts a duplicate: section 6.4.1 takes it for received. */
    void onDuplicate() {
        received++;
    }

    void onSenderReport(long nowNanos, long ntp) {
        lastSenderReport = NtpTime.compact(ntp);
        senderReportNanos = nowNanos;
    }

    /** Fills {@code block} but for its SSRC, and starts the next interval. */
    void report(long nowNanos, ReportBlock block) {
        long expected = expected();
        long expectedNow = expected - expectedBefore;
        long lostNow = expectedNow - (received - receivedBefore);
        expectedBefore = expected;
        receivedBefore = received;
        block.fractionLost =
                expectedNow <= 0 || lostNow <= 0
                        ? 0
                        : (int) Math.min(255, lostNow * 256 / expectedNow);
        long lost = expected - received;
        block.cumulativeLost = (int) Math.max(-MAX_CUMULATIVE - 1, Math.min(lost, MAX_CUMULATIVE));
        block.extendedHighestSequence = (highestIndex - cycleBase) & 0xFFFF_FFFFL;
        block.jitter = (long) jitter;
        block.lastSenderReport = lastSenderReport;
        block.delaySinceLastSenderReport =
                lastSenderReport == 0
                        ? 0
                        : NtpTime.compactOfNanos(nowNanos - senderReportNanos) & 0xFFFF_FFFFL;
    }

    /** Whether anything came since the last report. */
    boolean heard() {
        return received != receivedBefore;
    }

    long expected() {
        return baseIndex == NONE ? 0 : highestIndex - baseIndex + 1;
    }

    /** In units of the clock. */
    double jitter() {
        return jitter;
    }

    void reset() {
        baseIndex = NONE;
        received = 0;
        expectedBefore = 0;
        receivedBefore = 0;
        jitter = 0;
        lastSenderReport = 0;
    }

    private void updateJitter(long nowNanos, long timestamp, int clockRateHz) {
        double arrived = (nowNanos - lastArrivalNanos) * (clockRateHz / NANOS_PER_SECOND);
        double difference = Math.abs(arrived - (int) (timestamp - lastTimestamp));
        // A source that was switched or muted jumps; that is no jitter.
        if (difference < clockRateHz) {
            jitter += (difference - jitter) / 16;
        }
    }
}
