package dev.sluice.sfu.tap;

/** Told that a subscriber needs a keyframe. On the embedder's executor. */
@FunctionalInterface
public interface KeyframeListener {

    /** For writers that have no say over keyframes, such as those of files. */
    KeyframeListener NONE = () -> {};

    void onKeyframeRequest();
}
