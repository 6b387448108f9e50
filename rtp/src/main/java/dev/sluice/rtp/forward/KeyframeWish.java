package dev.sluice.rtp.forward;

/**
 * When to ask for a keyframe: at once, again every 500 ms, and less often when nothing comes of it.
 * Owned by a slot.
 */
final class KeyframeWish {

    private static final long PERIOD_NANOS = 500_000_000L;
    private static final int MAX_DOUBLINGS = 3;
    private static final long AT_ONCE = Long.MIN_VALUE;

    private long nextNanos = AT_ONCE;
    private int asked;
    private boolean lossReported;
    private long lossNextNanos = AT_ONCE;

    /** The need has changed: what was asked before does not count. */
    void renew() {
        nextNanos = AT_ONCE;
        asked = 0;
    }

    /** The subscriber lost what it needs. */
    void onLoss() {
        lossReported = true;
    }

    /** A keyframe went out. */
    void onKeyframe() {
        lossReported = false;
    }

    /** Whether to ask on behalf of the subscriber, at most once per 500 ms; takes note of it. */
    boolean takeLoss(long nowNanos) {
        if (!lossReported || nowNanos < lossNextNanos) {
            return false;
        }
        lossReported = false;
        lossNextNanos = nowNanos + PERIOD_NANOS;
        return true;
    }

    /** Whether to ask for what a switch needs now; takes note of it. */
    boolean take(long nowNanos) {
        if (nowNanos < nextNanos) {
            return false;
        }
        nextNanos = nowNanos + (PERIOD_NANOS << Math.min(MAX_DOUBLINGS, Math.max(0, asked - 1)));
        asked++;
        return true;
    }

    /**
     * When there may be something to ask for.
     *
     * @param needed whether a switch still needs a keyframe
     * @param carries whether anything is carried that a reported loss may be about
     */
    long nextNanos(boolean needed, boolean carries) {
        long next = needed ? nextNanos : Long.MAX_VALUE;
        return carries && lossReported ? Math.min(next, lossNextNanos) : next;
    }
}
