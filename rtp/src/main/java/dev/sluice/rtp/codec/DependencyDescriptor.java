package dev.sluice.rtp.codec;

import org.jspecify.annotations.Nullable;

/**
 * What one packet's dependency descriptor said (RTP Payload Format for AV1, appendix A.8). Mutable,
 * reused; owned as the {@link FrameInfo} that holds it.
 */
public final class DependencyDescriptor {

    /** A frame's indication for a decode target: the target does not have the frame. */
    public static final int NOT_PRESENT = 0;

    /** No later frame of the target refers to this one. */
    public static final int DISCARDABLE = 1;

    /** When this frame decodes, every later frame of the target does. */
    public static final int SWITCH = 2;

    /** Later frames of the target refer to this one. */
    public static final int REQUIRED = 3;

    /** The packet has a descriptor, and at least its first three bytes could be read. */
    public boolean present;

    /** The template id, 0 to 63. */
    public int templateId;

    /** The frame number, 0 to 65,535: one counter for all encodings of a simulcast. */
    public int frameNumber;

    /** The packet carries the structure itself. */
    public boolean structureAttached;

    /**
     * The structure that the frame follows; null when it is not known (lost, or damaged): then only
     * the fields above mean anything.
     */
    public @Nullable DependencyStructure structure;

    /** The decode target indications, two bits each; see {@link #indication(int)}. */
    public long indications;

    /** How many {@link #references} the frame has. */
    public int referenceCount;

    /** The distances to the frames referred to, in frame numbers, 1 upward. */
    public final int[] references = new int[DependencyStructure.MAX_REFERENCES];

    /** The decode targets that the sender keeps up, one bit each. */
    public int activeTargets;

    /** The packet says {@link #activeTargets} itself. */
    public boolean activeTargetsAttached;

    /** Where in the descriptor the bits of the active decode targets are, or would go. */
    public int activeTargetsBit;

    /** How many bits of the descriptor have a meaning; the rest is padding. */
    public int bits;

    /** What this frame is to decode target {@code target}. */
    public int indication(int target) {
        return indication(indications, target);
    }

    static int indication(long indications, int target) {
        return (int) (indications >>> (2 * target)) & 3;
    }

    /** Forgets all: no descriptor. */
    public void clear() {
        present = false;
        templateId = 0;
        frameNumber = 0;
        structureAttached = false;
        structure = null;
        indications = 0;
        referenceCount = 0;
        activeTargets = 0;
        activeTargetsAttached = false;
        activeTargetsBit = 0;
        bits = 0;
    }

    void copyFrom(DependencyDescriptor other) {
        present = other.present;
        templateId = other.templateId;
        frameNumber = other.frameNumber;
        structureAttached = other.structureAttached;
        structure = other.structure;
        indications = other.indications;
        referenceCount = other.referenceCount;
        System.arraycopy(other.references, 0, references, 0, referenceCount);
        activeTargets = other.activeTargets;
        activeTargetsAttached = other.activeTargetsAttached;
        activeTargetsBit = other.activeTargetsBit;
        bits = other.bits;
    }
}
