package dev.sluice.sfu.forward;

/** Whoever can ask a publisher for keyframes: its transport. Called on the publisher's loop. */
@FunctionalInterface
public interface KeyframeSource {

    /** Asks for a keyframe of one encoding (0 the lowest); throttled by the receiver. */
    void requestKeyframe(String mid, int encoding);
}
