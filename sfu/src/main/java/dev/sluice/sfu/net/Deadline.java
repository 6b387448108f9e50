package dev.sluice.sfu.net;

import org.jspecify.annotations.Nullable;

/**
 * When a peer has something to do next, remembered: it is asked again only after something happened
 * to it, because asking costs more than sending a packet. A nearer one moves the loop's timer once
 * the peer is registered. Owned by the peer's loop.
 */
public final class Deadline {

    /** Something happened, and nobody asked since. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private long nanos = UNKNOWN;

    // Of the timer that it is registered with.
    @Nullable LoopTimer timer;
    @Nullable DatagramPeer peer;
    int place;

    /** It waits there to be asked. */
    boolean listed;

    /** Of a peer that was never asked. */
    public Deadline() {}

    /** What was found last, or {@link #UNKNOWN}. */
    long nanos() {
        return nanos;
    }

    /** Anything may be due at any time from now on: at the end of the batch the loop asks. */
    public void forget() {
        if (nanos != UNKNOWN) {
            nanos = UNKNOWN;
            if (timer != null) {
                timer.onUnknown(this);
            }
        }
    }

    /** The peer is being called, and tells or is asked afterwards. */
    void called() {
        nanos = UNKNOWN;
    }

    /** The peer's parts were asked, and said so. */
    public void found(long earliestNanos) {
        nanos = Math.max(earliestNanos, UNKNOWN + 1);
        if (timer != null) {
            timer.onKnown(place, nanos);
        }
    }

    /** One part has something to do at that time, and nothing else changed. */
    public void atMost(long partNanos) {
        if (partNanos < nanos) {
            found(partNanos);
        }
    }
}
