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

    private static final int INDEPENDENT = 1 << 9;

    /** A layer that was left out of so many pictures in a row has gone. */
    private static final int PATIENCE_PICTURES = 12;

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

    /** The highest layer seen in the current picture, forwarded or not. */
    private int pictureTop;

    /** Layers may be added in the current picture. */
    private boolean pictureGrows;

    /** For how many pictures the layer let through has not been sent. */
    private int picturesWithout;

    /** Layers refer to one another at keyframes only. */
    private boolean independent;

    @Override
    void start(FrameInfo keyframe) {
        spatial = 0;
        temporal = targetTemporal;
        unbroken = 0;
        layers = 1;
        pictureTimestamp = NONE;
        pictureTop = 0;
        picturesWithout = 0;
        independent = false;
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
            climb(frame);
        }
        int verdict = admitLate(frame, limits());
        note(frame, verdict);
        return verdict;
    }

    private void startPicture(FrameInfo frame, long timestamp, boolean atStart) {
        picturesWithout = pictureTop < spatial ? picturesWithout + 1 : 0;
        if (picturesWithout > PATIENCE_PICTURES) {
            layers = pictureTop + 1;
        }
        pictureTimestamp = timestamp;
        pictureLayers = 0;
        pictureTop = frame.spatialId;
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
        int wanted = wanted();
        if (wanted < spatial && !breaks(wanted)) {
            spatial = wanted;
        }
    }

    private void climb(FrameInfo frame) {
        int layer = frame.spatialId;
        layers = Math.max(layers, layer + 1);
        pictureTop = Math.max(pictureTop, layer);
        if (layer > 0 && frame.interPicture) {
            independent = !frame.interLayer;
        }
        boolean below = layer > 0 && ((pictureLayers >>> (layer - 1)) & 1) != 0;
        if (!frame.interPicture && pictureGrows && below && layer == spatial + 1) {
            spatial = Math.min(layer, targetSpatial);
        }
    }

    private void note(FrameInfo frame, int verdict) {
        int bit = 1 << frame.spatialId;
        if (verdict != FORWARD) {
            if (frame.temporalId <= temporal) {
                unbroken &= ~bit;
            }
        } else if (frame.frameStart) {
            pictureLayers |= bit;
            if (!frame.interPicture) {
                unbroken |= bit;
            }
            if (frame.switchingPoint && frame.temporalId <= temporal) {
                temporal = Math.max(temporal, targetTemporal);
            }
        }
    }

    @Override
    int admitLate(FrameInfo frame, int limits) {
        int top = limits & 7;
        boolean within = frame.spatialId <= top && frame.temporalId <= ((limits >>> 6) & 7);
        boolean unused =
                frame.unusedByUpperLayers && (limits & INDEPENDENT) != 0 && frame.spatialId < top;
        return within && !unused ? FORWARD : DROP;
    }

    /** Spatial layer, the layer that ends the picture, temporal layer: 3 bits each; a flag. */
    @Override
    int limits() {
        int last = pictureGrows ? wanted() : spatial;
        boolean cut = last < layers - 1;
        int end = cut ? last : ENDED_BY_SENDER;
        int layersInForce = spatial | (end << 3) | (temporal << 6);
        return layersInForce | (independent ? INDEPENDENT : 0);
    }

    @Override
    boolean endsPicture(FrameInfo frame, int limits) {
        int last = (limits >>> 3) & 7;
        return frame.frameEnd && last != ENDED_BY_SENDER && frame.spatialId == last;
    }

    @Override
    boolean wantsKeyframe() {
        int wanted = wanted();
        return wanted > spatial || (wanted < spatial && breaks(wanted));
    }

    /** A lower layer cannot be taken up: something of it was left out, or may have been. */
    private boolean breaks(int layer) {
        return independent || ((unbroken >>> layer) & 1) == 0;
    }

    private int wanted() {
        return Math.min(targetSpatial, layers - 1);
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
