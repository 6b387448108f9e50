package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.FrameInfo;

/** For streams whose layers cannot be told apart: lets everything through. */
final class NoLayersFilter extends LayerFilter {

    @Override
    void start(FrameInfo keyframe) {}

    @Override
    void target(int spatial, int temporal) {}

    @Override
    int admit(FrameInfo frame, long timestamp, boolean contiguous) {
        return FORWARD;
    }

    @Override
    int admitLate(FrameInfo frame, int limits) {
        return FORWARD;
    }

    @Override
    int limits() {
        return 0;
    }

    @Override
    boolean endsPicture(FrameInfo frame, int limits) {
        return false;
    }

    @Override
    boolean wantsKeyframe() {
        return false;
    }

    @Override
    int spatial() {
        return 0;
    }

    @Override
    int temporal() {
        return 0;
    }
}
