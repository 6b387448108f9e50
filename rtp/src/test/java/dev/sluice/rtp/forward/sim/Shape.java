package dev.sluice.rtp.forward.sim;

/** What a synthetic publication sends. */
public enum Shape {
    OPUS(1, 1, 1, false, false),
    VP8_SIMULCAST(3, 1, 3, false, false),
    VP8_DESCRIPTOR(3, 1, 3, true, false),
    H264_SIMULCAST(3, 1, 1, false, false),
    VP9_L3T3(1, 3, 3, false, false),
    VP9_L3T3_KEY(1, 3, 3, false, true),
    VP9_L3T3_KEY_DESCRIPTOR(1, 3, 3, true, true),
    AV1_SIMULCAST(3, 1, 3, true, false),
    AV1_L3T3(1, 3, 3, true, false),
    AV1_L3T3_KEY(1, 3, 3, true, true);

    public final int encodings;
    public final int spatialLayers;
    public final int temporalLayers;

    /** Packets carry the dependency descriptor. */
    public final boolean descriptor;

    /** Spatial layers refer to one another at keyframes only. */
    public final boolean keyOnly;

    Shape(int encodings, int spatial, int temporal, boolean descriptor, boolean keyOnly) {
        this.encodings = encodings;
        this.spatialLayers = spatial;
        this.temporalLayers = temporal;
        this.descriptor = descriptor;
        this.keyOnly = keyOnly;
    }

    public String codec() {
        return name().split("_")[0];
    }

    public int clockRate() {
        return this == OPUS ? 48_000 : 90_000;
    }

    /** The time from picture to picture. */
    public long periodNanos() {
        return this == OPUS ? 20_000_000L : 33_333_333L;
    }
}
