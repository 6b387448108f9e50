package dev.sluice.sfu.bandwidth;

import dev.sluice.mediacore.sim.Plan;
import dev.sluice.mediacore.sim.SimClock;
import dev.sluice.mediacore.sim.SimNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One run: a bottleneck, its flows, and the plan of what happens to them. Times in seconds. */
final class Scene {

    final SimClock clock = new SimClock();
    final RandomGenerator seeds;
    final Bottleneck link;
    final List<SimFlow> flows = new ArrayList<>();
    private final Plan plan = new Plan(clock);

    Scene(long seed, double mbps) {
        this(seed, mbps, true);
    }

    /** {@code sampled}: whether the queue is recorded. */
    Scene(long seed, double mbps, boolean sampled) {
        seeds = SimNetwork.random(seed);
        link = new Bottleneck(clock, seeds, bps(mbps), sampled);
    }

    SimFlow flow(double startSeconds, int delayMs) {
        SimFlow flow =
                new SimFlow(clock, link.forward, link.reverse, seeds, Duration.ofMillis(delayMs));
        flows.add(flow);
        at(startSeconds, flow::start);
        return flow;
    }

    /** A viewer of one stream without layers, between machines that may be busy. */
    SimFlow viewer(
            double startSeconds, int delayMs, long bps, SimMachine server, SimMachine client) {
        SimFlow flow =
                new SimFlow(
                        clock,
                        link.forward,
                        link.reverse,
                        seeds,
                        Duration.ofMillis(delayMs),
                        new long[] {bps},
                        server,
                        client);
        flows.add(flow);
        at(startSeconds, flow::start);
        return flow;
    }

    /** A call the other way, whose media shares the reverse link with our feedback. */
    void reverseFlow(double startSeconds, int delayMs) {
        SimFlow flow =
                new SimFlow(clock, link.reverse, link.forward, seeds, Duration.ofMillis(delayMs));
        at(startSeconds, flow::start);
    }

    Scene rate(double second, double mbps) {
        return at(second, () -> link.rate(bps(mbps)));
    }

    Scene reverseRate(double second, double mbps) {
        return at(second, () -> link.reverseRate(bps(mbps)));
    }

    Scene at(double second, Runnable step) {
        plan.at(Duration.ofMillis(Math.round(second * 1_000)), "step", now -> step.run());
        return this;
    }

    Scene run(double seconds) {
        plan.until(Duration.ofMillis(Math.round(seconds * 1_000))).run();
        return this;
    }

    /** Received audio, video and RTX of all flows over what the link could carry, 0 to 1. */
    double utilisation(double from, double to) {
        double bits = 0;
        for (SimFlow flow : flows) {
            bits += flow.receivedBits(from, to);
        }
        return bits / link.capacityBits(from, to);
    }

    /** Jain's index over what the flows received. */
    double jain(double from, double to) {
        double sum = 0;
        double squares = 0;
        for (SimFlow flow : flows) {
            double bits = flow.receivedBits(from, to);
            sum += bits;
            squares += bits * bits;
        }
        return sum * sum / (flows.size() * squares);
    }

    long nanos(double second) {
        return SimClock.START_NANOS + Math.round(second * 1e9);
    }

    private static long bps(double mbps) {
        return Math.round(mbps * 1e6);
    }
}
