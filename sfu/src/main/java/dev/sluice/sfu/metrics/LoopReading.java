package dev.sluice.sfu.metrics;

import dev.sluice.sfu.net.LoopMeter;
import dev.sluice.sfu.transport.Measure;

/**
 * A loop as it was at one instant.
 *
 * @param counts by {@link Measure#index}; never changed
 * @param busy share of a processor that its thread used since the reading before, 0 to 1
 * @param stallsLately times that it came late to its timers within the last ten readings
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LoopReading(
        long atNanos,
        long[] counts,
        LoopMeter.Reading meter,
        double busy,
        long stallsLately,
        int transports) {

    static LoopReading first(long nowNanos) {
        return new LoopReading(
                nowNanos,
                new long[Measure.values().length],
                new LoopMeter.Reading(0, 0, 0, 0, 0, 0, 0, 0),
                0,
                0,
                0);
    }
}
