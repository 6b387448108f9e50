package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.ext.VideoLayersAllocation;
import dev.sluice.rtp.stream.MediaPacket;

/**
 * How high the pictures of each layer of a publication are, and by that, which encoding of a
 * simulcast is which layer: browsers name the lowest first, OBS the highest. Owned by a loop.
 */
public final class LayerHeights {

    private final int encodings;
    private final int[] heights;
    private final VideoLayersAllocation allocation = new VideoLayersAllocation();
    private boolean decided;
    private boolean highestFirst;

    LayerHeights(int encodings) {
        this.encodings = encodings;
        this.heights = new int[Math.max(encodings, VideoLayersAllocation.MAX_LAYERS)];
    }

    /** Chromium tells the heights of all layers in an extension; of others a keyframe must. */
    void onMedia(MediaPacket packet) {
        if (packet.codec.kind() != MediaKind.VIDEO) {
            return;
        }
        boolean simulcast = encodings > 1;
        int own = simulcast ? packet.encoding : packet.frame.spatialId;
        if (packet.frame.height > 0 && own < heights.length) {
            learn(own, packet.frame.height);
        }
        HeaderExtensions extensions = packet.extensions;
        Extension told = Extension.VIDEO_LAYERS_ALLOCATION;
        if (extensions.has(told)
                && allocation.parse(
                        extensions.data(), extensions.offset(told), extensions.length(told))
                && allocation.hasResolutions()) {
            for (int i = 0; i < VideoLayersAllocation.MAX_LAYERS; i++) {
                int height = simulcast ? allocation.height(i, 0) : allocation.height(0, i);
                if (height > 0) {
                    learn(i, height);
                }
            }
        }
    }

    private void learn(int index, int height) {
        heights[index] = height;
        for (int i = 0; i < encodings && !decided; i++) {
            // Once for good: when pictures grow, the layers do not do so in one instant.
            decided = i != index && heights[i] > 0 && heights[i] != height;
            highestFirst = decided && (i < index) == (heights[i] > height);
        }
    }

    /**
     * The height of a layer's pictures in pixels, 0 unknown.
     *
     * @param encoding of a simulcast, else the spatial layer
     */
    public int height(int encoding) {
        return heights[encoding];
    }

    /** Which layer an encoding is, 0 the lowest; also which encoding a layer is. */
    public int swap(int layerOrEncoding) {
        return highestFirst ? encodings - 1 - layerOrEncoding : layerOrEncoding;
    }
}
