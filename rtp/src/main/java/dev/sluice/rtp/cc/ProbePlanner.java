package dev.sluice.rtp.cc;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides when to probe and how fast: at the start, on and on while it gets through, when the
 * estimate is untested or does not move while streams wait, and once after a deep drop. Soonest
 * when a stream is paused for want of bandwidth: what made it too little may be over already.
 */
final class ProbePlanner {

    private static final long CLUSTER_NANOS = 15_000_000L;
    private static final int MIN_PACKETS = 5;
    private static final int PACKET_BYTES = 1_200;
    private static final int[] START_FACTORS = {3, 6};
    private static final double FURTHER_FACTOR = 2;
    private static final double FURTHER_IF_REACHED = 0.7;
    private static final double ALR_FACTOR = 2;
    private static final long ALR_EVERY_NANOS = 5_000_000_000L;
    private static final double SATISFIED = 1.5;
    private static final double USEFUL = 2;
    private static final double UNMET_FACTOR = 2;
    private static final long UNMET_MIN_NANOS = 3_000_000_000L;
    private static final long UNMET_MAX_NANOS = 5_000_000_000L;
    private static final double MOVED = 1.05;

    /** Growth by itself is slow on a path that carries much more: it only puts the probe off. */
    private static final long GROWING_NANOS = 2_000_000_000L;

    /** Who is without a picture is helped at once, and from then on less and less often. */
    private static final long STARVING_FIRST_NANOS = 250_000_000L;

    private static final long STARVING_MAX_NANOS = 1_000_000_000L;

    /** A path that was too thin for so long is not asked more often than any other. */
    private static final long STARVING_NANOS = 10_000_000_000L;

    /** What a probe must ask for to be sure of what is wanted. */
    private static final double ENOUGH = 1.2;

    /** A probe that told too little is followed so soon by one of twice the length. */
    private static final long AGAIN_NANOS = 1_000_000_000L;

    private static final int MAX_STRETCH = 4;

    /** So much more than what would be believed is worth another look once it would. */
    private static final double HELD_BACK_FROM = 1.2;

    private static final double DROPPED = 0.66;
    private static final double AFTER_DROP_FACTOR = 0.85;
    private static final long AFTER_DROP_MIN_NANOS = 3_500_000_000L;
    private static final long AFTER_DROP_MAX_NANOS = 10_000_000_000L;
    private static final long HIGH_LASTS_NANOS = 5_000_000_000L;

    private final CongestionConfig config;
    private final RandomGenerator random;
    private final ArrayDeque<ProbeCluster> pending = new ArrayDeque<>();
    private int lastId;
    private boolean started;
    private long lastProbe;

    private long nextBps;
    private long topBps = -1;
    private long resumeBps;
    private long starvingSince = Long.MIN_VALUE;
    private long starvedNanos = Long.MIN_VALUE;
    private long starvingAfter;
    private long believableBps = Long.MAX_VALUE;
    private boolean heldBack;
    private boolean again;
    private int stretch = 1;

    private long stagnantSince;
    private long stagnantBps;
    private long lastBps;
    private long jumpedNanos;
    private long unmetAfter = UNMET_MIN_NANOS;

    private long highBps;
    private long highNanos;
    private long beforeDropBps;
    private long dropNanos;

    ProbePlanner(CongestionConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
    }

    /** What the streams still wait for, and what they would take in all; see the controller. */
    void demand(long next, long top, long resume) {
        nextBps = next;
        topBps = top;
        resumeBps = resume;
    }

    /** No probe would be believed beyond {@code bps}: looking further tells nothing. */
    void believable(long bps) {
        believableBps = bps;
    }

    /** Looks at the first opportunity, if anybody wants more. */
    void lookAgain() {
        heldBack = true;
    }

    /** The next probe to send, or null. */
    @Nullable ProbeCluster poll() {
        return pending.poll();
    }

    void start(long nowNanos) {
        started = true;
        stagnantSince = nowNanos;
        highNanos = nowNanos;
        for (int factor : START_FACTORS) {
            plan(nowNanos, config.startBps() * factor, ProbeCause.START);
        }
    }

    boolean started() {
        return started;
    }

    /** Drops what waits: the path is full. */
    void cancel() {
        pending.clear();
    }

    /**
     * How long the next probe must be, after one that told something or not, on a path that let it
     * through evenly or not.
     */
    void length(boolean told, boolean even) {
        again = !told && stretch < MAX_STRETCH;
        if (again) {
            stretch *= 2;
        } else if (told && even) {
            stretch = 1;
        }
    }

    /** A probe was measured; {@code alone} when none other is under way. */
    void onResult(long nowNanos, ProbeCluster cluster, long measuredBps, boolean alone) {
        boolean through = measuredBps > FURTHER_IF_REACHED * cluster.bps();
        boolean useful = measuredBps < Math.min(usefulBps(), (double) believableBps);
        heldBack = heldBack || measuredBps > HELD_BACK_FROM * believableBps;
        if (through && alone && pending.isEmpty() && useful) {
            double wanted = Math.min(FURTHER_FACTOR * measuredBps, ENOUGH * believableBps);
            plan(nowNanos, (long) wanted, ProbeCause.FURTHER);
        }
    }

