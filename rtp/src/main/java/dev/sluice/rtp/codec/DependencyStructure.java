package dev.sluice.rtp.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The template dependency structure of a dependency descriptor (RTP Payload Format for AV1,
 * appendix A.8): which kinds of frames a stream has, and which decode targets need them. Immutable,
 * so loops may share it.
 */
public final class DependencyStructure {

    /** The most templates that a structure can have: their ids are 6 bits. */
    public static final int MAX_TEMPLATES = 64;

    /** The most frames that one frame may refer to here; a descriptor with more is refused. */
    public static final int MAX_REFERENCES = 16;

    private final int templateIdOffset;
    private final int decodeTargets;
    private final int chains;
    private final int templates;
    private final byte[] spatialIds;
    private final byte[] temporalIds;
    private final long[] indications;
    private final int[][] references;
    private final byte[] targetSpatialIds;
    private final byte[] targetTemporalIds;

    private DependencyStructure(BitReader in) {
        templateIdOffset = in.bits(6);
        decodeTargets = in.bits(5) + 1;
        byte[] spatial = new byte[MAX_TEMPLATES];
        byte[] temporal = new byte[MAX_TEMPLATES];
        templates = readLayers(in, spatial, temporal);
        spatialIds = spatial;
        temporalIds = temporal;
        indications = new long[templates];
        for (int i = 0; i < templates; i++) {
            indications[i] = readIndications(in, decodeTargets);
        }
        references = new int[templates][];
        for (int i = 0; i < templates; i++) {
            references[i] = readReferences(in);
        }
        chains = readChains(in);
        targetSpatialIds = new byte[decodeTargets];
        targetTemporalIds = new byte[decodeTargets];
        deriveTargetLayers();
        if (in.flag()) {
            int resolutions = templates == 0 ? 0 : spatialIds[templates - 1] + 1;
            for (int i = 0; i < resolutions; i++) {
                in.bits(32);
            }
        }
    }

    /** Reads a structure, or gives null when it is damaged; then the reader has failed or not. */
    static @Nullable DependencyStructure read(BitReader in) {
        DependencyStructure structure = new DependencyStructure(in);
        return in.failed() || structure.templates == 0 ? null : structure;
    }

    /** Whether {@code other} says the same, bit for bit in what matters here. */
    boolean sameAs(DependencyStructure other) {
        return templateIdOffset == other.templateIdOffset
                && decodeTargets == other.decodeTargets
                && chains == other.chains
                && templates == other.templates
                && Arrays.equals(spatialIds, other.spatialIds)
                && Arrays.equals(temporalIds, other.temporalIds)
                && Arrays.equals(indications, other.indications)
                && Arrays.deepEquals(references, other.references);
    }

    /** Gives the number of templates, 0 when there are too many. */
    private static int readLayers(BitReader in, byte[] spatial, byte[] temporal) {
        int count = 0;
        byte s = 0;
        byte t = 0;
        while (count < MAX_TEMPLATES && !in.failed()) {
            spatial[count] = s;
            temporal[count] = t;
            count++;
            switch (in.bits(2)) {
                case 0 -> {}
                case 1 -> t++;
                case 2 -> {
                    t = 0;
                    s++;
                }
                default -> {
                    return count;
                }
            }
        }
        return 0;
    }

    static long readIndications(BitReader in, int decodeTargets) {
        long indications = 0;
        for (int target = 0; target < decodeTargets; target++) {
            indications |= (long) in.bits(2) << (2 * target);
        }
        return indications;
    }

    private static int[] readReferences(BitReader in) {
        int[] read = new int[MAX_REFERENCES];
        int count = 0;
        while (in.flag() && count < MAX_REFERENCES) {
            read[count++] = in.bits(4) + 1;
        }
        return Arrays.copyOf(read, count);
    }

    private int readChains(BitReader in) {
        int count = in.nonSymmetric(decodeTargets + 1);
        if (count == 0) {
            return 0;
        }
        for (int target = 0; target < decodeTargets; target++) {
            in.nonSymmetric(count);
        }
        for (int i = 0; i < templates * count; i++) {
            in.bits(4);
        }
        return count;
    }

    /** A decode target's layer is the highest of the frames in it. */
    private void deriveTargetLayers() {
        for (int target = 0; target < decodeTargets; target++) {
            for (int i = 0; i < templates; i++) {
                if (DependencyDescriptor.indication(indications[i], target)
                        != DependencyDescriptor.NOT_PRESENT) {
                    targetSpatialIds[target] =
                            (byte) Math.max(targetSpatialIds[target], spatialIds[i]);
                    targetTemporalIds[target] =
                            (byte) Math.max(targetTemporalIds[target], temporalIds[i]);
                }
            }
        }
    }

    /** The template that a frame names by its id, or -1 when this structure has none such. */
    int template(int templateId) {
        int index = (templateId - templateIdOffset) & 63;
        return index < templates ? index : -1;
    }

    int spatialId(int template) {
        return spatialIds[template];
    }

    int temporalId(int template) {
        return temporalIds[template];
    }

    long indications(int template) {
        return indications[template];
    }

    int[] references(int template) {
        return references[template];
    }

    int chains() {
        return chains;
    }

    /** The id of the first template, 0 to 63. */
    public int templateIdOffset() {
        return templateIdOffset;
    }

    /** How many templates it has. */
    public int templates() {
        return templates;
    }

    /** How many decode targets there are, 1 to 32. */
    public int decodeTargets() {
        return decodeTargets;
    }

    /** The spatial layer that decode target {@code target} shows. */
    public int targetSpatialId(int target) {
        return targetSpatialIds[target];
    }

    /** The temporal layer that decode target {@code target} shows. */
    public int targetTemporalId(int target) {
        return targetTemporalIds[target];
    }

    /** The highest spatial layer of any decode target. */
    public int maxSpatialId() {
        int max = 0;
        for (byte id : targetSpatialIds) {
            max = Math.max(max, id);
        }
        return max;
    }
}
