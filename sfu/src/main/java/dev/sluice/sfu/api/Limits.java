package dev.sluice.sfu.api;

import java.util.EnumMap;
import java.util.Map;

/** A value for each {@link Limit}. Immutable; {@link #DEFAULT} with {@link #with}. */
public final class Limits {

    /** What fits a server that is open to the world. */
    public static final Limits DEFAULT = new Limits(new EnumMap<>(Limit.class));

    /** Those that differ from the usual. */
    private final Map<Limit, Long> set;

    private Limits(Map<Limit, Long> set) {
        this.set = set;
    }

    /**
     * The same with another value of one limit.
     *
     * @param value in the limit's unit
     * @throws IllegalArgumentException naming the limit and what it can be
     */
    public Limits with(Limit limit, long value) {
        if (value < limit.lowest() || value > limit.highest()) {
            throw new IllegalArgumentException(
                    limit.key()
                            + " is "
                            + value
                            + ": give "
                            + limit.lowest()
                            + " to "
                            + limit.highest());
        }
        Map<Limit, Long> changed = new EnumMap<>(Limit.class);
        changed.putAll(set);
        changed.put(limit, value);
        return new Limits(changed);
    }

    /**
     * The value of a limit.
     *
     * @return in its unit
     */
    public int of(Limit limit) {
        return Math.toIntExact(set.getOrDefault(limit, limit.usual()));
    }

    /**
     * The value of a limit of time.
     *
     * @return nanoseconds
     * @throws IllegalArgumentException when it is none of time
     */
    public long nanos(Limit limit) {
        return limit.nanos(of(limit));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Limits limits && limits.set.equals(set);
    }

    @Override
    public int hashCode() {
        return set.hashCode();
    }

    /** Those that differ from the usual. */
    @Override
    public String toString() {
        return "Limits" + set;
    }
}
