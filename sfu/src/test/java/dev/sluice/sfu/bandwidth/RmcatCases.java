package dev.sluice.sfu.bandwidth;

import static dev.sluice.sfu.bandwidth.Figure.atLeast;
import static dev.sluice.sfu.bandwidth.Figure.atMost;

import dev.sluice.sfu.alloc.DecisionKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The test cases of RFC 8867, section 5, adapted to a ladder of rungs from 60 kbps to 1.7 Mbps. */
final class RmcatCases {

    private RmcatCases() {}

    /** Variable capacity, one flow. */
    static List<Figure> variableCapacity(long seed, int delayMs) {
        Scene scene = new Scene(seed, 1);
        scene.flow(0, delayMs);
        scene.rate(40, 2.5).rate(60, .6).rate(80, 1).run(100);
        String row = "5.1, delay " + delayMs + " ms";
        return List.of(
                atLeast(row, "utilisation 5-40 s, %", 60, scene.utilisation(5, 40) * 100),
                atLeast(row, "utilisation 50-60 s, %", 40, scene.utilisation(50, 60) * 100),
                atLeast(row, "utilisation 65-80 s, %", 45, scene.utilisation(65, 80) * 100),
                atMost(row, "queue q95, ms", 50, scene.link.queueMs(.95, 0, 100, 60)));
    }

    /** Variable capacity, two flows. */
    static List<Figure> twoFlows(long seed) {
        Scene scene = new Scene(seed, 4);
        scene.flow(0, 50);
        scene.flow(0, 50);
        scene.rate(25, 2).rate(50, 3.5).rate(75, 1).rate(100, 2).run(125);
        return List.of(
                atLeast("5.2", "Jain 5-125 s", .85, scene.jain(5, 125)),
                atLeast(
                        "5.2",
                        "Jain, least of the five segments after 10 s (no target)",
                        0,
                        Math.min(
                                Math.min(scene.jain(10, 25), scene.jain(35, 50)),
                                Math.min(
                                        Math.min(scene.jain(60, 75), scene.jain(85, 100)),
                                        scene.jain(110, 125)))));
    }

    /** Congested feedback: a call the other way shares the reverse link. */
    static List<Figure> congestedFeedback(long seed) {
        double clean = feedbackRun(seed, false).utilisation(5, 100);
        double congested = feedbackRun(seed, true).utilisation(5, 100);
        return List.of(
                atLeast("5.3", "% of the clean-reverse utilisation", 85, congested / clean * 100));
    }

    private static Scene feedbackRun(long seed, boolean congested) {
        Scene scene = new Scene(seed, 2);
        scene.flow(0, 50);
        scene.rate(20, 1).rate(40, .5).rate(60, 2);
        if (congested) {
            scene.reverseFlow(0, 50);
            scene.reverseRate(0, 2).reverseRate(35, .8).reverseRate(70, 2);
        }
        return scene.run(100);
    }

    /** Competing flows that start one after the other. */
    static List<Figure> threeFlows(long seed) {
        Scene scene = new Scene(seed, 3.5);
        scene.flow(0, 50);
        scene.flow(20, 50);
        scene.flow(40, 50);
        scene.run(120);
        return List.of(
                atLeast("5.4", "Jain 50-120 s", .85, scene.jain(50, 120)),
                atLeast("5.4", "utilisation of all, %", 60, scene.utilisation(5, 120) * 100),
                atMost("5.4", "queue q95, ms", 60, scene.link.queueMs(.95, 0, 120)));
    }

    /** Round trips that differ. */
    static List<Figure> fiveRoundTrips(long seed) {
        Scene scene = new Scene(seed, 4);
        for (int delay : new int[] {10, 25, 50, 100, 150}) {
            scene.flow(0, delay);
        }
        List<Integer> before = new ArrayList<>();
        scene.at(30, () -> scene.flows.forEach(flow -> before.add(flow.spatialSwitches)));
        scene.run(150);
        int most = 0;
        for (int i = 0; i < scene.flows.size(); i++) {
            most = Math.max(most, scene.flows.get(i).spatialSwitches - before.get(i));
        }
        return List.of(
                atLeast("5.5", "Jain 30-150 s", .75, scene.jain(30, 150)),
                atMost("5.5", "spatial switches in 2 min, most of a flow", 6, most));
    }

