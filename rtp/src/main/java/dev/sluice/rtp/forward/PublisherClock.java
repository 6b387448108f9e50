package dev.sluice.rtp.forward;

import dev.sluice.rtp.stream.MediaPacket;

/**
 * How a participant's capture times relate to our monotonic clock: the shortest way from capture to
 * arrival seen lately. One per participant and loop, shared by audio and video, so that an error of
 * it moves both and lips stay in sync. Owned by the loop.
 */
public final class PublisherClock {

    /** The clocks of two machines drift apart by less than this: nanoseconds per second. */
    private static final long DRIFT = 100_000L;

    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A publisher that set its clock by more than this starts anew. */
    private static final long STEP_NANOS = 10 * NANOS_PER_SECOND;

    private long offset = UNKNOWN;
    private long sinceNanos;

    /** Takes note of a packet that came at {@code arrivalNanos}. */
    void onPacket(long arrivalNanos, long ntpNanos) {
        if (ntpNanos == MediaPacket.NTP_UNKNOWN) {
            return;
        }
        long way = arrivalNanos - ntpNanos;
        if (offset == UNKNOWN || Math.abs(way - offset) > STEP_NANOS) {
            offset = way;
            sinceNanos = arrivalNanos;
            return;
        }
        long drift = Math.max(0, arrivalNanos - sinceNanos) / (NANOS_PER_SECOND / DRIFT);
        if (drift > 0) {
            offset += drift;
            sinceNanos = arrivalNanos;
        }
        offset = Math.min(offset, way);
    }

    boolean known() {
        return offset != UNKNOWN;
    }

    /** What our clock showed when the publisher's showed {@code ntpNanos}; only when known. */
    long monotonicNanos(long ntpNanos) {
        return ntpNanos + offset;
    }
}
