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

    private final SoundLoss loss = new SoundLoss();
    private boolean redundant;

    /** Decides anew, after every feedback. */
    void update(long nowNanos, Downlink downlink, SlotSet slots) {
        CongestionController congestion = downlink.congestion();
        loss.update(
                nowNanos,
                congestion.lossFraction(),
                congestion.queueDelayNanos(),
                downlink.samplesSound());
        boolean room = congestion.budgetBps() >= slots.carryingAudio() * REDUNDANT_BPS;
        boolean wanted = loss.lossy() && room;
        if (wanted != redundant) {
            redundant = wanted;
            slots.redundancy(wanted);
        }
    }

    /** Whether samples of the sound are enough to know the path by. */
    boolean calm() {
        return loss.calm();
    }

    /** In wire bits per second: never given to video. */
    long bps(SlotSet slots) {
        return slots.carryingAudio() * (redundant ? REDUNDANT_BPS : PLAIN_BPS);
    }
}
