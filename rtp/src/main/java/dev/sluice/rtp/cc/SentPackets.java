package dev.sluice.rtp.cc;

/**
 * The newest packets sent, by transport-wide sequence number, until feedback tells their fate.
 * Bounded: at 1,000 packets/s it reaches back 8 s. The counter must be contiguous.
 */
final class SentPackets {

    static final int CAPACITY = 8_192;

    static final byte UNKNOWN = 0;
    static final byte IN_FLIGHT = 1;
    static final byte LOST = 2;
    static final byte RECEIVED = 3;

    private static final int MASK = CAPACITY - 1;
    private static final long NONE = -1;
    private static final long FIRST_CYCLE = 1L << 16;

    private final long[] sentNanos = new long[CAPACITY];
    private final int[] bytes = new int[CAPACITY];
    private final int[] cluster = new int[CAPACITY];
    private final byte[] state = new byte[CAPACITY];
    private long newest = NONE;

    /** Remembers a packet; returns its unwrapped index. */
    long add(long nowNanos, int sequence, int packetBytes, int probeCluster) {
        long index = newest == NONE ? FIRST_CYCLE + (sequence & 0xFFFF) : unwrap(sequence);
        // What was skipped was never sent.
        for (long skipped = Math.max(newest + 1, index - CAPACITY + 1);
                skipped < index;
                skipped++) {
            state[slot(skipped)] = UNKNOWN;
        }
        newest = Math.max(newest, index);
        int slot = slot(index);
        sentNanos[slot] = nowNanos;
        bytes[slot] = packetBytes;
        cluster[slot] = probeCluster;
        state[slot] = IN_FLIGHT;
        return index;
    }

    /** The index of {@code sequence}, near to the newest packet; -1 when none of the kept. */
    long find(int sequence) {
        if (newest == NONE) {
            return NONE;
        }
        long index = unwrap(sequence);
        boolean kept = index <= newest && index > newest - CAPACITY;
        return kept && state[slot(index)] != UNKNOWN ? index : NONE;
    }

    byte state(long index) {
        return state[slot(index)];
    }

    void state(long index, byte next) {
        state[slot(index)] = next;
    }

    long sentNanos(long index) {
        return sentNanos[slot(index)];
    }

    int bytes(long index) {
        return bytes[slot(index)];
    }

    int cluster(long index) {
        return cluster[slot(index)];
    }

    private long unwrap(int sequence) {
        return newest + (short) (sequence - (int) newest);
    }

    private static int slot(long index) {
        return (int) index & MASK;
    }
}
