package dev.sluice.sfu.bandwidth;

import static dev.sluice.sfu.bandwidth.Figure.atLeast;
import static dev.sluice.sfu.bandwidth.Figure.atMost;
import static dev.sluice.sfu.bandwidth.Figure.within;

import java.util.List;

/** One flow alone on a link whose rate or loss is fixed, or changes by a step. */
final class StepCases {

    private static final double NEVER = Double.POSITIVE_INFINITY;

    private StepCases() {}

    static List<Figure> start(long seed, int delayMs, double limitSeconds) {
        Scene scene = new Scene(seed, 3);
        SimFlow flow = scene.flow(0.5, delayMs);
        scene.run(10);
        double reached = NEVER;
        for (double t = 0.5; t < 10 && reached == NEVER; t += 0.1) {
            reached = flow.targetBps.at(t) >= 2.5e6 ? t + 0.1 - flow.firstSentSecond : NEVER;
        }
        return List.of(
                atMost(
                        "start, RTT " + 2 * delayMs + " ms",
                        "300 kbps to 2.5 Mbps estimate, s",
                        limitSeconds,
                        reached));
    }

    static List<Figure> capped(long seed, double mbps) {
        Scene scene = new Scene(seed, mbps);
        SimFlow flow = scene.flow(0, 50);
        scene.run(70);
        String row = "capped at " + Math.round(mbps * 1000) + " kbps";
        double share = flow.targetBps.mean(10, 70) / (mbps * 1e6) * 100;
        return List.of(
                within(row, "mean estimate after 10 s, % of the cap", 75, 100, share),
                atMost(row, "queue after 10 s, q95, ms", 50, scene.link.queueMs(.95, 10, 70)));
    }

    /**
     * 3 Mbps, 0.5 from second 30 on, 3 again from second 60 on, each moved a little by the seed.
     */
    static List<Figure> downAndUp(long seed) {
        double down = 30 + seed % 7 * 0.37;
        double up = 60 + seed % 5 * 0.83;
        Scene scene = new Scene(seed, 3);
        SimFlow flow = scene.flow(0, 50);
        scene.rate(down, 0.5).rate(up, 3).run(100);
        double fallen = NEVER;
        for (double t = down; t < up && fallen == NEVER; t += 0.1) {
            fallen = flow.targetBps.at(t) < 550e3 ? t + 0.1 - down : NEVER;
        }
        double after = flow.targetBps.mean(down + 4, up) / 1e3;
        double back = NEVER;
        for (double t = 99.8; t > up && flow.layer.at(t) == 2; t -= 0.1) {
            back = t - up;
        }
        double first = NEVER;
        for (double t = up; t < 99.8 && first == NEVER; t += 0.1) {
            first = flow.layer.at(t) == 2 ? t - up : NEVER;
        }
        return List.of(
                atMost("3 to 0.5 Mbps", "estimate below 550 kbps, s", 4, fallen),
                atMost("3 to 0.5 Mbps", "mean estimate from 4 s on, kbps", 550, after),
                atMost(
                        "3 to 0.5 Mbps",
                        "queue below 100 ms again, s",
                        4,
                        scene.link.secondsUntilQueueBelow(100, down)),
                atMost("0.5 to 3 Mbps", "top layer back, s", 10, first),
                atMost(
                        "0.5 to 3 Mbps",
                        "top layer back, s" + BandwidthReport.EVERY_SEED,
                        20,
                        first),
                atMost("0.5 to 3 Mbps", "top layer back to stay, s", 10, back));
    }

    static List<Figure> lossy(long seed, double loss) {
        Scene scene = new Scene(seed, 10);
        SimFlow flow = scene.flow(0, 50);
        scene.at(0, () -> scene.link.loss(loss));
        scene.run(80);
        double top = flow.publisher.topBytes.sum(20, 80) * (1 - loss);
        double share = flow.videoBytes.sum(20, 80) / top * 100;
        String row = "loss " + Math.round(loss * 100) + " %, 10 Mbps";
        return List.of(atLeast(row, "received, % of post-loss top", loss < 0.1 ? 95 : 60, share));
    }

    static List<Figure> cap(long seed, int kbps, int expected, int tolerance, int second) {
        Scene scene = new Scene(seed, kbps / 1e3);
        SimFlow flow = scene.flow(0, 50);
        scene.run(second + 10);
        double mean = flow.targetBps.mean(second, second + 10) / 1e3;
        return List.of(
                within(
                        "cap " + kbps + " kbps",
                        "estimate from " + second + " s on, kbps",
                        expected - tolerance,
                        expected + tolerance,
                        mean));
    }
}
