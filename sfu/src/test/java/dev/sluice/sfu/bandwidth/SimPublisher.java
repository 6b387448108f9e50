package dev.sluice.sfu.bandwidth;

import dev.sluice.mediacore.sim.SimClock;
import dev.sluice.sfu.alloc.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A simulcast encoder: three layers of three temporal layers at 30 frames/s, whose rates wander by
 * a tenth around their nominal ones. A keyframe is six average frames long and comes 80 ms (the way
 * to the publisher and back) and up to a frame after it was asked for, at most every 500 ms. The
 * rungs it offers are measured, so they lag a second behind.
 */
final class SimPublisher {

    /** What the SFU does with a frame. */
    interface Frames {
        void onFrame(long nowNanos, int layer, int temporal, int bytes, boolean keyframe);
    }

    static final long[] SIMULCAST_BPS = {150_000, 600_000, 1_700_000};
    private static final int[] HEIGHT = {180, 360, 720};
    private static final double FPS = 30;
    private static final int[] PATTERN = {0, 2, 1, 2};
    private static final double[] SHARE = {0.4, 0.2, 0.2};
    private static final double[] CUMULATED = {0.4, 0.6, 1.0};
    private static final double WANDER = 0.1;
    private static final double WANDER_SECONDS = 2;
    private static final double KEYFRAME_FRAMES = 6;
    private static final long KEYFRAME_DELAY_NANOS = 80_000_000L;
    private static final long KEYFRAME_INTERVAL_NANOS = 500_000_000L;

    private final RandomGenerator random;
    private final Frames frames;
    private final long[] nominalBps;
    private final int layers;
    private final double[] wander;
    private final double[] measuredBps;
    private final double[] frameBytes;
    final Series topBytes = new Series();
    private final long[] keyframeDue;
    private final long[] lastKeyframe;
    private int tick;

    /** One layer is sent as a whole, without temporal layers; of several each has three. */
    SimPublisher(SimClock clock, RandomGenerator random, long[] nominalBps, Frames frames) {
        this.random = random;
        this.frames = frames;
        this.nominalBps = nominalBps;
        layers = nominalBps.length;
        wander = new double[layers];
        measuredBps = new double[layers];
        frameBytes = new double[layers];
        keyframeDue = new long[layers];
        lastKeyframe = new long[layers];
        for (int layer = 0; layer < layers; layer++) {
            wander[layer] = 1;
            measuredBps[layer] = nominalBps[layer];
            keyframeDue[layer] = Long.MAX_VALUE;
        }
        long period = (long) (1e9 / FPS);
        clock.after(
                Duration.ofNanos(random.nextLong(period)),
                now -> clock.every(Duration.ofNanos(period), this::onTick));
    }

    void requestKeyframe(long nowNanos, int layer) {
        if (keyframeDue[layer] == Long.MAX_VALUE) {
            keyframeDue[layer] =
                    Math.max(
                            nowNanos + KEYFRAME_DELAY_NANOS,
                            lastKeyframe[layer] + KEYFRAME_INTERVAL_NANOS);
        }
    }

    List<Rung> rungs() {
        List<Rung> rungs = new ArrayList<>();
        if (layers == 1) {
            rungs.add(new Rung(0, 0, (long) measuredBps[0], HEIGHT[0], FPS));
            return rungs;
        }
        for (int layer = 0; layer < layers; layer++) {
            for (int temporal = 0; temporal < 3; temporal++) {
                double fps = FPS / (1 << (2 - temporal));
                long bps = (long) (measuredBps[layer] * CUMULATED[temporal]);
                rungs.add(new Rung(layer, temporal, bps, HEIGHT[layer], fps));
            }
        }
        return rungs;
    }

    private void onTick(long now) {
        int temporal = PATTERN[tick++ % PATTERN.length];
        int offered = layers == 1 ? 0 : temporal;
        double step = 1 / (FPS * WANDER_SECONDS);
        for (int layer = 0; layer < layers; layer++) {
            wander[layer] +=
                    (1 - wander[layer]) * step
                            + WANDER * Math.sqrt(2 * step) * random.nextGaussian();
            wander[layer] = Math.min(Math.max(wander[layer], 0.7), 1.3);
            double cycleBytes = nominalBps[layer] * wander[layer] / 8 * 4 / FPS;
            boolean keyframe = keyframeDue[layer] <= now;
            double bytes = cycleBytes * SHARE[temporal] * (1 + 0.15 * random.nextGaussian());
            if (keyframe) {
                keyframeDue[layer] = Long.MAX_VALUE;
                lastKeyframe[layer] = now;
                bytes = cycleBytes / 4 * KEYFRAME_FRAMES;
            }
            bytes = Math.max(100, bytes);
            frameBytes[layer] += keyframe ? cycleBytes * SHARE[temporal] : bytes;
            if (layer == layers - 1) {
                topBytes.add(now, bytes);
            }
            frames.onFrame(now, layer, keyframe ? 0 : offered, (int) bytes, keyframe);
        }
        if (tick % (int) FPS == 0) {
            for (int layer = 0; layer < layers; layer++) {
                measuredBps[layer] += 0.6 * (frameBytes[layer] * 8 - measuredBps[layer]);
                frameBytes[layer] = 0;
            }
        }
    }
}
