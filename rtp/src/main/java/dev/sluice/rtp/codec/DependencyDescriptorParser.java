package dev.sluice.rtp.codec;

import dev.sluice.mediacore.num.SequenceUnwrapper;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dependency descriptors of one encoding and keeps the structures that they refer to: the
 * latest and some before it, for late packets (RTP Payload Format for AV1, appendix A.8). Owned by
 * the stream's media loop.
 *
 * <pre>
 *  0                   1                   2
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
 * +-+-+-----------+-------------------------------+
 * |S|E|template id|         frame number          |  every packet
 * +-+-+-+-+-+-----+-------------------------------+
 * |T|A|D|F|C| structure if T, active targets if A, ...    |  optional
 * +---------------------------------------------------+
 * </pre>
 */
final class DependencyDescriptorParser {

    private static final int MANDATORY_BYTES = 3;
    private static final int STRUCTURE = 0x10;
    private static final int ACTIVE_TARGETS = 0x08;
    private static final int CUSTOM_INDICATIONS = 0x04;
    private static final int CUSTOM_REFERENCES = 0x02;
    private static final int CUSTOM_CHAINS = 0x01;

    /** How many structures are kept. */
    private static final int KEPT = 4;

    private final BitReader in = new BitReader();
    private final @Nullable DependencyStructure[] structures =
            new @Nullable DependencyStructure[KEPT];

    /** From which packet on each of {@link #structures} applied; the latest first. */
    private final long[] firstIndices = new long[KEPT];

    private final SequenceUnwrapper sequences = new SequenceUnwrapper();
    private int activeTargets;

    /**
     * Fills the dependencies, the boundaries and, when the structure is known, the layers of {@code
     * frame}. Says false for a damaged descriptor or an unknown structure.
     *
     * @param sequence the packet's RTP sequence number: it tells which structure applied
     */
    boolean parse(int sequence, byte[] data, int offset, int length, FrameInfo frame) {
        DependencyDescriptor out = frame.dependency;
        out.clear();
        if (length < MANDATORY_BYTES) {
            return false;
        }
        long index = sequences.unwrap(sequence);
        in.reset(data, offset, length);
        out.present = true;
        frame.frameStart = in.flag();
        frame.frameEnd = in.flag();
        out.templateId = in.bits(6);
        out.frameNumber = in.bits(16);
        int flags = length > MANDATORY_BYTES ? in.bits(5) : 0;
        out.structureAttached = (flags & STRUCTURE) != 0;
        out.activeTargetsAttached = (flags & ACTIVE_TARGETS) != 0;
        DependencyStructure structure =
                out.structureAttached ? DependencyStructure.read(in) : known(index);
        if (structure == null) {
            return false;
        }
        readActiveTargets(structure, out);
        int template = structure.template(out.templateId);
        if (template < 0 || !readFrame(structure, template, flags, frame)) {
            return false;
        }
        remember(index, structure, out);
        return true;
    }

    /** Reads what the frame says of itself, and takes the rest from its template. */
    private boolean readFrame(
            DependencyStructure structure, int template, int flags, FrameInfo frame) {
        DependencyDescriptor out = frame.dependency;
        frame.spatialId = structure.spatialId(template);
        frame.temporalId = structure.temporalId(template);
        out.indications =
                (flags & CUSTOM_INDICATIONS) != 0
                        ? DependencyStructure.readIndications(in, structure.decodeTargets())
                        : structure.indications(template);
        boolean complete =
                (flags & CUSTOM_REFERENCES) != 0
                        ? readReferences(out)
                        : copyReferences(structure.references(template), out);
        if ((flags & CUSTOM_CHAINS) != 0) {
            for (int i = 0; i < structure.chains(); i++) {
                in.bits(8);
            }
        }
        out.bits = in.consumed();
        return complete && !in.failed();
    }

    /** Takes over a structure that another parser of this encoding has read. */
    void learn(int sequence, DependencyDescriptor read) {
        DependencyStructure structure = read.structure;
        if (structure != null && read.structureAttached) {
            remember(sequences.unwrap(sequence), structure, read);
        }
    }

    private @Nullable DependencyStructure known(long index) {
        for (int i = 0; i < KEPT; i++) {
            if (firstIndices[i] <= index) {
                return structures[i];
            }
        }
        return null;
    }

    private void readActiveTargets(DependencyStructure structure, DependencyDescriptor out) {
        int all = (int) ((1L << structure.decodeTargets()) - 1);
        out.activeTargetsBit = in.consumed();
        if (out.activeTargetsAttached) {
            out.activeTargets = in.bits(structure.decodeTargets());
        } else {
            out.activeTargets =
                    out.structureAttached || structure != structures[0] ? all : activeTargets;
        }
    }

    private boolean readReferences(DependencyDescriptor out) {
        for (int size = in.bits(2); size != 0; size = in.bits(2)) {
            if (out.referenceCount == out.references.length) {
                return false;
            }
            out.references[out.referenceCount++] = in.bits(4 * size) + 1;
        }
        return true;
    }

    private static boolean copyReferences(int[] references, DependencyDescriptor out) {
        System.arraycopy(references, 0, out.references, 0, references.length);
        out.referenceCount = references.length;
        return true;
    }

    private void remember(long index, DependencyStructure read, DependencyDescriptor out) {
        DependencyStructure structure = out.structureAttached ? known(read) : read;
        out.structure = structure;
        if (out.structureAttached) {
            insert(index, structure);
        }
        if (structure == structures[0] && (out.structureAttached || out.activeTargetsAttached)) {
            activeTargets = out.activeTargets;
        }
    }

    /** The same structure, said once more, stays the same object. */
    private DependencyStructure known(DependencyStructure read) {
        for (DependencyStructure kept : structures) {
            if (kept != null && kept.sameAs(read)) {
                return kept;
            }
        }
        return read;
    }

    private void insert(long index, DependencyStructure structure) {
        int at = 0;
        while (at < KEPT && firstIndices[at] > index) {
            at++;
        }
        if (at == KEPT) {
            return;
        }
        if (firstIndices[at] < index || structures[at] == null) {
            System.arraycopy(structures, at, structures, at + 1, KEPT - 1 - at);
            System.arraycopy(firstIndices, at, firstIndices, at + 1, KEPT - 1 - at);
        }
        structures[at] = structure;
        firstIndices[at] = index;
    }
}
