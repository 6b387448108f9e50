package dev.sluice.sfu.transport;

import dev.sluice.rtp.stream.EncodingStats;
import dev.sluice.rtp.stream.RtpReceiver;
import dev.sluice.sfu.quality.QualityMeter.Measures;

/**
 * What a transport's counters say of the time since they were last asked. Owned by the transport's
 * loop.
 */
final class UplinkMeasures {

    private long packets;
    private long lost;

    /**
     * The worse of what comes from the peer and what goes to it. Allocates: for a call every few
     * seconds.
     */
    Measures measures(
            long nowNanos, RtpReceiver receiver, Downlink downlink, VideoAllocation allocation) {
        long packetsNow = 0;
        long lostNow = 0;
        double jitterMillis = 0;
        for (EncodingStats encoding : receiver.stats(nowNanos)) {
            packetsNow += encoding.packets();
            lostNow += encoding.lost();
            if (encoding.bitsPerSecond() > 0) {
                jitterMillis = Math.max(jitterMillis, encoding.jitterMillis());
            }
        }
        double came = Math.max(0, packetsNow - packets);
        double missing = Math.max(0, lostNow - lost);
        packets = packetsNow;
        lost = lostNow;
        double upLoss = came + missing == 0 ? 0 : missing / (came + missing);
        return new Measures(
                receiver.roundTripNanos(nowNanos) / 1e6
                        + downlink.congestion().queueDelayNanos() / 1e6,
                jitterMillis,
                Math.max(upLoss, downlink.congestion().lossFraction()),
                allocation.sentShare());
    }
}
