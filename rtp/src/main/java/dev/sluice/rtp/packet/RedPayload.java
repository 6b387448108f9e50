package dev.sluice.rtp.packet;

import dev.sluice.mediacore.buf.Bytes;

/**
 * A view of redundant audio data (RFC 2198, section 3): older blocks first, the primary last.
 * Reused; owned by one thread; the bytes are borrowed.
 *
 * <pre>
 *  0                   1                    2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3  4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |1|   block PT  |  timestamp offset         |   block length    |  of each redundant block
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0|   block PT  |                                                  of the primary
 * </pre>
 */
public final class RedPayload {

    /** The most blocks that are read, the primary included: Chromium sends up to nine. */
    public static final int MAX_BLOCKS = 16;

    private final int[] payloadTypes = new int[MAX_BLOCKS];
    private final int[] timestampOffsets = new int[MAX_BLOCKS];
    private final int[] offsets = new int[MAX_BLOCKS];
    private final int[] lengths = new int[MAX_BLOCKS];
    private byte[] data = new byte[0];
    private int blocks;

    /** Reads the payload; says false when it is damaged, and the view must not be read then. */
    public boolean parse(byte[] data, int offset, int length) {
        this.data = data;
        blocks = 0;
        int end = offset + length;
        int at = offset;
        while (at < end && (data[at] & 0x80) != 0) {
            if (end - at < 4 || blocks == MAX_BLOCKS - 1) {
                return false;
            }
            int offsetAndLength = Bytes.uint24(data, at + 1);
            payloadTypes[blocks] = data[at] & 0x7F;
            timestampOffsets[blocks] = offsetAndLength >>> 10;
            lengths[blocks] = offsetAndLength & 0x3FF;
            blocks++;
            at += 4;
        }
        if (at >= end) {
            return false;
        }
        payloadTypes[blocks] = data[at++];
        timestampOffsets[blocks] = 0;
        for (int i = 0; i < blocks; i++) {
            offsets[i] = at;
            at += lengths[i];
        }
        offsets[blocks] = at;
        lengths[blocks] = end - at;
        blocks++;
        return at <= end;
    }

    /** How many blocks there are, the primary included, which is the last. */
    public int blocks() {
        return blocks;
    }

    /** The array that was parsed. */
    public byte[] data() {
        return data;
    }

    /** What a block is in, 0 to 127; the last one is the primary. */
    public int payloadType(int block) {
        return payloadTypes[block];
    }

    /**
     * How far the block lies before the packet's timestamp, in units of its clock, below 16,384.
     */
    public int timestampOffset(int block) {
        return timestampOffsets[block];
    }

    /** Where the block starts in {@link #data()}. */
    public int offset(int block) {
        return offsets[block];
    }

    /** The block's length in bytes; a redundant block may be empty. */
    public int length(int block) {
        return lengths[block];
    }
}