    /** A long TCP flow from second 20 on. */
    static List<Figure> longTcp(long seed) {
        Scene scene = new Scene(seed, 2);
        SimFlow flow = scene.flow(0, 50);
        SimTcp tcp = new SimTcp(scene.link, Duration.ofMillis(50), 1_000_000_000L);
        scene.at(20, tcp::start).run(120);
        double leastAudio = 100;
        double emptyVideo = 0;
        for (double t = 5; t < 119; t += 1) {
            leastAudio = Math.min(leastAudio, flow.audioPackets.sum(t, t + 1) / 50 * 100);
        }
        for (double t = 5; t < 118; t += 1) {
            emptyVideo += flow.videoBytes.sum(t, t + 2) == 0 ? 1 : 0;
        }
        long pauses =
                flow.history.newest("camera", Integer.MAX_VALUE).stream()
                        .filter(decision -> decision.kind() == DecisionKind.PAUSE)
                        .count();
        return List.of(
                atLeast("5.6", "audio in the worst second, %", 50, leastAudio),
                atMost("5.6", "video pauses", 0, pauses),
                atMost("5.6", "2 s without video", 0, emptyVideo),
                atLeast(
                        "5.6",
                        "share of the link beside TCP, % (no target)",
                        0,
                        scene.utilisation(40, 120) * 100));
    }

    /** Ten short TCP flows between second 30 and 60. */
    static List<Figure> shortTcp(long seed) {
        Scene scene = new Scene(seed, 2);
        SimFlow flow = scene.flow(0, 50);
        List<SimTcp> downloads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            long bytes = scene.seeds.nextLong(100_000, 600_000);
            SimTcp tcp = new SimTcp(scene.link, Duration.ofMillis(50), bytes);
            downloads.add(tcp);
            scene.at(30 + scene.seeds.nextDouble() * 25, tcp::start);
        }
        scene.at(60, () -> downloads.forEach(SimTcp::stop));
        scene.run(90);
        double before = flow.receivedBits(20, 30) / 10;
        double back = Double.POSITIVE_INFINITY;
        for (double t = 60; t < 88 && Double.isInfinite(back); t += 0.5) {
            back = flow.receivedBits(t, t + 2) / 2 >= 0.8 * before ? t - 60 : back;
        }
        return List.of(atMost("5.7", "80 % of the prior rate again, s", 10, back));
    }

    /** One of three flows pauses from second 40 to 60. */
    static List<Figure> pausedFlow(long seed) {
        Scene scene = new Scene(seed, 3.5);
        SimFlow flow = scene.flow(0, 50);
        scene.flow(0, 50);
        scene.flow(0, 50);
        scene.at(40, flow::pause).at(60, flow::resume).run(100);
        return List.of(
                atMost("5.8", "video again after the pause, s", 1, flow.firstVideoAfterResume),
                atLeast("5.8", "Jain 70-100 s", .85, scene.jain(70, 100)));
    }

    /** Two subscribers behind one link that carries one and a half top layers. */
    static List<Figure> fairness(long seed) {
        Scene scene = new Scene(seed, 2.5);
        scene.flow(0, 50);
        scene.flow(15, 50);
        scene.run(120);
        return List.of(
                atLeast("two subscribers, 2.5 Mbps", "Jain 30-120 s", .85, scene.jain(30, 120)),
                atLeast(
                        "two subscribers, 2.5 Mbps",
                        "utilisation, %",
                        60,
                        scene.utilisation(30, 120) * 100),
                atMost(
                        "two subscribers, 2.5 Mbps",
                        "queue q95, ms",
                        50,
                        scene.link.queueMs(.95, 30, 120)));
    }
}
