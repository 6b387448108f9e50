package dev.sluice.mediacore.stats;

/**
 * An exponentially weighted moving average: every new value counts {@code weight}, all before it
 * the rest. The first value is taken whole. Owned by one thread.
 */
public final class Ewma {

    private final double weight;
    private double value = Double.NaN;

    /**
     * {@code weight} is in (0, 1].
     *
     * @throws IllegalArgumentException when it is not
     */
    public Ewma(double weight) {
        if (!(weight > 0 && weight <= 1)) {
            throw new IllegalArgumentException("weight must be in (0, 1]: " + weight);
        }
        this.weight = weight;
    }

    /** Counts a value. */
    public void add(double sample) {
        value = isEmpty() ? sample : value + weight * (sample - value);
    }

    /** The average, or {@code otherwise} before the first value. */
    public double orElse(double otherwise) {
        return isEmpty() ? otherwise : value;
    }

    /** Whether there was no value yet. */
    public boolean isEmpty() {
        return Double.isNaN(value);
    }

    /** Forgets all. */
    public void reset() {
        value = Double.NaN;
    }
}
