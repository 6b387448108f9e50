package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.FrameInfo;

/**
 * Spatial and temporal layers of VP9 by its payload descriptor (RFC 9628, section 4.2).
 *
 * <p>Spatially up where a layer refers to no earlier picture, which is so at a keyframe and where
 * the sender adds the layer; down at the start of a picture, if the lower layer was forwarded
 * without a break. Lower layers are left out where no upper one refers to them within the picture
 * (Z, as in the _KEY modes): then the way down needs a keyframe too. Temporally up behind a
 * switching-up point (U), down at the start of a picture.
 */
final class Vp9Filter extends LayerFilter {

    private static final int MAX_LAYERS = 8;
    private static final long NONE = -1;

    /** In place of a layer: with the highest layer of all let through, nothing is cut. */
    private static final int ENDED_BY_SENDER = MAX_LAYERS - 1;

    private int targetSpatial;
    private int targetTemporal;
    private int spatial;
    private int temporal;

    /** How many spatial layers the sender has, as far as seen. */
    private int layers = 1;

    /** The layers whose frames were all forwarded since they last began, one bit each. */
    private int unbroken;

    private long pictureTimestamp = NONE;

    /** The layers forwarded of the current picture, one bit each. */
    private int pictureLayers;

    /** Layers may be added in the current picture. */
    private boolean pictureGrows;

    @Override
    void start(FrameInfo keyframe) {
        spatial = 0;
        temporal = targetTemporal;
        unbroken = 0;
        layers = 1;
        pictureTimestamp = NONE;
    }

    @Override
    void target(int spatialId, int temporalId) {
        targetSpatial = Math.min(spatialId, MAX_LAYERS - 1);
        targetTemporal = Math.min(temporalId, MAX_LAYERS - 1);
    }

    @Override
    int admit(FrameInfo frame, long timestamp, boolean contiguous) {
        if (frame.frameStart) {
            if (timestamp != pictureTimestamp) {
                startPicture(frame, timestamp, contiguous || frame.spatialId == 0);
            }
            startFrame(frame);
        }
        return admitLate(frame, limits());
    }

    private void startPicture(FrameInfo frame, long timestamp, boolean atStart) {
        pictureTimestamp = timestamp;
        pictureLayers = 0;
        pictureGrows = frame.keyframe || frame.spatialLayers > 0;
        if (frame.spatialLayers > 0) {
            layers = frame.spatialLayers;
        }
        if (!atStart) {
            return;
        }
        if (frame.keyframe) {
            spatial = 0;
            temporal = targetTemporal;
        }
        temporal = Math.min(temporal, targetTemporal);
        if (targetSpatial < spatial && ((unbroken >>> targetSpatial) & 1) != 0) {
            spatial = targetSpatial;
        }
    }

    private void startFrame(FrameInfo frame) {
        int layer = frame.spatialId;
        layers = Math.max(layers, layer + 1);
        boolean below = layer > 0 && ((pictureLayers >>> (layer - 1)) & 1) != 0;
        if (!frame.interPicture && pictureGrows && below && layer == spatial + 1) {
            spatial = Math.min(layer, targetSpatial);
        }
        int bit = 1 << layer;
        if (admitLate(frame, limits()) != FORWARD) {
            if (frame.temporalId <= temporal) {
                unbroken &= ~bit;
            }
            return;
        }
        pictureLayers |= bit;
        if (!frame.interPicture) {
            unbroken |= bit;
        }
        if (frame.switchingPoint && frame.temporalId <= temporal) {
            temporal = Math.max(temporal, targetTemporal);
        }
    }

    @Override
    int admitLate(FrameInfo frame, int limits) {
        int top = limits & 7;
        boolean within = frame.spatialId <= top && frame.temporalId <= limits >>> 6;
        boolean unused = frame.unusedByUpperLayers && frame.spatialId < top;
        return within && !unused ? FORWARD : DROP;
    }

    /** Spatial layer, the layer that ends the picture, temporal layer: 3 bits each. */
    @Override
    int limits() {
        int last = pictureGrows ? Math.min(targetSpatial, layers - 1) : spatial;
        boolean cut = last < layers - 1;
        return spatial | (cut ? last << 3 : ENDED_BY_SENDER << 3) | (temporal << 6);
    }

    @Override
    boolean endsPicture(FrameInfo frame, int limits) {
        int last = (limits >>> 3) & 7;
        return frame.frameEnd && last != ENDED_BY_SENDER && frame.spatialId == last;
    }

    @Override
    boolean wantsKeyframe() {
        int wanted = Math.min(targetSpatial, layers - 1);
        return wanted > spatial || (wanted < spatial && ((unbroken >>> wanted) & 1) == 0);
    }

    @Override
    int spatial() {
        return spatial;
    }

    @Override
    int temporal() {
        return temporal;
    }
}
