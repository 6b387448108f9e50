package dev.sluice.rtp.forward;

/**
 * Maps the sequence numbers of the encoding that a slot carries to the slot's own, without wraps on
 * either side. Packets that do not go on are swallowed: the numbers close up behind them. Every
 * index missing among the latest {@link #SIZE} keeps the mapping in force when the next one came;
 * so a late packet gets the number that was left free for it, or none. Owned by a slot.
 */
final class SequenceMap {

    /** What can be told about an index that comes in. */
    enum Place {
        /** Beyond all seen so far. */
        NEWEST,
        /** Missing so far; a number is free for it. */
        LATE,
        /** Before the switch, known already, or too late. */
        CLOSED
    }

    /** How far back late packets are mapped, in packets. */
    static final int SIZE = 1_024;

    private static final byte MISSING = 0;
    private static final byte DONE = 1;

    private final byte[] states = new byte[SIZE];

    /** Of the missing; not there before the first packet went missing. */
    private long[] offsets = {};

    private int[] pictureOffsets = {};
    private short[] limits = {};

    private long first;
    private long highest;

    /** Outgoing minus incoming index of what comes next. */
    private long offset;

    /**
     * Begins at {@code index}, which is to become {@code outIndex}: nothing before it is mapped.
     */
    void start(long index, long outIndex) {
        first = index;
        highest = index - 1;
        offset = outIndex - index;
    }

    Place place(long index) {
        if (index > highest) {
            return Place.NEWEST;
        }
        if (index < first || index <= highest - SIZE) {
            return Place.CLOSED;
        }
        return states[at(index)] == MISSING ? Place.LATE : Place.CLOSED;
    }

    /** Whether {@code index} follows the highest seen without a gap. */
    boolean contiguous(long index) {
        return index == highest + 1;
    }

    /**
     * Takes a newest packet that goes on, and leaves numbers free for those missing before it.
     *
     * @param pictureOffset what late pictures among these are to be moved by
     * @param limit the layers in force for late packets among these, 16 bits
     * @return the outgoing index
     */
    long advance(long index, int pictureOffset, int limit) {
        if (index > highest + 1) {
            miss(index, pictureOffset, limit);
        }
        states[at(index)] = DONE;
        highest = index;
        return index + offset;
    }

    private void miss(long before, int pictureOffset, int limit) {
        if (offsets.length == 0) {
            offsets = new long[SIZE];
            pictureOffsets = new int[SIZE];
            limits = new short[SIZE];
        }
        for (long i = Math.max(highest + 1, before - SIZE + 1); i < before; i++) {
            int at = at(i);
            states[at] = MISSING;
            offsets[at] = offset;
            pictureOffsets[at] = pictureOffset;
            limits[at] = (short) limit;
        }
    }

    /** Takes a newest, contiguous packet that does not go on. */
    void swallow(long index) {
        states[at(index)] = DONE;
        highest = index;
        offset--;
    }

    /** Takes a late packet and gives its outgoing index. */
    long fill(long index) {
        int at = at(index);
        states[at] = DONE;
        return index + offsets[at];
    }

    /** What the pictures of a late packet are moved by. */
    int pictureOffset(long index) {
        return pictureOffsets[at(index)];
    }

    /** The layers in force where a late packet belongs. */
    int limits(long index) {
        return limits[at(index)] & 0xFFFF;
    }

    /** Closes the map for all that came before {@code index}. */
    void closeBefore(long index) {
        first = index;
    }

    long highest() {
        return highest;
    }

    private static int at(long index) {
        return (int) index & (SIZE - 1);
    }
}
