package dev.sluice.rtp.stream;

import dev.sluice.mediacore.stats.RateCounter;
import org.jspecify.annotations.Nullable;

/**
 * Bitrates of one stream by spatial and temporal layer over a second. Counters are made when a
 * layer is first seen. Owned by the transport's loop.
 */
final class LayerRates {

    static final int MAX_SPATIAL = 4;
    static final int MAX_TEMPORAL = 4;

    private final RateCounter total = RateCounter.ofOneSecond();
    private final @Nullable RateCounter[] layers =
            new @Nullable RateCounter[MAX_SPATIAL * MAX_TEMPORAL];

    /** Ids beyond the last layer count for the last. */
    void add(long nowNanos, int spatialId, int temporalId, int bytes) {
        total.add(nowNanos, bytes);
        int spatial = Math.min(spatialId, MAX_SPATIAL - 1);
        int temporal = Math.min(temporalId, MAX_TEMPORAL - 1);
        int at = spatial * MAX_TEMPORAL + temporal;
        RateCounter layer = layers[at];
        if (layer == null) {
            layer = RateCounter.ofOneSecond();
            layers[at] = layer;
        }
        layer.add(nowNanos, bytes);
    }

    long bitsPerSecond(long nowNanos) {
        return total.bitsPerSecond(nowNanos);
    }

    /** The rate of exactly this layer, without those below it. */
    long bitsPerSecond(long nowNanos, int spatialId, int temporalId) {
        if (spatialId >= MAX_SPATIAL || temporalId >= MAX_TEMPORAL) {
            return 0;
        }
        RateCounter layer = layers[spatialId * MAX_TEMPORAL + temporalId];
        return layer == null ? 0 : layer.bitsPerSecond(nowNanos);
    }

    void reset() {
        total.reset();
        for (RateCounter layer : layers) {
            if (layer != null) {
                layer.reset();
            }
        }
    }
}
