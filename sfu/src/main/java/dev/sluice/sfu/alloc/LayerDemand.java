package dev.sluice.sfu.alloc;

/**
 * Which layers of a publication anybody wants (dynacast): the publisher is told of a higher layer
 * at once, of a lower one after 5 s. Owned by the publication's loop.
 */
public final class LayerDemand {

    private static final long LOWER_AFTER_NANOS = 5_000_000_000L;

    private int wanted;
    private int told;
    private long lowerSince = Long.MIN_VALUE;

    /** A publication that sends layers 0 to {@code highest}. */
    public LayerDemand(int highest) {
        wanted = highest;
        told = highest;
    }

    /** The highest layer that any subscriber wants now, -1 for none. */
    public void wanted(long nowNanos, int layer) {
        wanted = layer;
        if (layer >= told) {
            told = layer;
            lowerSince = Long.MIN_VALUE;
        } else if (lowerSince == Long.MIN_VALUE) {
            lowerSince = nowNanos;
        }
    }

    /** A lower layer takes effect once its time has come. */
    public void onTimeout(long nowNanos) {
        if (nowNanos >= nextDeadlineNanos()) {
            told = wanted;
            lowerSince = Long.MIN_VALUE;
        }
    }

    /** When a lower layer takes effect; MAX_VALUE: nothing waits. */
    public long nextDeadlineNanos() {
        return lowerSince == Long.MIN_VALUE ? Long.MAX_VALUE : lowerSince + LOWER_AFTER_NANOS;
    }

    /** The highest layer that the publisher is to send, -1 for none at all. */
    public int highest() {
        return told;
    }
}
