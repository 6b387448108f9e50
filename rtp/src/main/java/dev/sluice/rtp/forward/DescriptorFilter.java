package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.DependencyDescriptor;
import dev.sluice.rtp.codec.DependencyStructure;
import dev.sluice.rtp.codec.FrameInfo;
import org.jspecify.annotations.Nullable;

/**
 * Layers of any codec by the dependency descriptor (RTP Payload Format for AV1, appendix A): lets
 * the frames of one decode target through. Another target is taken at a frame with a switch
 * indication for it, all of whose references were forwarded.
 */
final class DescriptorFilter extends LayerFilter {

    private static final int NO_TARGET = -1;

    /** A lower spatial layer that was not reached by itself within so many frames needs help. */
    private static final int PATIENCE_FRAMES = 12;

    private static final int TARGET_MASK = 0x1F;
    private static final int ENDED_BY_SENDER = 0x20;
    private static final int EPOCH_SHIFT = 6;
    private static final int EPOCH_MASK = 0x3F;

    private final FrameLog frames = new FrameLog();
    private @Nullable DependencyStructure structure;

    private int maxSpatial;
    private int maxTemporal;
    private int current = NO_TARGET;
    private int wanted = NO_TARGET;
    private int framesWaited;

    /** The frame that brought the structure, and the decode target taken with it. */
    private long structureNumber;

    private int adopted;

    /** Counts structures, modulo 64. */
    private int epoch;

    private boolean wholeOrLowest;
    private long pictureTimestamp = -1;

    /** A marker of our own ended the current picture: no layer may be added to it. */
    private boolean pictureEnded;

    /** The sender adds layers in the current picture: it ends it itself. */
    private boolean pictureGrows;

    @Override
    void start(FrameInfo keyframe) {
        frames.clear();
        structure = null;
        current = NO_TARGET;
        wanted = NO_TARGET;
    }

    @Override
    void target(int spatial, int temporal) {
        if (spatial != maxSpatial) {
            framesWaited = 0;
        }
        maxSpatial = spatial;
        maxTemporal = temporal;
    }

    /**
     * @param wholeOrLowest the receiver gets no descriptor: with nothing to tell it which layer is
     *     the last, it takes all spatial layers or the lowest
     */
    void wholeOrLowest(boolean wholeOrLowest) {
        this.wholeOrLowest = wholeOrLowest;
    }

    @Override
    int admit(FrameInfo frame, long timestamp, boolean contiguous) {
        if (timestamp != pictureTimestamp) {
            pictureTimestamp = timestamp;
            pictureEnded = false;
            pictureGrows = false;
        }
        int verdict = decide(frame);
        pictureEnded |= verdict == FORWARD && endsPicture(frame, limits());
        return verdict;
    }

    private int decide(FrameInfo frame) {
        DependencyDescriptor descriptor = frame.dependency;
        if (!descriptor.present) {
            return FORWARD;
        }
        boolean anew =
                frame.frameStart && descriptor.structureAttached && descriptor.referenceCount == 0;
        if (anew && frames.unwrap(descriptor.frameNumber) <= frames.highest()) {
            // The sender counts from the start again.
            frames.clear();
        }
        long number = frames.unwrap(descriptor.frameNumber);
        int known = frames.get(number);
        if (known != FrameLog.UNSEEN) {
            return known == FrameLog.FORWARDED ? FORWARD : DROP;
        }
        if (descriptor.structure == null) {
            return UNKNOWN;
        }
        if (frame.frameStart) {
            move(frame, number);
        }
        if (descriptor.structure != structure) {
            // The frame that brought the structure is still missing.
            return UNKNOWN;
        }
        boolean forward = descriptor.indication(current) != DependencyDescriptor.NOT_PRESENT;
        frames.put(number, forward);
        return forward ? FORWARD : DROP;
    }

    /** Takes up a new structure or another decode target, where this frame allows it. */
    private void move(FrameInfo frame, long number) {
        DependencyDescriptor descriptor = frame.dependency;
        pictureGrows |= descriptor.activeTargetsAttached && !descriptor.structureAttached;
        DependencyStructure stated = descriptor.structure;
        if (stated == null) {
            return;
        }
        if (stated != structure) {
            if (descriptor.structureAttached && descriptor.referenceCount == 0) {
                adopt(descriptor, stated, number);
            }
            return;
        }
        wanted = best(descriptor, stated);
        framesWaited = wanted == current ? 0 : framesWaited + 1;
        boolean up = stated.targetSpatialId(wanted) > stated.targetSpatialId(current);
        if (!(up && pictureEnded)
                && descriptor.indication(wanted) == DependencyDescriptor.SWITCH
                && referencesForwarded(descriptor, number)) {
            current = wanted;
        }
    }

