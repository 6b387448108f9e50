package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.FrameInfo;

/**
 * Temporal layers of VP8 by its payload descriptor (RFC 7741, section 4.2): down at any frame, up
 * one layer at a time at a frame with Y, which refers to the base layer only.
 */
final class Vp8Filter extends LayerFilter {

    /** TID has two bits. */
    private static final int MAX_TEMPORAL = 3;

    private int target;
    private int limit;

    @Override
    void start(FrameInfo keyframe) {
        // After a keyframe no layer refers to anything that was left out.
        limit = target;
    }

    @Override
    void target(int spatial, int temporal) {
        target = Math.min(temporal, MAX_TEMPORAL);
    }

    @Override
    int admit(FrameInfo frame, long timestamp, boolean contiguous) {
        if (frame.frameStart) {
            move(frame);
        }
        return admitLate(frame, limit);
    }

    private void move(FrameInfo frame) {
        if (frame.keyframe || target < limit) {
            limit = target;
        } else if (frame.switchingPoint
                && frame.temporalId == limit + 1
                && frame.temporalId <= target) {
            limit = frame.temporalId;
        }
    }

    @Override
    int admitLate(FrameInfo frame, int limits) {
        return frame.temporalId <= limits ? FORWARD : DROP;
    }

    @Override
    int limits() {
        return limit;
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
        return limit;
    }
}
