package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.DependencyDescriptor;
import dev.sluice.rtp.codec.DependencyStructure;
import dev.sluice.rtp.codec.FrameInfo;

/**
 * Continues the frame numbers and template ids of dependency descriptors over switches, and tells
 * the receiver which decode targets a slot keeps up (RTP Payload Format for AV1, appendix A). Owned
 * by a slot.
 */
final class DescriptorIds {

    private static final int NONE = -1;
    private static final int TEMPLATE_MASK = DependencyStructure.MAX_TEMPLATES - 1;

    private int lastFrameNumber = NONE;
    private int nextTemplateId = NONE;

    /** The outgoing number of the frame that brought the structure in force. */
    private int structureFrame = NONE;

    private int frameOffset;
    private int templateDelta;

    /** The receiver was told of fewer decode targets than the structure in force has. */
    private boolean narrowed;

    /** Begins at a keyframe of another stream. */
    void start(FrameInfo frame) {
        DependencyDescriptor descriptor = frame.dependency;
        DependencyStructure structure = descriptor.structure;
        if (!descriptor.present || structure == null) {
            return;
        }
        if (lastFrameNumber != NONE) {
            frameOffset = lastFrameNumber + 1 - descriptor.frameNumber;
        }
        if (nextTemplateId != NONE) {
            templateDelta = (nextTemplateId - structure.templateIdOffset()) & TEMPLATE_MASK;
        }
    }

    /**
     * Writes what the descriptor becomes into {@code out}.
     *
     * @param kept the decode targets that the slot keeps up
     */
    void rewrite(FrameInfo frame, int kept, boolean isNewest, Rewrite out) {
        DependencyDescriptor descriptor = frame.dependency;
        DependencyStructure structure = descriptor.structure;
        out.tellTargets = false;
        if (!descriptor.present) {
            return;
        }
        out.frameNumber = (descriptor.frameNumber + frameOffset) & 0xFFFF;
        out.templateDelta = templateDelta;
        if (isNewest
                && (lastFrameNumber == NONE || (short) (out.frameNumber - lastFrameNumber) > 0)) {
            lastFrameNumber = out.frameNumber;
        }
        if (structure == null) {
            return;
        }
        if (descriptor.structureAttached
                && (structureFrame == NONE || (short) (out.frameNumber - structureFrame) > 0)) {
            structureFrame = out.frameNumber;
            nextTemplateId =
                    (structure.templateIdOffset() + structure.templates() + templateDelta)
                            & TEMPLATE_MASK;
            narrowed = false;
        }
        narrowed |= kept != descriptor.activeTargets;
        out.tellTargets = narrowed && frame.frameStart;
        out.targets = kept;
    }
}
