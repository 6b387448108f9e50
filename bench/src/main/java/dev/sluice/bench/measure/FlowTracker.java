package dev.sluice.bench.measure;

/**
 * What one subscriber received of one published track: each packet once, in order, without holes?
 * Follows the track from layer to layer. Owned by the subscriber's loop; counts are since the last
 * {@link #restart}.
 */
public final class FlowTracker {

    private static final int WINDOW = 2_048;
    private static final int NONE = -1;

    /** Which of the latest packets of the layer came. */
    private final long[] seen = new long[WINDOW / 64];

    private int encoding = NONE;
    private long lastIndex = Long.MIN_VALUE;
    private int first;
    private int highest;
    private long unique;
    private long missingBefore;
    private long delivered;
    private long duplicates;
    private long reordered;
    private long switches;

    /**
     * Takes a packet.
     *
     * @param index its place in the stream that the server sent
     * @param recovered by retransmission, so that it is late with good reason
     */
    public void onPacket(int layer, int sequence, long index, boolean recovered) {
        if (layer != encoding) {
            if (index < lastIndex) {
                // A late packet of the layer before the switch.
                delivered++;
                return;
            }
            begin(layer, sequence);
        }
        lastIndex = Math.max(lastIndex, index);
        place(sequence, recovered);
    }

    private void begin(int layer, int sequence) {
        if (encoding != NONE) {
            switches++;
            missingBefore += missingOfLayer();
        }
        encoding = layer;
        first = sequence;
        highest = sequence - 1;
        unique = 0;
        java.util.Arrays.fill(seen, 0);
    }

    private void place(int sequence, boolean recovered) {
        if (sequence > highest) {
            for (int i = Math.max(highest + 1, sequence - WINDOW + 1); i < sequence; i++) {
                seen[(i & (WINDOW - 1)) >> 6] &= ~(1L << i);
            }
            highest = sequence;
        } else if (sequence <= highest - WINDOW || sequence < first) {
            // Too late to tell; a repeated one would be refused by the receiver's own window.
            delivered++;
            return;
        } else if ((seen[(sequence & (WINDOW - 1)) >> 6] & (1L << sequence)) != 0) {
            duplicates++;
            return;
        } else if (!recovered) {
            reordered++;
        }
        seen[(sequence & (WINDOW - 1)) >> 6] |= 1L << sequence;
        unique++;
        delivered++;
    }

    /** Forgets the counts, and goes on from here. */
    public void restart() {
        if (encoding != NONE) {
            // What is missing now was missing before.
            first = highest + 1;
            unique = 0;
        }
        missingBefore = 0;
        delivered = 0;
        duplicates = 0;
        reordered = 0;
        switches = 0;
    }

    public long delivered() {
        return delivered;
    }

    /**
     * Packets of the layers it was on, between the first and the last of each, that never came:
     * lost, or withheld by the server.
     */
    public long missing() {
        return missingBefore + missingOfLayer();
    }

    public long duplicates() {
        return duplicates;
    }

    /** Packets that came behind a later one, retransmissions aside. */
    public long reordered() {
        return reordered;
    }

    /** How often the server changed the layer. */
    public long switches() {
        return switches;
    }

    private long missingOfLayer() {
        return Math.max(0, (long) highest - first + 1 - unique);
    }
}
