package dev.sluice.sfu.forward;

import dev.sluice.mediacore.stats.RateCounter;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.ext.VideoLayersAllocation;
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
    private final @Nullable RateCounter[] bytes =
            new @Nullable RateCounter[MAX_LAYERS * MAX_TEMPORAL];
    private final @Nullable RateCounter[] frames =
            new @Nullable RateCounter[MAX_LAYERS * MAX_TEMPORAL];

    private final VideoLayersAllocation allocation = new VideoLayersAllocation();
    private final int[] heights = new int[MAX_LAYERS];

    FeedRates(int encodings) {
        simulcast = encodings > 1;
    }

    void onMedia(long nowNanos, MediaPacket packet) {
        if (packet.codec.kind() != MediaKind.VIDEO || packet.rtp.payloadBytes() == 0) {
            return;
        }
        int layer = Math.min(simulcast ? packet.encoding : packet.frame.spatialId, MAX_LAYERS - 1);
        readHeights(packet, layer);
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
        for (int layer = 0; layer < MAX_LAYERS; layer++) {
            long bps = simulcast ? 0 : lowerLayersBps;
            double fps = 0;
            for (int temporal = 0; temporal < MAX_TEMPORAL; temporal++) {
                long own = rate(bytes, nowNanos, layer, temporal);
                if (own > 0) {
                    bps += own;
                    fps += rate(frames, nowNanos, layer, temporal) / 8.0;
                    rungs.add(new Rung(layer, temporal, bps, heights[layer], fps));
                }
            }
            lowerLayersBps = bps;
        }
        return rungs;
    }

    /** Chromium tells the heights of all layers in an extension; of Firefox a keyframe must. */
    private void readHeights(MediaPacket packet, int ofLayer) {
        if (packet.frame.height > 0) {
            heights[ofLayer] = packet.frame.height;
        }
        HeaderExtensions extensions = packet.extensions;
        Extension told = Extension.VIDEO_LAYERS_ALLOCATION;
        if (!extensions.has(told)
                || !allocation.parse(
                        extensions.data(), extensions.offset(told), extensions.length(told))
                || !allocation.hasResolutions()) {
            return;
        }
        for (int layer = 0; layer < MAX_LAYERS; layer++) {
            int height = simulcast ? allocation.height(layer, 0) : allocation.height(0, layer);
            heights[layer] = height > 0 ? height : heights[layer];
        }
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
