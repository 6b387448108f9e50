package dev.sluice.sfu.bandwidth;

import dev.sluice.mediacore.sim.LinkConditions;
import dev.sluice.mediacore.sim.SimClock;
import dev.sluice.mediacore.sim.SimLink;
import dev.sluice.mediacore.sim.SimNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The shared link: a droptail queue of 300 ms in each direction; every flow adds its own one-way
 * delay behind it. Samples its own queue every 10 ms.
 */
final class Bottleneck {

    static final Duration QUEUE = Duration.ofMillis(300);

    private static final double SAMPLE_SECONDS = 0.01;

    final SimClock clock;
    final SimLink<SimPacket> forward;
    final SimLink<SimPacket> reverse;
    private long[] queueNanos = new long[1024];
    private int samples;
    private final List<long[]> rates = new ArrayList<>();

    Bottleneck(SimClock clock, RandomGenerator seeds, long rateBps, boolean sampled) {
        this.clock = clock;
        LinkConditions conditions = LinkConditions.PERFECT.withQueue(QUEUE);
        forward =
                new SimLink<>(
                        clock,
                        SimNetwork.random(seeds.nextLong()),
                        conditions,
                        (now, packet) -> packet.owner.onArrival(now, packet));
        reverse =
                new SimLink<>(
                        clock,
                        SimNetwork.random(seeds.nextLong()),
                        conditions,
                        (now, packet) -> packet.owner.onArrival(now, packet));
        rate(rateBps);
        if (sampled) {
            clock.every(Duration.ofMillis(10), this::sample);
        }
    }

    private void sample(long now) {
        if (samples == queueNanos.length) {
            queueNanos = Arrays.copyOf(queueNanos, 2 * samples);
        }
        queueNanos[samples++] = forward.queueDelayNanos();
    }

    void rate(long bps) {
        forward.conditions(forward.conditions().withRate(bps));
        rates.add(new long[] {clock.nowNanos(), bps});
    }

    void loss(double share) {
        forward.conditions(forward.conditions().withLoss(share));
    }

    void reverseRate(long bps) {
        reverse.conditions(reverse.conditions().withRate(bps));
    }

    /** A percentile of the queue delay in ms, over samples in seconds [from, to) that count. */
    double queueMs(double percentile, double from, double to, double... exceptAfter) {
        List<Long> chosen = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            double at = (i + 1) * SAMPLE_SECONDS;
            boolean counts = at >= from && at < to;
            for (double excepted : exceptAfter) {
                counts &= at < excepted || at >= excepted + 5;
            }
            if (counts) {
                chosen.add(queueNanos[i]);
            }
        }
        chosen.sort(null);
        return chosen.isEmpty()
                ? 0
                : chosen.get((int) Math.min(chosen.size() - 1, chosen.size() * percentile)) / 1e6;
    }

    /** Seconds from {@code from} until the queue has stayed below {@code ms} for half a second. */
    double secondsUntilQueueBelow(double ms, double from) {
        double since = -1;
        for (int i = 0; i < samples; i++) {
            double at = (i + 1) * SAMPLE_SECONDS;
            if (at < from) {
                continue;
            }
            if (queueNanos[i] / 1e6 >= ms) {
                since = -1;
            } else if (since < 0) {
                since = at;
            } else if (at - since >= 0.5) {
                return since - from;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** What the link could have carried in [from, to), in bits. */
    double capacityBits(double from, double to) {
        double bits = 0;
        for (int i = 0; i < rates.size(); i++) {
            double start = (rates.get(i)[0] - SimClock.START_NANOS) / 1e9;
            double end =
                    i + 1 < rates.size()
                            ? (rates.get(i + 1)[0] - SimClock.START_NANOS) / 1e9
                            : Double.POSITIVE_INFINITY;
            bits += Math.max(0, Math.min(to, end) - Math.max(from, start)) * rates.get(i)[1];
        }
        return bits;
    }
}
