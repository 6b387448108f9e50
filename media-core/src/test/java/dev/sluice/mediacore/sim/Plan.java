package dev.sluice.mediacore.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A scenario: named steps at instants since its start (conditions, media, checks), then run to its
 * end. A failing step is reported with its name and its instant.
 */
public final class Plan {

    /** What a step does; it may throw anything. */
    @FunctionalInterface
    public interface Step {
        /** Does it, at that instant. */
        void run(long nowNanos) throws Exception;
    }

    private record Entry(long sinceStartNanos, String name, Step step) {}

    private final SimClock clock;
    private final List<Entry> entries = new ArrayList<>();
    private long endNanos;

    /** An empty plan. */
    public Plan(SimClock clock) {
        this.clock = clock;
    }

    /** Adds a step; steps at one instant run in the order in which they were added. */
    public Plan at(Duration sinceStart, String name, Step step) {
        entries.add(new Entry(sinceStart.toNanos(), name, step));
        endNanos = Math.max(endNanos, sinceStart.toNanos());
        return this;
    }

    /** Adds a step at {@code first}, and every {@code period} while before {@code end}. */
    public Plan every(Duration first, Duration period, Duration end, String name, Step step) {
        for (Duration at = first; at.compareTo(end) < 0; at = at.plus(period)) {
            at(at, name, step);
        }
        return this;
    }

    /** Runs until {@code sinceStart} at least, even without a step there. */
    public Plan until(Duration sinceStart) {
        endNanos = Math.max(endNanos, sinceStart.toNanos());
        return this;
    }

    /** Runs the whole plan from the clock's present instant. */
    public void run() {
        long start = clock.nowNanos();
        for (Entry entry : entries) {
            clock.at(start + entry.sinceStartNanos, now -> perform(entry, now));
        }
        clock.runUntil(start + endNanos);
    }

    private static void perform(Entry entry, long now) {
        try {
            entry.step.run(now);
        } catch (Exception | AssertionError failure) {
            String at = Duration.ofNanos(entry.sinceStartNanos).toString();
            throw new AssertionError(
                    "step '" + entry.name + "' at " + at + ": " + failure.getMessage(), failure);
        }
    }
}
