package dev.sluice.rtp.forward.sim;

/**
 * Writes dependency descriptors (RTP Payload Format for AV1, appendix A.8.2) of a structure with,
 * per spatial layer, the templates key, T0, T1 and T2.
 */
final class SimDescriptor {

    static final int TEMPLATES_PER_LAYER = 4;

    private static final int CHAINS = 3;
    private static final int MAX_TEMPORAL = 3;

    private SimDescriptor() {}

    static int targets(Shape shape) {
        return shape.spatialLayers * MAX_TEMPORAL;
    }

    static int templates(Shape shape) {
        return shape.spatialLayers * TEMPLATES_PER_LAYER;
    }

    /** Target 0 is the highest layer, as browsers have it. */
    private static int targetSpatial(Shape shape, int target) {
        return shape.spatialLayers - 1 - target / MAX_TEMPORAL;
    }

    private static int targetTemporal(int target) {
        return MAX_TEMPORAL - 1 - target % MAX_TEMPORAL;
    }

    /** 0 not present, 1 discardable, 2 switch, 3 required. */
    private static int indication(Shape shape, boolean key, int spatial, int temporal, int target) {
        int s = targetSpatial(shape, target);
        int t = targetTemporal(target);
        if (spatial > s || temporal > t) {
            return 0;
        }
        if (key) {
            return 2;
        }
        if (spatial < s) {
            return shape.keyOnly ? 0 : 3;
        }
        return temporal == 0 || temporal < t ? 2 : 1;
    }

    /**
     * Writes a frame's descriptor for one of its packets.
     *
     * @param templateOffset the structure's template id offset
     * @param structure whether to attach the structure
     * @param activeTargets bit i for target i, or -1 not to tell
     */
    static byte[] write(
            Shape shape,
            SimFrame frame,
            boolean first,
            boolean last,
            int templateOffset,
            boolean structure,
            int activeTargets) {
        BitWriter out = new BitWriter();
        out.flag(first).flag(last);
        out.bits(6, (frame.templateIndex + templateOffset) & 63);
        out.bits(16, frame.frameNumber);
        if (!first) {
            return out.bytes();
        }
        boolean active = activeTargets >= 0;
        out.flag(structure).flag(active).flag(false).flag(true).flag(false);
        if (structure) {
            writeStructure(shape, templateOffset, out);
        }
        if (active) {
            out.bits(targets(shape), activeTargets);
        }
        for (SimFrame reference : frame.references) {
            int distance = (frame.frameNumber - reference.frameNumber) & 0xFFFF;
            int size = distance <= 16 ? 1 : distance <= 256 ? 2 : 3;
            out.bits(2, size).bits(4 * size, distance - 1);
        }
        return out.bits(2, 0).bytes();
    }

    private static void writeStructure(Shape shape, int templateOffset, BitWriter out) {
        int targets = targets(shape);
        out.bits(6, templateOffset).bits(5, targets - 1);
        for (int s = 0; s < shape.spatialLayers; s++) {
            boolean lastLayer = s == shape.spatialLayers - 1;
            out.bits(2, 0).bits(2, 1).bits(2, 1).bits(2, lastLayer ? 3 : 2);
        }
        for (int s = 0; s < shape.spatialLayers; s++) {
            for (int i = 0; i < TEMPLATES_PER_LAYER; i++) {
                for (int target = 0; target < targets; target++) {
                    out.bits(2, indication(shape, i == 0, s, Math.max(0, i - 1), target));
                }
            }
        }
        for (int i = 0; i < templates(shape); i++) {
            out.flag(true).bits(4, i % 7).flag(false);
        }
        out.nonSymmetric(targets + 1, CHAINS);
        for (int target = 0; target < targets; target++) {
            out.nonSymmetric(CHAINS, target % CHAINS);
        }
        for (int i = 0; i < templates(shape) * CHAINS; i++) {
            out.bits(4, i % 16);
        }
        out.flag(true);
        for (int s = 0; s < shape.spatialLayers; s++) {
            out.bits(16, (160 << s) - 1).bits(16, (90 << s) - 1);
        }
    }

    /** The targets of spatial layers below {@code layers}, as a mask. */
    static int activeTargets(Shape shape, int layers) {
        int mask = 0;
        for (int target = 0; target < targets(shape); target++) {
            mask |= targetSpatial(shape, target) < layers ? 1 << target : 0;
        }
        return mask;
    }
}
