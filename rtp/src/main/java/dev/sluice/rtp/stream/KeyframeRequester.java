package dev.sluice.rtp.stream;

/**
 * Limits the keyframe requests towards one stream: at most one per interval; those in between
 * become one at its end, unless a keyframe came since. Owned by the transport's loop.
 */
final class KeyframeRequester {

    private final long intervalNanos;
    private boolean asked;
    private long askedNanos;
    private long dueNanos = Long.MAX_VALUE;

    KeyframeRequester(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    void request(long nowNanos) {
        if (dueNanos == Long.MAX_VALUE) {
            dueNanos = asked ? Math.max(nowNanos, askedNanos + intervalNanos) : nowNanos;
        }
    }

    /** A keyframe starts: whoever asked before has what it wants. */
    void onKeyframe() {
        dueNanos = Long.MAX_VALUE;
    }

    /** Says true when a request is to be sent now, and takes it for sent. */
    boolean poll(long nowNanos) {
        if (nowNanos < dueNanos) {
            return false;
        }
        dueNanos = Long.MAX_VALUE;
        asked = true;
        askedNanos = nowNanos;
        return true;
    }

    /** When {@link #poll} says true, or {@link Long#MAX_VALUE}. */
    long nextDeadlineNanos() {
        return dueNanos;
    }
}
