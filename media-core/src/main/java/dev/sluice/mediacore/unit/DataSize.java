package dev.sluice.mediacore.unit;

/** An amount of data in bytes, never negative. */
public record DataSize(long bytes) implements Comparable<DataSize> {

    /** Nothing. */
    public static final DataSize ZERO = new DataSize(0);

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException when negative
     */
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /** Both together. */
    public DataSize plus(DataSize other) {
        return new DataSize(bytes + other.bytes);
    }

    /** The rate of this amount over {@code nanos}; zero for an empty span. */
    public DataRate per(long nanos) {
        return new DataRate(DataRate.bpsOf(bytes, nanos));
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return bytes + " bytes";
    }
}