    /**
     * Looks for a reason to probe.
     *
     * @param quiet neither overused nor gated
     * @param idle no probe is under way
     */
    void update(
            long nowNanos,
            long targetBps,
            boolean quiet,
            boolean idle,
            boolean applicationLimited) {
        noteDrop(nowNanos, targetBps);
        noteStarving(nowNanos, targetBps);
        if (targetBps > MOVED * stagnantBps || targetBps < stagnantBps / MOVED) {
            stagnantBps = targetBps;
            stagnantSince = nowNanos;
        }
        if (targetBps > MOVED * lastBps || targetBps < lastBps / MOVED) {
            jumpedNanos = nowNanos;
        }
        lastBps = targetBps;
        if (!quiet || !idle || !pending.isEmpty()) {
            return;
        }
        if (starving(nowNanos) && nowNanos - lastProbe >= starvingAfter) {
            long after = Math.max(2 * starvingAfter, STARVING_FIRST_NANOS);
            starvingAfter = Math.min(after, STARVING_MAX_NANOS);
            plan(nowNanos, (long) (UNMET_FACTOR * targetBps), ProbeCause.UNMET_DEMAND);
            return;
        }
        if (beforeDropBps > 0 && nowNanos - dropNanos > AFTER_DROP_MIN_NANOS) {
            long again = (long) (AFTER_DROP_FACTOR * beforeDropBps);
            beforeDropBps = 0;
            if (again > targetBps && nowNanos - dropNanos < AFTER_DROP_MAX_NANOS) {
                plan(nowNanos, again, ProbeCause.AFTER_DROP);
                return;
            }
        }
        boolean wants = topBps < 0 || targetBps < SATISFIED * topBps;
        if (heldBack && believableBps == Long.MAX_VALUE) {
            heldBack = false;
            if (wants) {
                plan(nowNanos, (long) (FURTHER_FACTOR * targetBps), ProbeCause.FURTHER);
                return;
            }
        }
        if (again && wants && targetBps < believableBps && nowNanos - lastProbe >= AGAIN_NANOS) {
            boolean waits = nextBps > targetBps;
            ProbeCause cause = waits ? ProbeCause.UNMET_DEMAND : ProbeCause.APPLICATION_LIMITED;
            plan(nowNanos, (long) (UNMET_FACTOR * targetBps), cause);
            return;
        }
        long since = nowNanos - Math.max(lastProbe, stagnantSince);
        long sinceJump = nowNanos - Math.max(lastProbe, jumpedNanos);
        if (nextBps > targetBps
                && (since >= unmetAfter || sinceJump >= unmetAfter + GROWING_NANOS)) {
            unmetAfter = random.nextLong(UNMET_MIN_NANOS, UNMET_MAX_NANOS);
            plan(nowNanos, (long) (UNMET_FACTOR * targetBps), ProbeCause.UNMET_DEMAND);
        } else if (applicationLimited && wants && nowNanos - lastProbe >= ALR_EVERY_NANOS) {
            plan(nowNanos, (long) (ALR_FACTOR * targetBps), ProbeCause.APPLICATION_LIMITED);
        }
    }

    private void noteStarving(long nowNanos, long targetBps) {
        if (resumeBps <= targetBps) {
            return;
        }
        if (starvedNanos == Long.MIN_VALUE || nowNanos - starvedNanos > STARVING_NANOS) {
            starvingSince = nowNanos;
            starvingAfter = 0;
        }
        starvedNanos = nowNanos;
    }

    private boolean starving(long nowNanos) {
        return starvedNanos == nowNanos && nowNanos - starvingSince < STARVING_NANOS;
    }

    private void noteDrop(long nowNanos, long targetBps) {
        if (targetBps < DROPPED * highBps) {
            beforeDropBps = highBps;
            dropNanos = nowNanos;
            highBps = targetBps;
            highNanos = nowNanos;
        } else if (targetBps >= highBps || nowNanos - highNanos > HIGH_LASTS_NANOS) {
            highBps = targetBps;
            highNanos = nowNanos;
        }
    }

    private double usefulBps() {
        return topBps < 0 ? (double) config.maxBps() : USEFUL * topBps;
    }

    private void plan(long nowNanos, long wantedBps, ProbeCause cause) {
        long bps = Math.min(wantedBps, config.maxBps());
        again = false;
        int bytes = (int) (bps / 8.0 * stretch * CLUSTER_NANOS / 1e9);
        int packets = Math.max(MIN_PACKETS, (bytes + PACKET_BYTES - 1) / PACKET_BYTES);
        lastId = lastId == Integer.MAX_VALUE ? 1 : lastId + 1;
        lastProbe = nowNanos;
        pending.add(new ProbeCluster(lastId, bps, bytes, Math.min(packets, MIN_PACKETS), cause));
    }
}
