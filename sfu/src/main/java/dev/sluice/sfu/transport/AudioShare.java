package dev.sluice.sfu.transport;

import dev.sluice.rtp.cc.CongestionController;

/**
 * What audio takes of the path to a subscriber, and whether it comes with its redundancy (RFC
 * 2198): only where packets were lost of late, and where there is room for it. Owned by the
 * transport's loop.
 */
final class AudioShare {

    /** One slot's Opus with its share of RTCP, in wire bits per second. */
    private static final long PLAIN_BPS = 60_000;

    private static final long REDUNDANT_BPS = 95_000;

    /** From this share of lost packets on one hears it. */
    private static final double LOSSY = 0.01;

    private static final long LOSSY_LASTS_NANOS = 20_000_000_000L;

    private boolean lossy;
    private long lossyNanos;
    private boolean redundant;

    /** Decides anew, after every feedback. */
    void update(long nowNanos, CongestionController congestion, SlotSet slots) {
        if (congestion.lossFraction() >= LOSSY) {
            lossy = true;
            lossyNanos = nowNanos;
        } else if (nowNanos - lossyNanos > LOSSY_LASTS_NANOS) {
            lossy = false;
        }
        boolean room = congestion.budgetBps() >= slots.carryingAudio() * REDUNDANT_BPS;
        boolean wanted = lossy && room;
        if (wanted != redundant) {
            redundant = wanted;
            slots.redundancy(wanted);
        }
    }

    /** In wire bits per second: never given to video. */
    long bps(SlotSet slots) {
        return slots.carryingAudio() * (redundant ? REDUNDANT_BPS : PLAIN_BPS);
    }
}
