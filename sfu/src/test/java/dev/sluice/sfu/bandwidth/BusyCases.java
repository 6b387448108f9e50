package dev.sluice.sfu.bandwidth;

import static dev.sluice.sfu.bandwidth.Figure.atMost;

import dev.sluice.sfu.alloc.DecisionKind;
import java.util.List;

/**
 * Viewers of one stream of 1.2 Mbps without layers join while the server or their own machine has
 * too much to do (a server that was only just started, a page that loads): for seconds all delays
 * are their doing. The links carry 20 Mbps to each.
 */
final class BusyCases {

    private static final long STREAM_BPS = 1_200_000;
    private static final double JOIN = 1;
    private static final double QUIET_FROM = 4;
    private static final double RUSH_QUIET_FROM = 6;
    private static final int VIEWERS = 100;
    private static final double RUSH_SECONDS = 2;
    private static final int SERVER_SLEEP_MS = 100;
    private static final int CLIENT_SLEEP_MS = 320;
    private static final double WITHIN_SECONDS = 3;
    private static final double LASTS_SECONDS = 15;

    private BusyCases() {}

    static List<Figure> joiner(long seed) {
        return joiner("one joiner", seed, true);
    }

    static List<Figure> silentJoiner(long seed) {
        return joiner("one joiner without audio", seed, false);
    }

    private static List<Figure> joiner(String row, long seed, boolean audible) {
        Scene scene = new Scene(seed, 20, false);
        SimMachine server = machine(scene, QUIET_FROM, SERVER_SLEEP_MS);
        SimMachine client = machine(scene, QUIET_FROM, CLIENT_SLEEP_MS);
        SimFlow flow = scene.viewer(JOIN, 20, STREAM_BPS, server, client);
        if (!audible) {
            flow.withoutAudio();
        }
        scene.run(QUIET_FROM + LASTS_SECONDS);
        return figures(row, scene, QUIET_FROM);
    }

    /** All on one machine, as in a load test, before one server. */
    static List<Figure> rush(long seed) {
        Scene scene = new Scene(seed, 20.0 * VIEWERS, false);
        SimMachine server = machine(scene, RUSH_QUIET_FROM, SERVER_SLEEP_MS);
        SimMachine client = machine(scene, RUSH_QUIET_FROM, CLIENT_SLEEP_MS);
        for (int i = 0; i < VIEWERS; i++) {
            double start = JOIN + RUSH_SECONDS * i / VIEWERS;
            scene.viewer(start, 0, STREAM_BPS, server, client).withoutAudio();
        }
        scene.run(RUSH_QUIET_FROM + LASTS_SECONDS);
        return figures(VIEWERS + " joiners", scene, RUSH_QUIET_FROM);
    }

    private static SimMachine machine(Scene scene, double quietFrom, int sleepMillis) {
        SimMachine machine = new SimMachine();
        machine.busy(scene.nanos(0), scene.nanos(quietFrom), sleepMillis, scene.seeds);
        return machine;
    }

    private static List<Figure> figures(String row, Scene scene, double quietFrom) {
        double slowest = 0;
        long pauses = 0;
        long quietNanos = scene.nanos(quietFrom + WITHIN_SECONDS);
        for (SimFlow flow : scene.flows) {
            slowest = Math.max(slowest, secondsToPicture(flow, quietFrom));
            pauses +=
                    flow.history.newest("camera", Integer.MAX_VALUE).stream()
                            .filter(decision -> decision.kind() == DecisionKind.PAUSE)
                            .filter(decision -> decision.atNanos() >= quietNanos)
                            .count();
        }
        return List.of(
                atMost(
                        row,
                        "picture after it, s" + BandwidthReport.EVERY_SEED,
                        WITHIN_SECONDS,
                        slowest),
                atMost(row, "pauses later" + BandwidthReport.EVERY_SEED, 0, pauses));
    }

    /** Until a whole second shows four fifths of the stream. */
    private static double secondsToPicture(SimFlow flow, double from) {
        for (double t = from; t < from + LASTS_SECONDS - 1; t += 0.1) {
            if (flow.videoBytes.sum(t, t + 1) * 8 >= 0.8 * STREAM_BPS) {
                return t - from;
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
