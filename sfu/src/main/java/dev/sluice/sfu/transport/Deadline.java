package dev.sluice.sfu.transport;

/**
 * When a transport has something to do next, remembered: its parts are asked again only after
 * something happened to it, because asking all of them costs more than sending a packet. Owned by
 * the transport's loop.
 */
final class Deadline {

    /** Something happened, and nobody asked since. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private long nanos = UNKNOWN;

    /** What was found last, or {@link #UNKNOWN}. */
    long nanos() {
        return nanos;
    }

    /** Anything may be due at any time from now on. */
    void forget() {
        nanos = UNKNOWN;
    }

    /** The parts were asked; gives what they said. */
    long found(long earliestNanos) {
        nanos = earliestNanos;
        return earliestNanos;
    }

    /** One part has something to do at that time, and nothing else changed. */
    void atMost(long partNanos) {
        if (partNanos < nanos) {
            nanos = partNanos;
        }
    }
}
