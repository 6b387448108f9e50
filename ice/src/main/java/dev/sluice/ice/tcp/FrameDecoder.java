package dev.sluice.ice.tcp;

/**
 * Finds the frames of RFC 4571 in a byte stream, however it is cut. Holds at most one frame, and
 * memory for it only from when one first comes in pieces. One per connection; belongs to its
 * thread.
 */
public final class FrameDecoder {

    /** Takes one datagram; the bytes are borrowed for the call. Must not call the decoder. */
    @FunctionalInterface
    public interface FrameSink {
        /** A whole frame without its length; the bytes are borrowed for the call. */
        void onFrame(byte[] data, int offset, int length);
    }

    private static final byte[] NONE = new byte[0];

    private final int maxFrameBytes;
    private byte[] partial = NONE;
    private int headerBytes;
    private int expected;
    private int held;
    private boolean broken;

    /**
     * Makes a decoder at the start of a stream.
     *
     * @param maxFrameBytes the longest datagram accepted, without its length field
     * @throws IllegalArgumentException when frames cannot be so long
     */
    public FrameDecoder(int maxFrameBytes) {
        if (maxFrameBytes < 1 || maxFrameBytes > FrameEncoder.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("no such frame size: " + maxFrameBytes);
        }
        this.maxFrameBytes = maxFrameBytes;
    }

    /**
     * Takes the next bytes of the stream and hands each whole datagram to {@code out}; empty ones
     * are skipped. Returns false once a frame is longer than allowed: the stream has no further
     * meaning then, and its connection is to be closed.
     */
    public boolean onBytes(byte[] data, int offset, int length, FrameSink out) {
        int at = offset;
        int end = offset + length;
        while (at < end && !broken) {
            if (headerBytes < FrameEncoder.HEADER_BYTES) {
                readHeaderByte(data[at++] & 0xFF);
            } else {
                at += readPayload(data, at, end - at, out);
            }
        }
        return !broken;
    }

    private void readHeaderByte(int value) {
        expected = expected << 8 | value;
        headerBytes++;
        if (headerBytes == FrameEncoder.HEADER_BYTES) {
            broken = expected > maxFrameBytes;
            if (expected == 0) {
                headerBytes = 0;
            }
        }
    }

    private int readPayload(byte[] data, int at, int available, FrameSink out) {
        int taken = Math.min(expected - held, available);
        boolean whole = held + taken == expected;
        if (whole && held == 0) {
            finish();
            out.onFrame(data, at, taken);
            return taken;
        }
        if (partial.length == 0) {
            partial = new byte[maxFrameBytes];
        }
        System.arraycopy(data, at, partial, held, taken);
        held += taken;
        if (whole) {
            int size = held;
            finish();
            out.onFrame(partial, 0, size);
        }
        return taken;
    }

    private void finish() {
        headerBytes = 0;
        expected = 0;
        held = 0;
    }
}
