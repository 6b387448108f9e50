package dev.sluice.bench.call;

import dev.sluice.bench.measure.FlowTracker;
import dev.sluice.bench.measure.Stamp;
import dev.sluice.signaling.client.ReceivedMedia;
import java.util.HashSet;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** What one person hears of one source of another. Written by a client's loop, read by any. */
public final class Flow {

    private static final long MAX_DELAY_NANOS = 60_000_000_000L;
    private static final long TENTH_NANOS = 100_000_000L;

    private final FlowTracker tracker = new FlowTracker();
    private final Histogram delays = new Histogram(MAX_DELAY_NANOS, 2);
    private final Set<Long> streams = new HashSet<>();
    private long lastNanos;
    private long lastIndex = Long.MIN_VALUE;
    private long longestGapNanos;
    private long longestStep;
    private long tenthNanos;
    private int inTenth;
    private int mostInTenth;

    synchronized void onPacket(ReceivedMedia media, Stamp.Reading stamp) {
        var packet = media.packet;
        long nowNanos = packet.arrivalNanos;
        tracker.onPacket(stamp.encoding, stamp.sequence, packet.index, packet.recovered);
        streams.add(packet.rtp.ssrc());
        if (!packet.recovered) {
            delays.recordValue(Math.min(MAX_DELAY_NANOS, Math.max(0, nowNanos - stamp.sentNanos)));
        }
        if (lastIndex != Long.MIN_VALUE && !packet.recovered) {
            longestStep = Math.max(longestStep, Math.abs(packet.index - lastIndex));
        }
        lastIndex = packet.recovered ? lastIndex : packet.index;
        longestGapNanos = Math.max(longestGapNanos, nowNanos - lastNanos);
        lastNanos = nowNanos;
        if (nowNanos - tenthNanos >= TENTH_NANOS) {
            tenthNanos = nowNanos;
            inTenth = 0;
        }
        mostInTenth = Math.max(mostInTenth, ++inTenth);
    }

    /** Counts from now. */
    public synchronized void mark(long nowNanos) {
        tracker.restart();
        delays.reset();
        lastNanos = nowNanos;
        longestGapNanos = 0;
        longestStep = 0;
        inTenth = 0;
        mostInTenth = 0;
    }

    /** Since the mark. */
    public synchronized Heard heard(long nowNanos) {
        return new Heard(
                tracker.delivered(),
                tracker.duplicates(),
                tracker.missing(),
                Math.max(longestGapNanos, nowNanos - lastNanos),
                delays.getTotalCount() == 0 ? 0 : delays.getValueAtPercentile(99),
                streams.size(),
                longestStep,
                mostInTenth);
    }

    public synchronized long packets() {
        return tracker.delivered();
    }
}
