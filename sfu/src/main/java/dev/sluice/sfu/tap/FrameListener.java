package dev.sluice.sfu.tap;

/** Receives a publication's whole frames in order, on the embedder's executor. */
@FunctionalInterface
public interface FrameListener {

    /** The next whole frame. */
    void onFrame(MediaFrame frame);

    /**
     * At least one frame is missing. Of video, no frame follows before the next keyframe: there
     * would be nothing to decode it with.
     */
    default void onGap() {}

    /** The publication or the tap ended: the last call. */
    default void onEnd() {}
}
