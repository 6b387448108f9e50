package dev.sluice.mediacore.unit;

/**
 * A rate in bits per second, never negative. For configuration and results; packet paths use the
 * plain {@code long} and the static helpers.
 *
 * @param bps bits per second
 */
public record DataRate(long bps) implements Comparable<DataRate> {

    /** Nothing. */
    public static final DataRate ZERO = new DataRate(0);

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException when negative
     */
    public DataRate {
        if (bps < 0) {
            throw new IllegalArgumentException("a rate is not negative: " + bps);
        }
    }

    /** A rate in thousands of bits per second. */
    public static DataRate ofKbps(long kbps) {
        return new DataRate(Math.multiplyExact(kbps, 1_000L));
    }

    /** A rate in millions of bits per second. */
    public static DataRate ofMbps(double mbps) {
        return new DataRate(Math.round(mbps * 1e6));
    }

    /** The bytes that {@code bps} carries in {@code nanos}, rounded down; long spans saturate. */
    public static long bytesIn(long bps, long nanos) {
        return (long) ((double) bps * nanos / (8.0 * NANOS_PER_SECOND));
    }

    /**
     * How long {@code bytes} take at {@code bps}, in nanoseconds; a rate of 0 takes {@link
     * Long#MAX_VALUE}.
     */
    public static long nanosFor(long bytes, long bps) {
        return bps == 0 ? Long.MAX_VALUE : (long) (bytes * 8.0 * NANOS_PER_SECOND / bps);
    }

    /** The rate of {@code bytes} over {@code nanos} in bits per second; 0 for an empty span. */
    public static long bpsOf(long bytes, long nanos) {
        return nanos <= 0 ? 0 : (long) (bytes * 8.0 * NANOS_PER_SECOND / nanos);
    }

    /**
     * This rate, so many times.
     *
     * @param factor 0 or more
     */
    public DataRate times(double factor) {
        return new DataRate(Math.round(bps * factor));
    }

    /** What it carries in that time. */
    public DataSize in(long nanos) {
        return new DataSize(bytesIn(bps, nanos));
    }

    @Override
    public int compareTo(DataRate other) {
        return Long.compare(bps, other.bps);
    }

    @Override
    public String toString() {
        return bps % 1_000 == 0 ? bps / 1_000 + " kbps" : bps + " bps";
    }
}
