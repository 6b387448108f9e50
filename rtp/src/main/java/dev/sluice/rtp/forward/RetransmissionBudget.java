package dev.sluice.rtp.forward;

import dev.sluice.mediacore.stats.RateCounter;

/**
 * Keeps retransmissions within 15 % of what a slot sends: every byte of media earns a part of one,
 * and what is earned within a second may be spent at once. Owned by a slot.
 */
final class RetransmissionBudget {

    private static final int PERCENT = 15;

    /** A dozen packets may always be saved up, so that a slow stream can repair a burst. */
    private static final long FLOOR_HUNDREDTHS = 15_000 * 100L;

    private final RateCounter sent = RateCounter.ofOneSecond();
    private long hundredths = FLOOR_HUNDREDTHS;

    void onMedia(long nowNanos, int bytes) {
        sent.add(nowNanos, bytes);
        long most = Math.max(FLOOR_HUNDREDTHS, sent.perSecond(nowNanos) * PERCENT);
        hundredths = Math.min(most, hundredths + (long) bytes * PERCENT);
    }

    boolean allows(int bytes) {
        return hundredths >= bytes * 100L;
    }

    void spend(int bytes) {
        hundredths -= bytes * 100L;
    }
}
