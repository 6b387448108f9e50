package dev.sluice.rtp.cc;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The probes of one transport: planned, under way, measured. */
final class Probes {

    private static final int MAX_UNDER_WAY = 2;
    private static final long DRAIN_NANOS = 150_000_000L;
    private static final long RESULT_WITHIN_NANOS = 1_000_000_000L;

    private final CongestionListener listener;
    private final ProbePlanner planner;
    private final ProbeMeter[] meters = new ProbeMeter[MAX_UNDER_WAY];

    private long lastSentNanos = Long.MIN_VALUE;
    private long recentUntilSent = Long.MIN_VALUE;
    private long measuredBps;
    private double measuredLoss;
    private boolean measuredSaturated;
    private boolean measuredModest;

    Probes(CongestionConfig config, RandomGenerator random, CongestionListener listener) {
        this.listener = listener;
        planner = new ProbePlanner(config, random);
        for (int i = 0; i < MAX_UNDER_WAY; i++) {
            meters[i] = new ProbeMeter();
        }
    }

    void demand(long nextBps, long topBps, long resumeBps) {
        planner.demand(nextBps, topBps, resumeBps);
    }

    void believable(long bps) {
        planner.believable(bps);
    }

    /** What was known of the path is no longer true. */
    void lookAgain() {
        planner.lookAgain();
    }

    void onSent(long nowNanos, int cluster, int bytes) {
        if (!planner.started()) {
            planner.start(nowNanos);
        }
        ProbeMeter meter = meter(cluster);
        if (meter != null) {
            meter.onSent(bytes);
            lastSentNanos = nowNanos;
        }
    }

    /** Whether packets sent then saw what a probe did to the queue. */
    boolean recent(long sentNanos) {
        return sentNanos < recentUntilSent;
    }

    void onReceived(int cluster, long sentNanos, long arrivalNanos, int bytes) {
        ProbeMeter meter = meter(cluster);
        if (meter != null) {
            meter.onReceived(sentNanos, arrivalNanos, bytes);
            recentUntilSent = lastSentNanos + DRAIN_NANOS;
        }
    }

    void onLost(int cluster) {
        ProbeMeter meter = meter(cluster);
        if (meter != null) {
            meter.onLost();
        }
    }

    @Nullable ProbeCluster poll(long nowNanos) {
        for (ProbeMeter meter : meters) {
            if (meter.cluster() == null) {
                ProbeCluster next = planner.poll();
                if (next != null) {
                    meter.start(nowNanos, next);
                    listener.onProbe(nowNanos, next);
                }
                return next;
            }
        }
        return null;
    }

    /** The gate closed: what waits is dropped; what is under way is measured still. */
    void cancel() {
        planner.cancel();
    }

    /** Ends the measured probes; true when there was one, whose figures then can be read. */
    boolean finish(long nowNanos) {
        measuredBps = 0;
        boolean any = false;
        for (ProbeMeter meter : meters) {
            ProbeCluster cluster = meter.cluster();
            if (cluster != null && (meter.resolved() || expired(meter, nowNanos))) {
                end(nowNanos, meter, cluster);
                any = true;
            }
        }
        return any;
    }

    /** The best measurement of {@link #finish}, 0 when it told nothing. */
    long measuredBps() {
        return measuredBps;
    }

    /** What the path carries when the probe filled it, without what is left free for safety. */
    long measuredCapacityBps() {
        return Math.round(measuredBps / ProbeMeter.SATURATED_SHARE);
    }

    double measuredLoss() {
        return measuredLoss;
    }

    /** Whether the path, not the sender, was the limit. */
    boolean measuredSaturated() {
        return measuredSaturated;
    }

    /** Whether it asked for no more than twice the estimate: only then a low answer lowers it. */
    boolean measuredModest() {
        return measuredModest;
    }

    void update(long nowNanos, long targetBps, boolean quiet, boolean applicationLimited) {
        planner.update(nowNanos, targetBps, quiet, underWay() == 0, applicationLimited);
    }

    /** Gives up probes that were never answered. */
    void onTimeout(long nowNanos) {
        for (ProbeMeter meter : meters) {
            ProbeCluster cluster = meter.cluster();
            if (cluster != null && expired(meter, nowNanos)) {
                listener.onProbeResult(nowNanos, cluster, 0, meter.loss());
                meter.stop();
            }
        }
    }

    long deadline() {
        long deadline = Long.MAX_VALUE;
        for (ProbeMeter meter : meters) {
            if (meter.cluster() != null) {
                deadline = Math.min(deadline, meter.startedNanos() + RESULT_WITHIN_NANOS);
            }
        }
        return deadline;
    }

    private void end(long nowNanos, ProbeMeter meter, ProbeCluster cluster) {
        long measured = meter.measuredBps();
        double loss = meter.loss();
        if (measured > measuredBps) {
            measuredBps = measured;
            measuredLoss = loss;
            measuredSaturated = meter.saturated() && !meter.uncertain();
            measuredModest =
                    cluster.cause() == ProbeCause.APPLICATION_LIMITED
                            || cluster.cause() == ProbeCause.UNMET_DEMAND;
        }
        boolean told = measured > 0 && !(meter.saturated() && meter.uncertain());
        boolean even = !meter.uneven();
        meter.stop();
        listener.onProbeResult(nowNanos, cluster, measured, loss);
        planner.length(told, even);
        planner.onResult(nowNanos, cluster, measured, underWay() == 0);
    }

    private boolean expired(ProbeMeter meter, long nowNanos) {
        return nowNanos - meter.startedNanos() >= RESULT_WITHIN_NANOS;
    }

    private int underWay() {
        int count = 0;
        for (ProbeMeter meter : meters) {
            count += meter.cluster() == null ? 0 : 1;
        }
        return count;
    }

    private @Nullable ProbeMeter meter(int cluster) {
        if (cluster != ProbeCluster.NONE) {
            for (ProbeMeter meter : meters) {
                if (meter.measures(cluster)) {
                    return meter;
                }
            }
        }
        return null;
    }
}
