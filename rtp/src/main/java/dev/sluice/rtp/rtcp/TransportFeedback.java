package dev.sluice.rtp.rtcp;

import dev.sluice.mediacore.buf.Bytes;
import java.util.Arrays;

/**
 * One transport-wide feedback message (draft-holmer-rmcat-transport-wide-cc-extensions-01, section
 * 3.1), read into arrays that are reused for the next one. Owned by one thread; borrowed.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      base sequence number     |      packet status count      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 reference time                | fb pkt. count |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    packet chunks, 16 bits each; then deltas, 8 or 16 bits each |
 * </pre>
 */
public final class TransportFeedback {

    /** The most packets that one message may report here; a larger one is refused. */
    public static final int MAX_PACKETS = 8_192;

    /** Stands for the delta of a packet that did not arrive. */
    public static final int NOT_RECEIVED = Integer.MIN_VALUE;

    /** One tick of a delta, in nanoseconds. */
    public static final long TICK_NANOS = 250_000L;

    /** One unit of the reference time, in nanoseconds. */
    public static final long REFERENCE_NANOS = 64_000_000L;

    private static final int HEADER_BYTES = 8;

    // A packet's status symbol is also the length of its delta in bytes; 3 is reserved.
    private static final int SMALL_DELTA = 1;
    private static final int LARGE_DELTA = 2;
    private static final int RESERVED = 3;

    private final byte[] symbols = new byte[MAX_PACKETS];
    private final long[] arrivalNanos = new long[MAX_PACKETS];
    private int baseSequence;
    private int count;
    private int referenceTime;
    private int feedbackCount;

    /**
     * Reads the feedback control information, which starts behind the two SSRCs. Says false when it
     * is damaged or too large; the view must not be read then.
     */
    boolean parse(byte[] data, int offset, int length) {
        count = 0;
        if (length < HEADER_BYTES) {
            return false;
        }
        int packets = Bytes.uint16(data, offset + 2);
        if (packets == 0 || packets > MAX_PACKETS) {
            return false;
        }
        baseSequence = Bytes.uint16(data, offset);
        referenceTime = Bytes.int24(data, offset + 4);
        feedbackCount = Bytes.uint8(data, offset + 7);
        int end = offset + length;
        int deltas = parseChunks(data, offset + HEADER_BYTES, end, packets);
        if (deltas < 0 || !parseDeltas(data, deltas, end, packets)) {
            return false;
        }
        count = packets;
        return true;
    }

    /** Fills the symbols; gives where the deltas start, or -1. */
    private int parseChunks(byte[] data, int start, int end, int packets) {
        int at = start;
        int filled = 0;
        while (filled < packets) {
            if (end - at < 2) {
                return -1;
            }
            int chunk = Bytes.uint16(data, at);
            at += 2;
            if ((chunk & 0x8000) == 0) {
                int run = Math.min(chunk & 0x1FFF, packets - filled);
                if (run == 0) {
                    return -1;
                }
                Arrays.fill(symbols, filled, filled + run, (byte) (chunk >>> 13 & 3));
                filled += run;
            } else {
                filled = parseVector(chunk, filled, packets);
            }
        }
        return at;
    }

    private int parseVector(int chunk, int filled, int packets) {
        int bits = (chunk & 0x4000) == 0 ? 1 : 2;
        int at = filled;
        for (int shift = 14 - bits; shift >= 0 && at < packets; shift -= bits) {
            symbols[at++] = (byte) (chunk >>> shift & ((1 << bits) - 1));
        }
        return at;
    }

    private boolean parseDeltas(byte[] data, int start, int end, int packets) {
        int at = start;
        long nanos = referenceTime * REFERENCE_NANOS;
        for (int i = 0; i < packets; i++) {
            int symbol = symbols[i];
            if (symbol == RESERVED || symbol > end - at) {
                return false;
            }
            if (symbol == SMALL_DELTA) {
                nanos += Bytes.uint8(data, at) * TICK_NANOS;
            } else if (symbol == LARGE_DELTA) {
                nanos += (short) Bytes.uint16(data, at) * TICK_NANOS;
            }
            at += symbol;
            arrivalNanos[i] = nanos;
        }
        return true;
    }

    /** The transport-wide sequence number of packet 0. */
    public int baseSequence() {
        return baseSequence;
    }

    /** How many packets are reported, received or not. */
    public int count() {
        return count;
    }

    /** The transport-wide sequence number of packet {@code i}, 0 to 65,535. */
    public int sequence(int i) {
        return (baseSequence + i) & 0xFFFF;
    }

    /** Whether packet {@code i} of {@link #count()} arrived. */
    public boolean received(int i) {
        return symbols[i] != 0;
    }

    /**
     * When packet {@code i} arrived, in nanoseconds on the receiver's clock, whose zero is
     * arbitrary and which wraps with the 24-bit reference time (after 12 days). Only when received.
     */
    public long arrivalNanos(int i) {
        return arrivalNanos[i];
    }

    /** The signed 24-bit reference time in units of 64 ms. */
    public int referenceTime() {
        return referenceTime;
    }

    /** The message's own counter, 0 to 255. */
    public int feedbackCount() {
        return feedbackCount;
    }
}
