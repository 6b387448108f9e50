package dev.sluice.mediacore.num;

/**
 * Continues a 16-bit counter as a long that never wraps. Each value is taken to be the one nearest
 * to the highest so far, so late values get their own index back. The first index is in [65,536,
 * 131,071], so that values shortly before it stay positive. Owned by one thread.
 */
public final class SequenceUnwrapper {

    private static final int NONE = -1;
    private static final long FIRST_CYCLE = 1L << 16;

    private long highest = NONE;

    /** The index of {@code value}; remembers it when it is the highest so far. */
    public long unwrap(int value) {
        long index = peek(value);
        if (index > highest) {
            highest = index;
        }
        return index;
    }

    /** The index that {@link #unwrap} would give, without remembering it. */
    public long peek(int value) {
        if (highest == NONE) {
            return FIRST_CYCLE + (value & 0xFFFF);
        }
        return highest + SequenceNumbers.distance((int) highest, value);
    }

    /**
     * Moves the highest index to {@code index}, which is above it: the next values are taken from
     * there.
     *
     * @throws IllegalArgumentException when it is not above
     */
    public void advance(long index) {
        if (index <= highest) {
            throw new IllegalArgumentException(index + " is not above " + highest);
        }
        highest = index;
    }

    /** The highest index so far, or -1 before the first. */
    public long highest() {
        return highest;
    }

    /** Forgets all. */
    public void reset() {
        highest = NONE;
    }
}
