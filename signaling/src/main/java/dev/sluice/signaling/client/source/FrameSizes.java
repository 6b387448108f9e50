package dev.sluice.signaling.client.source;

import java.util.Arrays;

/** How large a layer's frames are. One per layer: it may count. Owned by the participant's loop. */
public interface FrameSizes {

    /** The next frame's size in bytes. */
    int next(boolean keyframe);

    /** All alike. */
    static FrameSizes constant(int bytes, int keyframeBytes) {
        return keyframe -> keyframe ? keyframeBytes : bytes;
    }

    /**
     * Those of a trace, over and over, scaled to a mean.
     *
     * @param bytes at least one, each at least 1
     * @param meanBytes of a frame; 0: as they are
     * @throws IllegalArgumentException when there are none
     */
    static FrameSizes trace(int[] bytes, int meanBytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a trace of frame sizes has at least one");
        }
        double mean = Arrays.stream(bytes).average().orElse(1);
        double scale = meanBytes == 0 ? 1 : meanBytes / mean;
        int[] scaled = Arrays.stream(bytes).map(b -> (int) Math.max(1, b * scale)).toArray();
        return new FrameSizes() {
            private int at;

            @Override
            public int next(boolean keyframe) {
                int size = scaled[at];
                at = (at + 1) % scaled.length;
                return size;
            }
        };
    }
}
