package dev.sluice.mediacore.num;

/**
 * Continues a 32-bit RTP timestamp as a long that never wraps, each value taken to be the one
 * nearest to the previous. The first result is in [2^32, 2^33). Owned by one thread.
 */
public final class TimestampUnwrapper {

    private static final long NONE = -1;

    private long last = NONE;

    /** The continued value of {@code timestamp}, of which the low 32 bits count. */
    public long unwrap(long timestamp) {
        last = peek(timestamp);
        return last;
    }

    /** The value that {@link #unwrap} would give, without remembering it. */
    public long peek(long timestamp) {
        if (last == NONE) {
            return (1L << 32) + (timestamp & 0xFFFF_FFFFL);
        }
        return last + (int) (timestamp - last);
    }

    /** Forgets all. */
    public void reset() {
        last = NONE;
    }
}
