package dev.sluice.sfu.alloc;

/** How much a subscriber chose to receive. */
public enum SubscriberMode {
    /** All that the path carries. */
    AUTO(Long.MAX_VALUE, Integer.MAX_VALUE, Double.MAX_VALUE),
    /** At most 480 lines and 20 frames/s, 300 kbps in all. */
    SAVER(300_000, 480, 20),
    /** No video. */
    AUDIO_ONLY(0, 0, 0);

    private final long maxBps;
    private final int maxHeight;
    private final double maxFps;

    SubscriberMode(long maxBps, int maxHeight, double maxFps) {
        this.maxBps = maxBps;
        this.maxHeight = maxHeight;
        this.maxFps = maxFps;
    }

    long maxBps() {
        return maxBps;
    }

    int maxHeight() {
        return maxHeight;
    }

    double maxFps() {
        return maxFps;
    }
}
