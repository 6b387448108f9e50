package dev.sluice.sfu.forward;

import dev.sluice.mediacore.stats.RateCounter;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.forward.LayerHeights;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.alloc.Rung;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each layer of a published track costs on the wire, measured over a second: the rungs among
 * which an allocator chooses. A layer is a simulcast encoding, or a spatial layer where there is
 * only one encoding. Owned by the feed's loop.
 */
final class FeedRates {

    private static final int MAX_LAYERS = 4;
    private static final int MAX_TEMPORAL = 4;

    /** IPv4, UDP and the SRTP tag: what a packet is longer on the wire. */
    private static final int OVERHEAD_BYTES = 20 + 8 + 16;

    private final boolean simulcast;
    private final int layers;
    private final LayerHeights heights;
    private final @Nullable RateCounter[] bytes;
    private final @Nullable RateCounter[] frames;

    /**
     * @param heights of the same track, told of each packet before
     */
    FeedRates(int encodings, LayerHeights heights) {
        simulcast = encodings > 1;
        layers = simulcast ? encodings : MAX_LAYERS;
        this.heights = heights;
        bytes = new @Nullable RateCounter[layers * MAX_TEMPORAL];
        frames = new @Nullable RateCounter[layers * MAX_TEMPORAL];
    }

    void onMedia(long nowNanos, MediaPacket packet) {
        if (packet.codec.kind() != MediaKind.VIDEO || packet.rtp.payloadBytes() == 0) {
            return;
        }
        int layer = Math.min(simulcast ? packet.encoding : packet.frame.spatialId, layers - 1);
        int temporal = Math.min(packet.frame.temporalId, MAX_TEMPORAL - 1);
        int at = layer * MAX_TEMPORAL + temporal;
        counter(bytes, at).add(nowNanos, packet.rtp.length() + OVERHEAD_BYTES);
        if (packet.frame.frameStart) {
            counter(frames, at).add(nowNanos, 1);
        }
    }

    /**
     * The rungs that are being sent now, cheapest layers first. Allocates: for a few calls a
     * second.
     */
    List<Rung> rungs(long nowNanos) {
        List<Rung> rungs = new ArrayList<>();
        long lowerLayersBps = 0;
        for (int layer = 0; layer < layers; layer++) {
            int from = simulcast ? heights.swap(layer) : layer;
            long bps = simulcast ? 0 : lowerLayersBps;
            double fps = 0;
            for (int temporal = 0; temporal < MAX_TEMPORAL; temporal++) {
                long own = rate(bytes, nowNanos, from, temporal);
                if (own > 0) {
                    bps += own;
                    fps += rate(frames, nowNanos, from, temporal) / 8.0;
                    rungs.add(new Rung(layer, temporal, bps, heights.height(from), fps));
                }
            }
            lowerLayersBps = bps;
        }
        return rungs;
    }

    private static long rate(
            @Nullable RateCounter[] counters, long nowNanos, int layer, int temporal) {
        RateCounter counter = counters[layer * MAX_TEMPORAL + temporal];
        return counter == null ? 0 : counter.bitsPerSecond(nowNanos);
    }

    private static RateCounter counter(@Nullable RateCounter[] counters, int at) {
        RateCounter counter = counters[at];
        if (counter == null) {
            counter = RateCounter.ofOneSecond();
            counters[at] = counter;
        }
        return counter;
    }
}
