package dev.sluice.sfu.bandwidth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.LinkConditions;
import dev.sluice.mediacore.sim.SimNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Three times ten virtual hours of a link that changes at random every 20 to 90 s in rate, delay,
 * loss and jitter, with blackouts of up to 30 s between: after each change the estimate comes back
 * to 80 % of the link within 20 s.
 */
class SoakTest {

    private static final double HOURS = Boolean.getBoolean("sluice.long") ? 40 : 10;
    private static final long[] SEEDS = {77_001, 78_001, 79_001};
    private static final double WITHIN_SECONDS = 20;
    private static final double SHARE = 0.8;

    private record Change(double second, double bps, double lasts) {}

    @Test
    void shouldComeBackAfterEveryChange() {
        List<Double> times = new ArrayList<>();
        List<String> late = new ArrayList<>();
        for (long seed : SEEDS) {
            soak(seed, times, late);
        }
        report(times);
        assertTrue(times.size() > 1_500, "too few changes: " + times.size());
        assertEquals(List.of(), late);
    }

    private static void soak(long seed, List<Double> times, List<String> late) {
        RandomGenerator random = SimNetwork.random(seed);
        Scene scene = new Scene(seed + 1, 2, false);
        SimFlow flow = scene.flow(0, 0);
        List<Change> changes = new ArrayList<>();
        double at = 30;
        while (at < HOURS * 3_600) {
            double lasts = 20.5 + random.nextDouble() * 70;
            LinkConditions conditions = anyConditions(random);
            scene.at(at, () -> scene.link.forward.conditions(conditions));
            changes.add(new Change(at, conditions.rateBps(), lasts));
            at += lasts;
            if (random.nextInt(20) == 0) {
                double out = at;
                scene.at(out, () -> scene.link.loss(1));
                at += 2 + random.nextDouble() * 28;
            }
        }
        scene.run(at);
        for (Change change : changes) {
            double back = secondsUntil(flow, change);
            times.add(back);
            if (back > WITHIN_SECONDS) {
                late.add(
                        String.format(
                                "seed %d, %.0f s: to %.0f bps, back after %.1f of %.1f s",
                                seed, change.second, change.bps, back, change.lasts));
            }
        }
    }

    private static LinkConditions anyConditions(RandomGenerator random) {
        double bps = 150e3 * Math.pow(2.4e6 / 150e3, random.nextDouble());
        boolean lossy = random.nextInt(3) == 0;
        boolean unsteady = random.nextInt(4) == 0;
        return LinkConditions.PERFECT
                .withRate((long) bps)
                .withQueue(Bottleneck.QUEUE)
                .withDelay(Duration.ofMillis(random.nextLong(5, 150)))
                .withLoss(lossy ? 0.02 * random.nextDouble() : 0)
                .withJitter(Duration.ofMillis(unsteady ? random.nextLong(10) : 0));
    }

    private static void report(List<Double> times) {
        times.sort(null);
        double[] sorted = times.stream().mapToDouble(Double::doubleValue).toArray();
        Figure figure =
                Figure.atMost(
                        "soak, "
                                + times.size()
                                + " changes in "
                                + (int) (SEEDS.length * HOURS)
                                + " h",
                        "estimate at 80 % of the link, s",
                        WITHIN_SECONDS,
                        0);
        BandwidthReport.add("Soak", List.of(new BandwidthReport.Line(figure, sorted)));
    }

    private static double secondsUntil(SimFlow flow, Change change) {
        for (double t = change.second + 0.1; t < change.second + change.lasts; t += 0.1) {
            if (flow.targetBps.at(t) >= SHARE * change.bps) {
                return t - change.second;
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