    private void adopt(DependencyDescriptor descriptor, DependencyStructure stated, long number) {
        structure = stated;
        structureNumber = number;
        epoch = (epoch + 1) & EPOCH_MASK;
        wanted = best(descriptor, stated);
        current = wanted;
        adopted = current;
        framesWaited = 0;
    }

    private boolean referencesForwarded(DependencyDescriptor descriptor, long number) {
        for (int i = 0; i < descriptor.referenceCount; i++) {
            if (frames.get(number - descriptor.references[i]) != FrameLog.FORWARDED) {
                return false;
            }
        }
        return true;
    }

    /** The best decode target within the layers wanted: of the active ones, or else of all. */
    private int best(DependencyDescriptor descriptor, DependencyStructure all) {
        int active = best(descriptor.activeTargets, all);
        return active != NO_TARGET ? active : Math.max(0, best(-1, all));
    }

    private int best(int candidates, DependencyStructure all) {
        int spatialLimit = maxSpatial;
        if (wholeOrLowest && maxSpatial < all.maxSpatialId()) {
            spatialLimit = 0;
        }
        int best = NO_TARGET;
        int bestRank = -1;
        for (int i = 0; i < all.decodeTargets(); i++) {
            int spatial = all.targetSpatialId(i);
            int temporal = all.targetTemporalId(i);
            int rank = spatial * DependencyStructure.MAX_TEMPLATES + temporal;
            boolean within = spatial <= spatialLimit && temporal <= maxTemporal;
            if (within && ((candidates >>> i) & 1) != 0 && rank > bestRank) {
                best = i;
                bestRank = rank;
            }
        }
        return best;
    }

    @Override
    int admitLate(FrameInfo frame, int limits) {
        DependencyDescriptor descriptor = frame.dependency;
        if (!descriptor.present) {
            return FORWARD;
        }
        long number = frames.unwrap(descriptor.frameNumber);
        int known = frames.get(number);
        if (known != FrameLog.UNSEEN) {
            return known == FrameLog.FORWARDED ? FORWARD : DROP;
        }
        DependencyStructure stated = descriptor.structure;
        if (stated == null) {
            return UNKNOWN;
        }
        if (stated != structure && number > structureNumber && frame.frameStart) {
            // The structure in force since then, which padding had overtaken.
            move(frame, number);
        }
        boolean overtaken = stated == structure && limits >>> EPOCH_SHIFT != epoch;
        int target = overtaken ? adopted : limits & TARGET_MASK;
        if (target >= stated.decodeTargets() || (stated != structure && number > structureNumber)) {
            return UNKNOWN;
        }
        boolean forward = descriptor.indication(target) != DependencyDescriptor.NOT_PRESENT;
        frames.put(number, forward);
        return forward ? FORWARD : DROP;
    }

    /** The decode target, whether the sender ends the picture, which structure: 5, 1, 6 bits. */
    @Override
    int limits() {
        int target = Math.max(0, current);
        return target | (pictureGrows ? ENDED_BY_SENDER : 0) | (epoch << EPOCH_SHIFT);
    }

    @Override
    int keptTargets(FrameInfo frame) {
        DependencyStructure all = frame.dependency.structure;
        int active = frame.dependency.activeTargets;
        if (all == null || all != structure) {
            return active;
        }
        int spatial = all.targetSpatialId(current);
        int temporal = all.targetTemporalId(current);
        int kept = 0;
        for (int i = 0; i < all.decodeTargets(); i++) {
            if (all.targetSpatialId(i) <= spatial && all.targetTemporalId(i) <= temporal) {
                kept |= 1 << i;
            }
        }
        return kept & active;
    }

    @Override
    boolean endsPicture(FrameInfo frame, int limits) {
        DependencyStructure all = frame.dependency.structure;
        int target = limits & TARGET_MASK;
        return frame.frameEnd
                && (limits & ENDED_BY_SENDER) == 0
                && all != null
                && all == structure
                && target < all.decodeTargets()
                && frame.spatialId == all.targetSpatialId(target)
                && frame.spatialId < highestActive(all, frame.dependency.activeTargets);
    }

    private static int highestActive(DependencyStructure all, int activeTargets) {
        int highest = 0;
        for (int i = 0; i < all.decodeTargets(); i++) {
            if (((activeTargets >>> i) & 1) != 0) {
                highest = Math.max(highest, all.targetSpatialId(i));
            }
        }
        return highest;
    }

    @Override
    boolean wantsKeyframe() {
        DependencyStructure all = structure;
        if (all == null || wanted == NO_TARGET || current == NO_TARGET) {
            return false;
        }
        int ahead = all.targetSpatialId(wanted) - all.targetSpatialId(current);
        return ahead > 0 || (ahead < 0 && framesWaited > PATIENCE_FRAMES);
    }

    @Override
    int spatial() {
        return structure == null ? 0 : structure.targetSpatialId(current);
    }

    @Override
    int temporal() {
        return structure == null ? 0 : structure.targetTemporalId(current);
    }
}
