package dev.sluice.sfu.tap;

/** Told that a subscriber needs a keyframe. On the embedder's executor. */
@FunctionalInterface
public interface KeyframeListener {

    /** For writers that have no say over keyframes, such as those of files. */
    KeyframeListener NONE = () -> {};

    /** A keyframe is needed as soon as the encoder can make one; may be asked for again. */
    void onKeyframeRequest();
}
