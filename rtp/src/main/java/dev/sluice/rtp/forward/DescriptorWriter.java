package dev.sluice.rtp.forward;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.codec.DependencyDescriptor;
import dev.sluice.rtp.codec.DependencyStructure;

/**
 * Writes a dependency descriptor as a slot's rewriting wants it (RTP Payload Format for AV1,
 * appendix A.8.2): all bits of the source but the frame number, the template ids, and the active
 * decode targets, which are put in where the source has none. Stateless.
 */
final class DescriptorWriter {

    /** The most bytes that the result has more than the source. */
    static final int GROWTH_BYTES = 5;

    private static final int MANDATORY_BYTES = 3;

    /** What an element of a two-byte header extension holds. */
    private static final int MAX_BYTES = 255;

    private static final int FLAGS_BIT = 24;
    private static final int ACTIVE_TARGETS_FLAG = 0x40;
    private static final int TEMPLATE_OFFSET_BIT = FLAGS_BIT + 5;

    private DescriptorWriter() {}

    /**
     * Writes the descriptor to the start of {@code out}.
     *
     * @param source the descriptor, from {@code offset}
     * @param length at least 3 bytes
     * @param out gets the result from its first byte on
     * @return the result's length in bytes
     */
    static int write(
            byte[] source,
            int offset,
            int length,
            DependencyDescriptor descriptor,
            Rewrite rewrite,
            byte[] out) {
        System.arraycopy(source, offset, out, 0, length);
        int id = (descriptor.templateId + rewrite.templateDelta) & 0x3F;
        out[0] = (byte) ((out[0] & 0xC0) | id);
        Bytes.put16(out, 1, rewrite.frameNumber);
        DependencyStructure structure = descriptor.structure;
        if (structure == null) {
            return length;
        }
        if (descriptor.structureAttached) {
            int first = (structure.templateIdOffset() + rewrite.templateDelta) & 0x3F;
            putBits(out, TEMPLATE_OFFSET_BIT, 6, first);
        }
        if (!rewrite.tellTargets) {
            return length;
        }
        int targets = structure.decodeTargets();
        if (descriptor.activeTargetsAttached) {
            putBits(out, descriptor.activeTargetsBit, targets, rewrite.targets);
            return length;
        }
        return insertTargets(source, offset, length, descriptor, rewrite.targets, out);
    }

    private static int insertTargets(
            byte[] source,
            int offset,
            int length,
            DependencyDescriptor descriptor,
            int targets,
            byte[] out) {
        DependencyStructure structure = descriptor.structure;
        if (structure == null) {
            return length;
        }
        int count = structure.decodeTargets();
        boolean plain = length == MANDATORY_BYTES;
        int at = plain ? TEMPLATE_OFFSET_BIT : descriptor.activeTargetsBit;
        int rest = plain ? 0 : descriptor.bits - at;
        int bytes = (at + count + rest + 7) / 8;
        if (bytes > MAX_BYTES) {
            return length;
        }
        if (plain) {
            out[MANDATORY_BYTES] = 0;
        }
        out[MANDATORY_BYTES] |= ACTIVE_TARGETS_FLAG;
        putBits(out, at, count, targets);
        for (int i = 0; i < rest; i++) {
            int bit = at + i;
            int value = source[offset + (bit >>> 3)] >>> (7 - (bit & 7));
            putBits(out, at + count + i, 1, value & 1);
        }
        int used = at + count + rest;
        putBits(out, used, bytes * 8 - used, 0);
        return bytes;
    }

    private static void putBits(byte[] out, int start, int count, int value) {
        for (int i = 0; i < count; i++) {
            int at = start + i;
            int mask = 0x80 >>> (at & 7);
            boolean set = ((value >>> (count - 1 - i)) & 1) != 0;
            int old = out[at >>> 3];
            out[at >>> 3] = (byte) (set ? old | mask : old & ~mask);
        }
    }
}
