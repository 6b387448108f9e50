package dev.sluice.sfu.alloc;

/** What a video stream shows, as far as its share of the bandwidth depends on it. */
public enum StreamKind {
    /** Frame rate first, then sharpness. */
    CAMERA,
    /** Sharpness first, then frame rate. */
    SCREEN
}
