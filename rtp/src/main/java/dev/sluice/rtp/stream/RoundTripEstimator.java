package dev.sluice.rtp.stream;

import dev.sluice.mediacore.stats.Ewma;

/**
 * The round trip to the peer from whatever tells it: echoes of our reference time, else report
 * blocks, else the answers to NACKs, else a guess. A source that fell silent makes room for the
 * next. Owned by the transport's loop.
 */
final class RoundTripEstimator {

    static final long DEFAULT_NANOS = 100_000_000L;

    private static final long MIN_NANOS = 1_000_000L;
    private static final long MAX_NANOS = 10_000_000_000L;
    private static final long STALE_NANOS = 10_000_000_000L;
    private static final double WEIGHT = 0.3;

    /** Where a measurement comes from, the best first. */
    enum Source {
        REFERENCE_TIME,
        REPORT_BLOCK,
        RETRANSMISSION
    }

    private final Measurement referenceTime = new Measurement();
    private final Measurement reportBlock = new Measurement();
    private final Measurement retransmission = new Measurement();

    /** Takes a measurement in nanoseconds; a negative one or one over 10 s is left out. */
    void add(long nowNanos, Source source, long roundTripNanos) {
        if (roundTripNanos < 0 || roundTripNanos > MAX_NANOS) {
            return;
        }
        Measurement measurement =
                switch (source) {
                    case REFERENCE_TIME -> referenceTime;
                    case REPORT_BLOCK -> reportBlock;
                    case RETRANSMISSION -> retransmission;
                };
        measurement.average.add((double) Math.max(roundTripNanos, MIN_NANOS));
        measurement.takenNanos = nowNanos;
    }

    long nanos(long nowNanos) {
        if (referenceTime.isFresh(nowNanos)) {
            return referenceTime.nanos();
        }
        if (reportBlock.isFresh(nowNanos)) {
            return reportBlock.nanos();
        }
        return retransmission.isFresh(nowNanos) ? retransmission.nanos() : DEFAULT_NANOS;
    }

    private static final class Measurement {
        final Ewma average = new Ewma(WEIGHT);
        long takenNanos;

        boolean isFresh(long nowNanos) {
            return !average.isEmpty() && nowNanos - takenNanos < STALE_NANOS;
        }

        long nanos() {
            return (long) average.orElse((double) DEFAULT_NANOS);
        }
    }
}
