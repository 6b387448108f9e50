package dev.sluice.rtp.cc;

import java.util.Arrays;

/**
 * Packets that wait, first in first out within a stream (so that no stream is reordered); between
 * streams the one whose first packet matters most goes first, the oldest among equals. Bounded, in
 * arrays that grow to the most that ever waited: nothing is allocated per packet.
 *
 * @param <P> what a packet is
 */
final class PacedQueue<P> {

    static final int USUAL_CAPACITY = 2_048;

    private static final int FIRST_CAPACITY = 32;

    private static final int NONE = -1;
    private static final int RTX_LANE = 0;

    private final int capacity;
    private Object[] packets = {};
    private int[] bytes = {};
    private PacketKind[] kinds = {};
    private long[] since = {};
    private long[] order = {};
    private int[] next = {};
    private int free = NONE;
    private int[] heads = {NONE};
    private int[] tails = {NONE};
    private long lastOrder;
    private int count;
    private long totalBytes;

    private int headLane = NONE;

    /** For so many packets. */
    PacedQueue(int capacity) {
        this.capacity = capacity;
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count == capacity;
    }

    int count() {
        return count;
    }

    long totalBytes() {
        return totalBytes;
    }

    /** Adds a packet of stream {@code stream} (0 and up). The queue must not be full. */
    void add(long nowNanos, P packet, int packetBytes, PacketKind kind, int stream) {
        int lane = kind == PacketKind.RTX ? RTX_LANE : stream + 1;
        growTo(lane);
        if (free == NONE) {
            grow();
        }
        int slot = free;
        free = next[slot];
        packets[slot] = packet;
        bytes[slot] = packetBytes;
        kinds[slot] = kind;
        since[slot] = nowNanos;
        order[slot] = lastOrder++;
        next[slot] = NONE;
        if (heads[lane] == NONE) {
            heads[lane] = slot;
        } else {
            next[tails[lane]] = slot;
        }
        tails[lane] = slot;
        count++;
        totalBytes += packetBytes;
    }

    /**
     * Chooses the packet to leave next, for the four methods below. The queue must not be empty.
     */
    void selectNext() {
        headLane = NONE;
        for (int lane = 0; lane < heads.length; lane++) {
            if (heads[lane] != NONE && (headLane == NONE || before(heads[lane], heads[headLane]))) {
                headLane = lane;
            }
        }
    }

    /** Chooses the oldest packet of all video for the four methods below; false without any. */
    boolean selectOldestVideo() {
        headLane = NONE;
        for (int lane = RTX_LANE + 1; lane < heads.length; lane++) {
            if (heads[lane] != NONE
                    && (headLane == NONE || order[heads[lane]] < order[heads[headLane]])) {
                headLane = lane;
            }
        }
        return headLane != NONE;
    }

    int selectedBytes() {
        return bytes[heads[headLane]];
    }

    PacketKind selectedKind() {
        return kinds[heads[headLane]];
    }

    /** Takes the selected packet out. */
    P remove() {
        int slot = heads[headLane];
        heads[headLane] = next[slot];
        if (heads[headLane] == NONE) {
            tails[headLane] = NONE;
        }
        return release(slot);
    }

    /** Since when the longest waiting has waited. The queue must not be empty. */
    long oldestNanos() {
        long oldest = Long.MAX_VALUE;
        for (int lane = 0; lane < heads.length; lane++) {
            if (heads[lane] != NONE) {
                oldest = Math.min(oldest, since[heads[lane]]);
            }
        }
        return oldest;
    }

    @SuppressWarnings("unchecked") // only add() stores here
    private P release(int slot) {
        P packet = (P) packets[slot];
        packets[slot] = null;
        count--;
        totalBytes -= bytes[slot];
        next[slot] = free;
        free = slot;
        return packet;
    }

    private void grow() {
        int old = packets.length;
        int size = Math.max(FIRST_CAPACITY, 2 * old);
        packets = Arrays.copyOf(packets, size);
        bytes = Arrays.copyOf(bytes, size);
        kinds = Arrays.copyOf(kinds, size);
        since = Arrays.copyOf(since, size);
        order = Arrays.copyOf(order, size);
        next = Arrays.copyOf(next, size);
        Arrays.fill(kinds, old, size, PacketKind.PADDING);
        for (int i = old; i < size; i++) {
            next[i] = i + 1 < size ? i + 1 : NONE;
        }
        free = old;
    }

    private boolean before(int a, int b) {
        int byKind = kinds[a].compareTo(kinds[b]);
        return byKind != 0 ? byKind < 0 : order[a] < order[b];
    }

    private void growTo(int lane) {
        if (lane >= heads.length) {
            int old = heads.length;
            heads = Arrays.copyOf(heads, lane + 1);
            tails = Arrays.copyOf(tails, lane + 1);
            Arrays.fill(heads, old, lane + 1, NONE);
            Arrays.fill(tails, old, lane + 1, NONE);
        }
    }
}
