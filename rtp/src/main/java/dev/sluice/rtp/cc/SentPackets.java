package dev.sluice.rtp.cc;

/**
 * The newest packets sent, by transport-wide sequence number, until feedback tells their fate. It
 * grows to what one second sends, and further while feedback is missing; bounded: at 1,000
 * packets/s it reaches back 8 s at most. The counter must be contiguous.
 */
final class SentPackets {

    static final int MAX_CAPACITY = 8_192;

    private static final int FIRST_CAPACITY = 64;

    /** Feedback that comes later than that after feedback about later packets is of no use. */
    private static final long KEEP_NANOS = 1_000_000_000L;

    static final byte UNKNOWN = 0;
    static final byte IN_FLIGHT = 1;
    static final byte LOST = 2;
    static final byte RECEIVED = 3;

    private static final long NONE = -1;
    private static final int CLUSTER_SHIFT = 32;
    private static final int BYTES_SHIFT = 8;
    private static final int BYTES_MASK = 0xFF_FFFF;
    private static final long STATE_MASK = 0xFF;
    private static final long FIRST_CYCLE = 1L << 16;

    /**
     * For each packet its sending time, and its cluster, bytes and state in one: one cache line.
     */
    private long[] entries = new long[2 * FIRST_CAPACITY];

    private int capacity = FIRST_CAPACITY;
    private long newest = NONE;

    /** Remembers a packet of less than 16 MB; returns its unwrapped index. */
    long add(long nowNanos, int sequence, int packetBytes, int probeCluster) {
        long index = newest == NONE ? FIRST_CYCLE + (sequence & 0xFFFF) : unwrap(sequence);
        while (capacity < MAX_CAPACITY && needed(nowNanos, index)) {
            grow();
        }
        // What was skipped was never sent.
        for (long skipped = Math.max(newest + 1, index - capacity + 1);
                skipped < index;
                skipped++) {
            entries[at(skipped) + 1] = UNKNOWN;
        }
        newest = Math.max(newest, index);
        int at = at(index);
        entries[at] = nowNanos;
        entries[at + 1] =
                (long) probeCluster << CLUSTER_SHIFT
                        | (long) packetBytes << BYTES_SHIFT
                        | IN_FLIGHT;
        return index;
    }

    /** The index of {@code sequence}, near to the newest packet; -1 when none of the kept. */
    long find(int sequence) {
        if (newest == NONE) {
            return NONE;
        }
        long index = unwrap(sequence);
        boolean kept = index <= newest && index > newest - capacity;
        return kept && state(index) != UNKNOWN ? index : NONE;
    }

    byte state(long index) {
        return (byte) entries[at(index) + 1];
    }

    void state(long index, byte next) {
        int at = at(index) + 1;
        entries[at] = (entries[at] & ~STATE_MASK) | next;
    }

    long sentNanos(long index) {
        return entries[at(index)];
    }

    int bytes(long index) {
        return (int) (entries[at(index) + 1] >>> BYTES_SHIFT) & BYTES_MASK;
    }

    int cluster(long index) {
        return (int) (entries[at(index) + 1] >>> CLUSTER_SHIFT);
    }

    private long unwrap(int sequence) {
        return newest + (short) (sequence - (int) newest);
    }

    /** Whether what stands where {@code index} would go may yet be asked for. */
    private boolean needed(long nowNanos, long index) {
        byte state = state(index);
        return state == IN_FLIGHT || (state != UNKNOWN && nowNanos - sentNanos(index) < KEEP_NANOS);
    }

    private void grow() {
        long[] old = entries;
        int oldCapacity = capacity;
        capacity *= 2;
        entries = new long[2 * capacity];
        for (long index = newest; index > newest - oldCapacity; index--) {
            System.arraycopy(old, 2 * ((int) index & (oldCapacity - 1)), entries, at(index), 2);
        }
    }

    private int at(long index) {
        return 2 * ((int) index & (capacity - 1));
    }
}
