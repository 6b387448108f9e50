package dev.sluice.rtp.codec;

/**
 * What one packet's payload descriptor (and dependency descriptor) says about its frame. One
 * instance per stream, reused for every packet; owned by the stream's media loop.
 */
public final class FrameInfo {

    /** The packet starts a frame (of its spatial layer). */
    public boolean frameStart;

    /** The packet ends a frame (of its spatial layer). */
    public boolean frameEnd;

    /**
     * The frame decodes without any earlier one: the only place where a switch to this stream may
     * happen.
     */
    public boolean keyframe;

    /** Spatial layer inside this stream (SVC), 0 the lowest. */
    public int spatialId;

    /** Temporal layer, 0 the lowest. */
    public int temporalId;

    /**
     * A receiver of lower temporal layers may start to receive this one here (VP8 Y, VP9 U, AV1
     * switch).
     */
    public boolean switchingPoint;

    /** Sets every field to what is said of a codec without layers. */
    public void clear() {
        frameStart = false;
        frameEnd = false;
        keyframe = false;
        spatialId = 0;
        temporalId = 0;
        switchingPoint = false;
    }
}
