package dev.sluice.sfu.alloc;

import java.util.List;

/**
 * Shares a budget out greedily, in the order of importance: whatever matters most at its lowest
 * rung, everything visible at its lowest rung, screen shares up, the stage up, the rest in turns.
 * Writes {@link AllocatedStream#planned}.
 */
final class AllocationPlan {

    private static final double TEMPORAL_HEADROOM = 1.10;
    private static final double SPATIAL_HEADROOM = 1.15;
    private static final double RESUME_HEADROOM = 1.2;

    private final List<AllocatedStream> streams;
    private final long reservedBps;
    private final long budgetBps;
    private final long nowNanos;
    private final boolean mayRaise;
    private final boolean careful;
    private long totalBps;

    /**
     * Takes the streams and what audio and RTCP need.
     *
     * @param mayRaise whether a stream may go above where it is
     * @param careful by one rung at a time only
     */
    AllocationPlan(
            List<AllocatedStream> streams,
            long reservedBps,
            long budgetBps,
            long nowNanos,
            boolean mayRaise,
            boolean careful) {
        this.streams = streams;
        this.reservedBps = reservedBps;
        this.budgetBps = budgetBps;
        this.nowNanos = nowNanos;
        this.mayRaise = mayRaise;
        this.careful = careful;
    }

    /** Starts from nothing. */
    void fromNothing() {
        totalBps = reservedBps;
        for (AllocatedStream stream : streams) {
            stream.planned = AllocatedStream.NONE;
        }
        share();
    }

    /** Starts from what is: nobody loses anything. */
    void fromCurrent() {
        totalBps = reservedBps;
        for (AllocatedStream stream : streams) {
            stream.planned = stream.wanted() ? stream.currentIndex() : AllocatedStream.NONE;
            totalBps += stream.cost(stream.planned);
        }
        share();
    }

    long totalBps() {
        return totalBps;
    }

    /** What the total must reach for {@code stream} to go one rung up from where it is. */
    static long neededForNext(AllocatedStream stream, long currentTotalBps) {
        int now = stream.currentIndex();
        long total = currentTotalBps - stream.cost(now) + stream.cost(now + 1);
        return (long) (total * headroom(stream, now + 1));
    }

    private void share() {
        for (AllocatedStream stream : streams) {
            if (stream.wanted() && stream.priority()) {
                raiseTo(stream, 0);
            }
        }
        for (AllocatedStream stream : streams) {
            if (stream.wanted()) {
                raiseTo(stream, 0);
            }
        }
        boolean blocked = raiseFully(StreamKind.SCREEN, false);
        blocked |= raiseFully(StreamKind.CAMERA, true);
        if (!blocked) {
            raiseInTurns();
        }
    }

    /** True when one that comes first waits only for its hold: what there is is kept for it. */
    private boolean raiseFully(StreamKind kind, boolean stageOnly) {
        boolean blocked = false;
        for (AllocatedStream stream : streams) {
            boolean here = stream.kind() == kind && (!stageOnly || stream.demand().onStage());
            if (!here || !stream.wanted()) {
                continue;
            }
            boolean raised = true;
            while (raised && stream.planned + 1 < stream.rungs().size()) {
                raised = raiseTo(stream, stream.planned + 1);
            }
            blocked |=
                    mayRaise && stream.held(nowNanos) && stream.planned + 1 < stream.rungs().size();
        }
        return blocked;
    }

    private void raiseInTurns() {
        boolean any = true;
        while (any) {
            any = false;
            for (AllocatedStream stream : streams) {
                if (stream.wanted()
                        && stream.planned != AllocatedStream.NONE
                        && stream.planned + 1 < stream.rungs().size()) {
                    any |= raiseTo(stream, stream.planned + 1);
                }
            }
        }
    }

    private boolean raiseTo(AllocatedStream stream, int index) {
        if (index <= stream.planned) {
            return true;
        }
        int now = stream.currentIndex();
        boolean fresh = now == AllocatedStream.NONE && !stream.paused() && index == 0;
        double factor = 1;
        if (index > now && !fresh) {
            if (!mayRaise
                    || index > stream.highestStep(careful)
                    || stream.failedAt(index, nowNanos)
                    || (stream.held(nowNanos) && !stream.paused())) {
                return false;
            }
            factor = headroom(stream, index);
        }
        long total = totalBps - stream.cost(stream.planned) + stream.cost(index);
        if (total * factor > budgetBps) {
            return false;
        }
        stream.planned = index;
        totalBps = total;
        return true;
    }

    private static double headroom(AllocatedStream stream, int index) {
        if (stream.paused() && index == 0) {
            return RESUME_HEADROOM;
        }
        Rung now = stream.target();
        boolean spatial = now == null || stream.rungs().get(index).layer() > now.layer();
        return spatial ? SPATIAL_HEADROOM : TEMPORAL_HEADROOM;
    }
}
