package dev.sluice.dtlssrtp.srtp;

/**
 * Where one SSRC is: its highest index, and which of the {@link #WINDOW} below it came (RFC 3711,
 * sections 3.3.1 and 3.3.2).
 */
final class PacketIndex {

    static final int WINDOW = 64;

    /** That of an SSRC not heard of; to be read only. */
    static final PacketIndex UNKNOWN = new PacketIndex();

    private static final long NONE = -1;

    private long highest = NONE;

    /** Bit n: the index n below the highest came. */
    private long window;

    /**
     * The 48-bit index that a sequence number most likely stands for. Before the first wrap there
     * is nothing to go back to.
     */
    long estimate(int sequence) {
        if (highest == NONE) {
            return sequence;
        }
        long nearest = highest + (short) (sequence - (int) highest);
        return nearest < 0 ? sequence : nearest;
    }

    /** Whether the index is new: neither seen nor older than the window. */
    boolean fresh(long index) {
        long behind = highest - index;
        return behind < 0 || (behind < WINDOW && ((window >>> behind) & 1) == 0);
    }

    /** Whether the index is within the window and came. */
    boolean seen(long index) {
        long behind = highest - index;
        return behind >= 0 && behind < WINDOW && ((window >>> behind) & 1) != 0;
    }

    /** Takes an index whose packet is authentic. */
    void take(long index) {
        long ahead = index - highest;
        if (highest == NONE || ahead >= WINDOW) {
            window = 1;
            highest = index;
        } else if (ahead > 0) {
            window = (window << ahead) | 1;
            highest = index;
        } else if (-ahead < WINDOW) {
            window |= 1L << -ahead;
        }
    }

    /** The next index of a sender that counts by ones (SRTCP). */
    long next() {
        return ++highest;
    }
}
