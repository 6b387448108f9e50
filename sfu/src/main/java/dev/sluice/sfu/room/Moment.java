package dev.sluice.sfu.room;

/**
 * A point in time, as the caller's clocks show it.
 *
 * @param nanos of the monotonic clock: for limits and deadlines
 * @param epochMillis since 1970: for people
 */
public record Moment(long nanos, long epochMillis) {}
