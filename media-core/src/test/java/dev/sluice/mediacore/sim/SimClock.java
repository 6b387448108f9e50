package dev.sluice.mediacore.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Virtual time: jumps from event to event, runs everything on the caller's thread, and gives equal
 * instants in the order they were asked for. Starts at one second, so that a machine that mistakes
 * zero for "never" is found out.
 */
public final class SimClock {

    /** A protocol machine that the clock wakes at its own deadlines. */
    public interface Driven {

        /** The instant of the next wake-up, {@link Long#MAX_VALUE} for none. */
        long nextDeadlineNanos();

        /** The deadline has come. */
        void onTimeout(long nowNanos);
    }

    /** What happens at an instant. */
    @FunctionalInterface
    public interface Action {
        /** Does it, at that instant. */
        void run(long nowNanos);
    }

    private record Event(long atNanos, long order, Action action) implements Comparable<Event> {

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** A machine may ask to be woken at once this often in a row; after that it is stuck. */
    private static final int MAX_WAKE_UPS_AT_ONE_INSTANT = 10_000;

    /** The first instant. */
    public static final long START_NANOS = 1_000_000_000L;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Driven> driven = new ArrayList<>();
    private long nowNanos = START_NANOS;
    private long order;

    /** The present instant; begins with {@link #START_NANOS}. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Time since the start. */
    public Duration elapsed() {
        return Duration.ofNanos(nowNanos - START_NANOS);
    }

    /** Runs {@code action} at {@code atNanos}, or now if that has passed. */
    public void at(long atNanos, Action action) {
        events.add(new Event(Math.max(atNanos, nowNanos), order++, action));
    }

    /** Runs {@code action} once that time has passed. */
    public void after(Duration delay, Action action) {
        at(nowNanos + delay.toNanos(), action);
    }

    /** Runs {@code action} every {@code period} for ever, the first time one period from now. */
    public void every(Duration period, Action action) {
        long periodNanos = period.toNanos();
        at(
                nowNanos + periodNanos,
                new Action() {
                    @Override
                    public void run(long now) {
                        action.run(now);
                        at(now + periodNanos, this);
                    }
                });
    }

    /** Wakes {@code machine} at its deadlines from now on. */
    public void drive(Driven machine) {
        driven.add(machine);
    }

    /** Runs all that is due within that time, and leaves the time at its end. */
    public void run(Duration span) {
        runUntil(nowNanos + span.toNanos());
    }

    /**
     * Runs all that is due up to and including {@code endNanos}, and leaves the time there.
     *
     * @throws IllegalStateException when a machine asks to be woken for ever at one instant
     */
    public void runUntil(long endNanos) {
        int wakeUps = 0;
        while (true) {
            Event event = events.peek();
            long next = event == null ? Long.MAX_VALUE : event.atNanos;
            Driven machine = null;
            for (Driven candidate : driven) {
                long deadline = Math.max(candidate.nextDeadlineNanos(), nowNanos);
                if (deadline < next) {
                    next = deadline;
                    machine = candidate;
                }
            }
            if (next > endNanos) {
                nowNanos = endNanos;
                return;
            }
            wakeUps = next > nowNanos ? 0 : wakeUps + 1;
            nowNanos = next;
            if (machine == null) {
                events.remove().action.run(nowNanos);
            } else if (wakeUps > MAX_WAKE_UPS_AT_ONE_INSTANT) {
                throw new IllegalStateException("deadline never moves on: " + machine);
            } else {
                machine.onTimeout(nowNanos);
            }
        }
    }
}
