package dev.sluice.rtp.forward;

import dev.sluice.rtp.stream.MediaPacket;
import org.jspecify.annotations.Nullable;

/**
 * Maps source timestamps to those of the slot. Within one encoding it adds a constant; at a switch
 * between encodings of one publication it goes by the capture times that sender reports give, and
 * where there are none, or at a switch of publication, by the wall clock. Outgoing timestamps are
 * without wraps. Owned by a slot.
 */
final class TimestampMap {

    /** What {@link #start} says. */
    enum Verdict {
        STARTED,
        /** The frame would go too far back: try again at a later one. */
        REFUSED
    }

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** How far a switch may go back and still be smoothed over: 1/20 s. */
    private static final long BEHIND_PARTS = 20;

    private static final long RESUME_SECONDS = 2;
    private static final long NEVER = Long.MIN_VALUE;

    private final int rate;

    /** A frame of the source and what it became. */
    private long sourceTimestamp;

    private long outTimestamp;
    private long arrivalNanos = NEVER;

    /** By how much the outgoing timestamps are ahead of what the capture times ask for. */
    private long ahead;

    /** The capture time of {@link #sourceTimestamp}, or unknown. */
    private long ntpNanos = MediaPacket.NTP_UNKNOWN;

    /** The switch was put off once: next time it must go on. */
    private boolean refused;

    /** The clock runs at {@code rate} Hz and starts at {@code first}. */
    TimestampMap(int rate, long first) {
        this.rate = rate;
        outTimestamp = first;
    }

    /** Another publication: its capture times tell nothing about the timestamps so far. */
    void newSource() {
        ntpNanos = MediaPacket.NTP_UNKNOWN;
        refused = false;
    }

    /**
     * Begins to map the encoding of {@code packet}, at its frame.
     *
     * @param mayRefuse there is an old layer that can go on until a later frame
     */
    Verdict start(MediaPacket packet, boolean mayRefuse) {
        if (arrivalNanos == NEVER) {
            begin(packet, outTimestamp, 0);
            return Verdict.STARTED;
        }
        long expected = expected(packet.arrivalNanos);
        boolean mapped =
                ntpNanos != MediaPacket.NTP_UNKNOWN && packet.ntpNanos != MediaPacket.NTP_UNKNOWN;
        long ideal = mapped ? outTimestamp - ahead + ticks(packet.ntpNanos - ntpNanos) : expected;
        if (Math.abs(ideal - expected) > RESUME_SECONDS * rate) {
            ideal = expected;
        }
        if (outTimestamp - ideal > rate / BEHIND_PARTS) {
            if (mayRefuse && !refused) {
                refused = true;
                return Verdict.REFUSED;
            }
            ideal = Math.max(expected, outTimestamp + 1);
        }
        long out = Math.max(ideal, outTimestamp + 1);
        begin(packet, out, out - ideal);
        return Verdict.STARTED;
    }

    private void begin(MediaPacket packet, long out, long aheadOfIdeal) {
        sourceTimestamp = packet.rtp.timestamp();
        outTimestamp = out;
        ahead = aheadOfIdeal;
        arrivalNanos = packet.arrivalNanos;
        ntpNanos = packet.ntpNanos;
        refused = false;
    }

    /**
     * Takes the newest packet. Says true when its timestamp was out of all proportion to the time
     * that passed, so that the mapping changed.
     */
    boolean advance(MediaPacket packet) {
        long timestamp = packet.rtp.timestamp();
        if (timestamp == sourceTimestamp) {
            return false;
        }
        long out = map(timestamp);
        long expected = expected(packet.arrivalNanos);
        if (packet.arrivalNanos - arrivalNanos > RESUME_SECONDS * NANOS_PER_SECOND
                && expected - out > RESUME_SECONDS * rate) {
            begin(packet, Math.max(expected, outTimestamp + 1), 0);
            return true;
        }
        sourceTimestamp = timestamp;
        outTimestamp = out;
        arrivalNanos = packet.arrivalNanos;
        ntpNanos = packet.ntpNanos;
        return false;
    }

    /** The outgoing timestamp of {@code timestamp}, an unsigned 32-bit number. */
    long map(long timestamp) {
        return outTimestamp + (int) (timestamp - sourceTimestamp);
    }

    /** What the media clock should show when a frame comes at {@code nowNanos}. */
    private long expected(long nowNanos) {
        return outTimestamp + ticks(nowNanos - arrivalNanos);
    }

    /**
     * What the media clock shows at {@code nowNanos}: by the capture time of the latest frame where
     * it is known, otherwise by its arrival.
     */
    long at(long nowNanos, @Nullable PublicationView view) {
        if (ntpNanos == MediaPacket.NTP_UNKNOWN || view == null || !view.clock().known()) {
            return expected(nowNanos);
        }
        return outTimestamp + ticks(nowNanos - view.clock().monotonicNanos(ntpNanos));
    }

    /** The outgoing timestamp of the newest frame. */
    long latest() {
        return outTimestamp;
    }

    private long ticks(long nanos) {
        return Math.round(nanos * (double) rate / NANOS_PER_SECOND);
    }
}
