package dev.sluice.ice.tcp;

/**
 * Writes frames (RFC 4571, section 2). Thread-safe.
 *
 * <pre>
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+---------------+
 * |            length             |   datagram    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+---------------+
 * </pre>
 */
public final class FrameEncoder {

    /** What a frame adds to its datagram. */
    public static final int HEADER_BYTES = 2;

    /** What the two bytes of a frame's length can say. */
    public static final int MAX_PAYLOAD_BYTES = 0xFFFF;

    private FrameEncoder() {}

    /**
     * Writes a datagram as a frame to {@code target} from {@code targetOffset}, and returns the
     * frame's size, {@code length} + {@link #HEADER_BYTES}. The datagram may already lie where it
     * goes.
     *
     * @throws IllegalArgumentException if {@code length} does not fit into a frame
     * @throws IndexOutOfBoundsException if a range leaves its array; nothing is written then
     */
    public static int encode(byte[] data, int offset, int length, byte[] target, int targetOffset) {
        if (length > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("too long for a frame: " + length + " bytes");
        }
        if (targetOffset < 0) {
            throw new IndexOutOfBoundsException("target offset " + targetOffset);
        }
        System.arraycopy(data, offset, target, targetOffset + HEADER_BYTES, length);
        target[targetOffset] = (byte) (length >> 8);
        target[targetOffset + 1] = (byte) length;
        return HEADER_BYTES + length;
    }
}
