package dev.sluice.sfu.bandwidth;

import dev.sluice.mediacore.sim.SimClock;
import java.util.ArrayList;
import java.util.List;

/** Bytes per 100 ms since the start, or a value sampled every 100 ms. */
final class Series {

    private static final double STEP = 0.1;

    private final List<Double> values = new ArrayList<>();

    void add(long nowNanos, double amount) {
        int slot = slot(nowNanos);
        while (values.size() <= slot) {
            values.add(0.0);
        }
        values.set(slot, values.get(slot) + amount);
    }

    /** The sum over seconds [from, to). */
    double sum(double from, double to) {
        double sum = 0;
        for (int i = (int) Math.round(from / STEP);
                i < Math.round(to / STEP) && i < values.size();
                i++) {
            sum += values.get(i);
        }
        return sum;
    }

    double mean(double from, double to) {
        return sum(from, to) / Math.max(1, Math.round((to - from) / STEP));
    }

    double at(double second) {
        int slot = (int) Math.round(second / STEP);
        return slot < values.size() ? values.get(slot) : 0;
    }

    double end() {
        return values.size() * STEP;
    }

    private static int slot(long nowNanos) {
        return (int) ((nowNanos - SimClock.START_NANOS) / (STEP * 1e9));
    }
}
