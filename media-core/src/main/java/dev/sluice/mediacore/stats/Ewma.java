package dev.sluice.mediacore.stats;

/**
 * An exponentially weighted moving average: every new value counts {@code weight}, all before it
 * the rest. The first value is taken whole. Owned by one thread.
 */
public final class Ewma {

    private final double weight;
    private double value = Double.NaN;

    /** {@code weight} is in (0, 1]. */
    public Ewma(double weight) {
        if (!(weight > 0 && weight <= 1)) {
            throw new IllegalArgumentException("weight must be in (0, 1]: " + weight);
        }
        this.weight = weight;
    }

    public void add(double sample) {
        value = isEmpty() ? sample : value + weight * (sample - value);
    }

    /** The average, or {@code otherwise} before the first value. */
    public double orElse(double otherwise) {
        return isEmpty() ? otherwise : value;
    }

    public boolean isEmpty() {
        return Double.isNaN(value);
    }

    public void reset() {
        value = Double.NaN;
    }
}
