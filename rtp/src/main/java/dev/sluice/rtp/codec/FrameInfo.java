package dev.sluice.rtp.codec;

/**
 * What one packet's payload descriptor (and dependency descriptor) says about its frame. One
 * instance per stream, reused for every packet; owned by the stream's media loop. A frame is what
 * one spatial layer contributes to a picture.
 */
public final class FrameInfo {

    /** The value of an id that the packet does not carry. */
    public static final int ABSENT = -1;

    /** The packet starts a frame. */
    public boolean frameStart;

    /**
     * {@link #frameStart} is a guess, and several packets of one frame may have it: the format does
     * not mark the first packet (H264). It starts the frame if the packet before it has another
     * timestamp.
     */
    public boolean frameStartUncertain;

    /** The packet ends a frame. */
    public boolean frameEnd;

    /**
     * The frame decodes without any earlier one: the only place where a switch to this stream may
     * happen. Told on the packet that starts the frame.
     */
    public boolean keyframe;

    /**
     * VP8, H264 and AV1: lines of the picture, told on the packet that starts a keyframe or brings
     * its parameters; 0 unknown.
     */
    public int height;

    /** Spatial layer inside this stream (SVC), 0 the lowest. */
    public int spatialId;

    /** Temporal layer, 0 the lowest. */
    public int temporalId;

    /**
     * VP8 (the Y bit): this frame refers to the base layer only, so a receiver may take up its
     * temporal layer here. VP9 (the U bit): a receiver may take up higher temporal layers behind
     * this frame.
     */
    public boolean switchingPoint;

    /** VP9 (the P bit): the frame refers to earlier pictures. */
    public boolean interPicture;

    /** VP9 (the D bit): the frame refers to the spatial layer below it in the same picture. */
    public boolean interLayer;

    /**
     * VP9 (the Z bit): from here on no higher spatial layer refers to this frame's layer within a
     * picture.
     */
    public boolean unusedByUpperLayers;

    /** VP9: how many spatial layers the attached scalability structure has; 0 without one. */
    public int spatialLayers;

    /** VP8 and VP9: the picture id, {@link #pictureIdBits} wide, or {@link #ABSENT}. */
    public int pictureId;

    /** The width of the picture id: 7 or 15, or 0 without one. */
    public int pictureIdBits;

    /** VP8 and VP9: the number of the temporal base layer picture, 0 to 255, or {@link #ABSENT}. */
    public int tl0PictureIndex;

    /** VP8: the keyframe index, 0 to 31, or {@link #ABSENT}. */
    public int keyIndex;

    /** What the dependency descriptor says, when the packet has one. */
    public final DependencyDescriptor dependency = new DependencyDescriptor();

    /** Sets every field to what is said of a codec without layers. */
    public void clear() {
        frameStart = false;
        frameStartUncertain = false;
        frameEnd = false;
        keyframe = false;
        height = 0;
        spatialId = 0;
        temporalId = 0;
        switchingPoint = false;
        interPicture = false;
        interLayer = false;
        unusedByUpperLayers = false;
        spatialLayers = 0;
        pictureId = ABSENT;
        pictureIdBits = 0;
        tl0PictureIndex = ABSENT;
        keyIndex = ABSENT;
        dependency.clear();
    }

    /** Takes over every field of {@code other}. */
    public void copyFrom(FrameInfo other) {
        frameStart = other.frameStart;
        frameStartUncertain = other.frameStartUncertain;
        frameEnd = other.frameEnd;
        keyframe = other.keyframe;
        height = other.height;
        spatialId = other.spatialId;
        temporalId = other.temporalId;
        switchingPoint = other.switchingPoint;
        interPicture = other.interPicture;
        interLayer = other.interLayer;
        unusedByUpperLayers = other.unusedByUpperLayers;
        spatialLayers = other.spatialLayers;
        pictureId = other.pictureId;
        pictureIdBits = other.pictureIdBits;
        tl0PictureIndex = other.tl0PictureIndex;
        keyIndex = other.keyIndex;
        dependency.copyFrom(other.dependency);
    }
}
