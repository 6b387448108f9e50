package dev.sluice.sfu.alloc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Shares what the path to one subscriber carries out among all its streams, and keeps it steady: up
 * only with headroom, and to a higher layer only after half a second of padding at the new rate;
 * down only when the queue gate stays closed, the budget is below 60 % of what is chosen, or has
 * been too small for 2.5 s. While the gate is closed frames are left out instead, and what was
 * raised last is taken back. A pure machine, owned by the subscriber's media loop.
 */
public final class Allocator {

    private static final double DEEP = 0.6;

    /** With frames left out, a queue of ours has drained before this. */
    private static final long GATED_NANOS = 1_000_000_000L;

    /** A keyframe closes the gate for less than this. */
    private static final long TAKE_BACK_NANOS = 250_000_000L;

    private static final long LASTING_NANOS = 2_500_000_000L;

    /** While frames are left out, and what is sent fits. */
    private static final long PATIENT_NANOS = 6_000_000_000L;

    /** An estimate that falls so far while a layer is proven speaks against it. */
    private static final double FALLEN = 0.95;

    /** A fall of the estimate by this factor at once tells of congestion. */
    private static final double CONGESTED = 0.95;

    private static final long CAREFUL_NANOS = 10_000_000_000L;
    private static final long AGAIN_NANOS = 50_000_000L;
    private static final double MUCH_MORE = 1.2;
    private static final long PROOF_NANOS = 500_000_000L;

    /** A rung that failed so often is proven for eight times as long: a small excess shows late. */
    private static final int MAX_PROOF_DOUBLINGS = 3;

    /** So long after congestion no burst is sent that the estimate alone would allow. */
    private static final long EVEN_NANOS = 20_000_000_000L;

    private static final long PAUSE_AFTER_NANOS = 2_000_000_000L;

    /** Pictures later than this are of no use to anybody. */
    private static final long MAX_BACKLOG_NANOS = 400_000_000L;

    private final RandomGenerator random;
    private final DecisionHistory history;
    private final List<AllocatedStream> streams = new ArrayList<>();
    private final List<StreamDemand> asked = new ArrayList<>();
    private SubscriberMode mode = SubscriberMode.AUTO;
    private long reservedBps;
    private long backlogNanos;
    private boolean untested;
    private boolean dirty;

    private long budgetBps;
    private long targetBps;
    private long lastUpdate;
    private boolean gated;
    private long congestedNanos = Long.MIN_VALUE;
    private long gatedSince;
    private long takenBackNanos = Long.MIN_VALUE;
    private long deficitSince = Long.MIN_VALUE;
    private long provingSince = Long.MIN_VALUE;
    private long provingBps;
    private long provingNanos;
    private long provingTargetBps;

    /**
     * Starts without streams.
     *
     * @param random spreads the retries of subscribers behind one link
     */
    public Allocator(RandomGenerator random, DecisionHistory history) {
        this.random = random;
        this.history = history;
    }

    /** Adds a video stream; nothing is sent of it before it has rungs and {@link #update} ran. */
    public AllocatedStream add(String track, StreamKind kind) {
        AllocatedStream stream = new AllocatedStream(track, kind, random);
        streams.add(stream);
        asked.add(StreamDemand.TILE);
        demand(stream, StreamDemand.TILE);
        dirty = true;
        return stream;
    }

    /** The stream is gone. */
    public void remove(AllocatedStream stream) {
        int at = streams.indexOf(stream);
        if (at >= 0) {
            streams.remove(at);
            asked.remove(at);
            dirty = true;
        }
    }

    /** What the subscriber wants of a stream; takes effect with the next {@link #update}. */
    public void demand(AllocatedStream stream, StreamDemand demand) {
        int at = streams.indexOf(stream);
        if (at >= 0) {
            asked.set(at, demand);
            stream.demand(demand, bounds());
            dirty = true;
        }
    }

    /** What the publisher offers now, measured; any order. Call it again as the rates change. */
    public void rungs(AllocatedStream stream, List<Rung> rungs) {
        stream.rungs(rungs);
    }

    /** The subscriber chose how much to receive. */
    public void mode(SubscriberMode changed) {
        mode = changed;
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).demand(asked.get(i), bounds());
        }
        dirty = true;
    }

    /** What audio and RTCP take, in wire bits per second: never given to video. */
    public void reserve(long bps) {
        reservedBps = bps;
    }

    /** While nothing was sent nothing is paused: no probe would ever bring it back. */
    public void untested(boolean nothingSent) {
        untested = nothingSent;
    }

    /** How long packets wait to leave, in nanoseconds: too long ends the patience with video. */
    public void backlog(long nanos) {
        backlogNanos = nanos;
    }

    /**
     * Decides anew. Call it after every feedback, at the deadline, and when a demand changed.
     *
     * @param budget what may be sent now
     * @param target the estimate, for the record
     * @param gateClosed whether the queue on the path is too long
     * @return whether any stream's target changed
     */
    public boolean update(long nowNanos, long budget, long target, boolean gateClosed) {
        budgetBps = Math.min(budget, mode.maxBps());
        lastUpdate = nowNanos;
        if (gateClosed || target < CONGESTED * targetBps) {
            congestedNanos = nowNanos;
        }
        if (gateClosed && !gated) {
            gatedSince = nowNanos;
        }
        gated = gateClosed;
        targetBps = target;
        boolean changed = stopUnwanted(nowNanos);
        boolean demandChanged = dirty;
        dirty = false;
        boolean layersChanged = false;
        for (AllocatedStream stream : streams) {
            demandChanged |= stream.takeDemandChanged();
            layersChanged |= stream.takeLayersChanged();
        }
        long need = needBps();
        noteDeficit(nowNanos, need);
        DecisionCause down = reasonToLower(nowNanos, need, demandChanged, layersChanged);
        if (down == null && gated) {
            changed |= takeBack(nowNanos, need);
            changed |= thin(nowNanos);
        } else if (down == null && budgetBps >= need) {
            changed |= restore(nowNanos);
        }
        if (down != null) {
            failProof(nowNanos, down);
            boolean demandOnly =
                    down == DecisionCause.DEMAND || down == DecisionCause.LAYERS_CHANGED;
            plan(nowNanos, demandOnly && !gated).fromNothing();
            changed |= apply(nowNanos, down);
            deficitSince = Long.MIN_VALUE;
        } else if (provingSince != Long.MIN_VALUE) {
            changed |= continueProof(nowNanos);
        } else if (!gated && budgetBps >= need) {
            plan(nowNanos, true).fromCurrent();
            changed |= apply(nowNanos, DecisionCause.HEADROOM);
        }
        return changed;
    }

    /** The next instant at which {@link #update} would decide otherwise; MAX_VALUE for none. */
    public long nextDeadlineNanos() {
        long deadline = Long.MAX_VALUE;
        if (dirty) {
            return Long.MIN_VALUE;
        }
        if (provingSince != Long.MIN_VALUE) {
            deadline = provingSince + provingNanos;
        }
        if (deficitSince != Long.MIN_VALUE) {
            deadline = Math.min(deadline, deficitSince + LASTING_NANOS);
            if (gated && gatedSince + GATED_NANOS > lastUpdate) {
                deadline = Math.min(deadline, gatedSince + GATED_NANOS);
            }
        }
        for (AllocatedStream stream : streams) {
            if (stream.unfitSince() != Long.MIN_VALUE && !stream.paused()) {
                deadline = Math.min(deadline, stream.unfitSince() + PAUSE_AFTER_NANOS);
            }
        }
        // What was due already and still waits for something else is looked at again later.
        return deadline <= lastUpdate ? lastUpdate + AGAIN_NANOS : deadline;
    }

    /**
     * What the pacer is to send at most, in bits per second, whatever the estimate says; MAX_VALUE
     * for no such bound. Soon after congestion the path is likely shared, and a keyframe sent at
     * the rate of the estimate would fill it anew. Screens are spared: they are all bursts.
     */
    public long paceBps(long nowNanos) {
        if (congestedNanos == Long.MIN_VALUE || nowNanos - congestedNanos >= EVEN_NANOS) {
            return Long.MAX_VALUE;
        }
        for (AllocatedStream stream : streams) {
            boolean unknown = stream.demand().visible() && stream.rungs().isEmpty();
            if (unknown || (stream.wanted() && stream.kind() == StreamKind.SCREEN)) {
                return Long.MAX_VALUE;
            }
        }
        long bps = Math.max(needBps(), paddingBps());
        return bps == 0 ? Long.MAX_VALUE : bps;
    }

    /** What the pacer is to fill up to with padding, in bits per second; 0 for nothing. */
    public long paddingBps() {
        return provingSince == Long.MIN_VALUE ? 0 : provingBps;
    }

    /** What all streams take now, audio and RTCP included. */
    public long needBps() {
        long need = reservedBps;
        for (AllocatedStream stream : streams) {
            need += stream.currentCost();
        }
        return need;
    }

    /** The total that the next step up needs, 0 when nothing waits for bandwidth. */
    public long nextBps(long nowNanos) {
        return leastForNext(stream -> stream.paused() || !stream.held(nowNanos));
    }

    /** The total that brings the cheapest paused stream back, 0 when none is paused. */
    public long resumeBps() {
        return leastForNext(AllocatedStream::paused);
    }

    private long leastForNext(Predicate<AllocatedStream> counts) {
        long next = 0;
        long total = needBps();
        for (AllocatedStream stream : streams) {
            boolean waits = stream.wanted() && stream.currentIndex() + 1 < stream.rungs().size();
            if (waits && counts.test(stream)) {
                long needed = AllocationPlan.neededForNext(stream, total);
                next = next == 0 ? needed : Math.min(next, needed);
            }
        }
        return Math.min(next, mode.maxBps());
    }

    /** The total with every stream at the highest rung that is wanted of it. */
    public long topBps() {
        long top = reservedBps;
        for (AllocatedStream stream : streams) {
            if (stream.wanted()) {
                top += stream.cost(stream.rungs().size() - 1);
            }
        }
        return Math.min(top, mode.maxBps());
    }

    /** Whether every wanted video is paused for want of bandwidth. */
    public boolean fallenBackToAudio() {
        boolean any = false;
        for (AllocatedStream stream : streams) {
            if (stream.wanted()) {
                if (!stream.paused()) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    private StreamDemand bounds() {
        return new StreamDemand(
                mode != SubscriberMode.AUDIO_ONLY, true, mode.maxHeight(), mode.maxFps());
    }

    private AllocationPlan plan(long nowNanos, boolean mayRaise) {
        boolean careful =
                congestedNanos != Long.MIN_VALUE && nowNanos - congestedNanos < CAREFUL_NANOS;
        return new AllocationPlan(streams, reservedBps, budgetBps, nowNanos, mayRaise, careful);
    }

    private boolean stopUnwanted(long nowNanos) {
        boolean changed = false;
        for (AllocatedStream stream : streams) {
            Rung now = stream.chosen();
            if (!stream.wanted() && (now != null || stream.paused())) {
                DecisionCause cause =
                        stream.demand().visible()
                                ? DecisionCause.LAYERS_CHANGED
                                : DecisionCause.DEMAND;
                record(nowNanos, stream, DecisionKind.STOP, cause, now, null);
                stream.set(null, false);
                stream.unfit(nowNanos, false);
                changed |= now != null;
            }
        }
        return changed;
    }

    private void noteDeficit(long nowNanos, long need) {
        if (budgetBps >= need) {
            deficitSince = Long.MIN_VALUE;
        } else if (deficitSince == Long.MIN_VALUE) {
            deficitSince = nowNanos;
        }
    }

    private @Nullable DecisionCause reasonToLower(
            long nowNanos, long need, boolean demandChanged, boolean layersChanged) {
        if (demandChanged) {
            return DecisionCause.DEMAND;
        }
        if (layersChanged) {
            return DecisionCause.LAYERS_CHANGED;
        }
        if (budgetBps >= need) {
            return null;
        }
        boolean deep = budgetBps < DEEP * need;
        if (gated && nowNanos - gatedSince >= GATED_NANOS) {
            return DecisionCause.GATED;
        }
        if (!gated && deep) {
            return DecisionCause.DEEP_DEFICIT;
        }
        long patience = sentBps() <= budgetBps ? PATIENT_NANOS : LASTING_NANOS;
        boolean lasting = nowNanos - deficitSince >= patience || anyUnfit();
        return lasting ? DecisionCause.LASTING_DEFICIT : null;
    }

    /** The newest steps up may have closed the gate: they go first, one rung at a time. */
    private boolean takeBack(long nowNanos, long need) {
        boolean deep = budgetBps < DEEP * need;
        long since = Math.max(gatedSince, takenBackNanos);
        boolean due = nowNanos - since >= TAKE_BACK_NANOS || (deep && takenBackNanos < gatedSince);
        if (budgetBps >= need || !due) {
            return false;
        }
        boolean changed = false;
        for (AllocatedStream stream : streams) {
            if (stream.wanted() && stream.raisedLately(nowNanos)) {
                Rung lower = stream.rungs().get(stream.currentIndex() - 1);
                changed |= move(nowNanos, stream, lower, DecisionCause.GATED);
                takenBackNanos = nowNanos;
            }
        }
        return changed;
    }

    /** Leaves out frames until what is sent fits: a layer down would cost a keyframe. */
    private boolean thin(long nowNanos) {
        boolean changed = false;
        while (sentBps() > budgetBps) {
            AllocatedStream next = AllocatedStream.nextToThin(streams);
            if (next == null) {
                break;
            }
            Rung from = next.target();
            Rung to = next.thin();
            record(nowNanos, next, DecisionKind.THIN, DecisionCause.GATED, from, to);
            changed = true;
        }
        return changed;
    }

    private boolean restore(long nowNanos) {
        boolean changed = false;
        for (AllocatedStream stream : streams) {
            Rung from = stream.target();
            if (stream.restore()) {
                Rung to = stream.target();
                record(nowNanos, stream, DecisionKind.RESTORE, DecisionCause.HEADROOM, from, to);
                changed = true;
            }
        }
        return changed;
    }

    private long sentBps() {
        long sent = reservedBps;
        for (AllocatedStream stream : streams) {
            sent += stream.sentCost();
        }
        return sent;
    }

    /** Whether a stream stays at its lowest rung although that no longer fits. */
    private boolean anyUnfit() {
        for (AllocatedStream stream : streams) {
            if (stream.unfitSince() != Long.MIN_VALUE && !stream.paused()) {
                return true;
            }
        }
        return false;
    }

    /** Moves every stream to its plan; steps to a higher layer are proven first. */
    private boolean apply(long nowNanos, DecisionCause cause) {
        boolean changed = false;
        boolean prove = false;
        for (AllocatedStream stream : streams) {
            if (!stream.wanted()) {
                continue;
            }
            Rung now = stream.chosen();
            if (stream.planned == AllocatedStream.NONE) {
                changed |= withoutShare(nowNanos, stream);
                continue;
            }
            stream.unfit(nowNanos, false);
            Rung next = stream.rungs().get(stream.planned);
            if (now != null && next.layer() > now.layer()) {
                stream.proving = next;
                prove = true;
            } else {
                changed |= move(nowNanos, stream, next, cause);
            }
        }
        if (prove) {
            startProof(nowNanos);
        }
        return changed;
    }

    private boolean withoutShare(long nowNanos, AllocatedStream stream) {
        stream.unfit(nowNanos, !untested);
        Rung now = stream.chosen();
        boolean late =
                nowNanos - stream.unfitSince() >= PAUSE_AFTER_NANOS
                        || backlogNanos > MAX_BACKLOG_NANOS;
        if (late && !untested && !stream.paused()) {
            record(
                    nowNanos,
                    stream,
                    DecisionKind.PAUSE,
                    DecisionCause.TOO_LITTLE_FOR_VIDEO,
                    now,
                    null);
            stream.set(null, true);
            stream.lowered(nowNanos, now, null);
            return now != null;
        }
        if (now != null) {
            return move(nowNanos, stream, stream.rungs().get(0), DecisionCause.LASTING_DEFICIT);
        }
        return false;
    }

    private boolean move(long nowNanos, AllocatedStream stream, Rung next, DecisionCause cause) {
        Rung now = stream.chosen();
        boolean same = now != null && now.same(next);
        if (!same) {
            DecisionKind kind = kindOf(stream, now, next);
            // There was room: what goes down all the same is not offered any more.
            boolean gone = kind == DecisionKind.LAYER_DOWN && cause == DecisionCause.HEADROOM;
            DecisionCause reason = gone ? DecisionCause.LAYERS_CHANGED : cause;
            record(nowNanos, stream, kind, reason, now, next);
            if (kind == DecisionKind.LAYER_DOWN && forBandwidth(cause)) {
                stream.lowered(nowNanos, now, next);
            } else if (kind == DecisionKind.LAYER_UP && now != null) {
                stream.raised(nowNanos, now, next);
            }
        }
        stream.set(next, false);
        return !same;
    }

    private static DecisionKind kindOf(AllocatedStream stream, @Nullable Rung now, Rung next) {
        if (now == null) {
            return stream.paused() ? DecisionKind.RESUME : DecisionKind.START;
        }
        boolean up =
                next.layer() > now.layer()
                        || (next.layer() == now.layer() && next.temporal() > now.temporal());
        return up ? DecisionKind.LAYER_UP : DecisionKind.LAYER_DOWN;
    }

    private static boolean forBandwidth(DecisionCause cause) {
        return cause != DecisionCause.DEMAND && cause != DecisionCause.LAYERS_CHANGED;
    }

    private void startProof(long nowNanos) {
        provingSince = nowNanos;
        provingBps = reservedBps;
        provingTargetBps = targetBps;
        provingNanos = PROOF_NANOS;
        for (AllocatedStream stream : streams) {
            Rung proving = stream.proving;
            if (proving == null) {
                provingBps += stream.currentCost();
            } else {
                provingBps += proving.wireBps();
                int doublings = Math.min(stream.failures(proving), MAX_PROOF_DOUBLINGS);
                provingNanos = Math.max(provingNanos, PROOF_NANOS << doublings);
                Rung now = stream.chosen();
                record(nowNanos, stream, DecisionKind.PROVE, DecisionCause.HEADROOM, now, proving);
            }
        }
    }

    private boolean continueProof(long nowNanos) {
        if (gated || budgetBps < provingBps || targetBps < FALLEN * provingTargetBps) {
            failProof(nowNanos, gated ? DecisionCause.GATED : DecisionCause.LASTING_DEFICIT);
            return false;
        }
        if (nowNanos - provingSince < provingNanos) {
            proveMore(nowNanos);
            return false;
        }
        boolean changed = false;
        for (AllocatedStream stream : streams) {
            Rung proven = stream.proving;
            stream.proving = null;
            if (proven != null && stream.wanted()) {
                changed |= move(nowNanos, stream, proven, DecisionCause.HEADROOM);
            }
        }
        provingSince = Long.MIN_VALUE;
        return changed;
    }

    /** Starts the proof anew when meanwhile much more fits: one switch is better than two. */
    private void proveMore(long nowNanos) {
        AllocationPlan plan = plan(nowNanos, true);
        plan.fromCurrent();
        if (plan.totalBps() > MUCH_MORE * provingBps) {
            for (AllocatedStream stream : streams) {
                stream.proving = null;
            }
            provingSince = Long.MIN_VALUE;
            apply(nowNanos, DecisionCause.HEADROOM);
        }
    }

    private void failProof(long nowNanos, DecisionCause cause) {
        if (provingSince == Long.MIN_VALUE) {
            return;
        }
        provingSince = Long.MIN_VALUE;
        for (AllocatedStream stream : streams) {
            Rung proving = stream.proving;
            stream.proving = null;
            if (proving != null && forBandwidth(cause)) {
                Rung now = stream.chosen();
                record(nowNanos, stream, DecisionKind.PROOF_FAILED, cause, now, proving);
                stream.refused(nowNanos);
            }
        }
    }

    private void record(
            long nowNanos,
            AllocatedStream stream,
            DecisionKind kind,
            DecisionCause cause,
            @Nullable Rung from,
            @Nullable Rung to) {
        history.add(
                new Decision(
                        nowNanos,
                        stream.track(),
                        kind,
                        cause,
                        from == null ? "none" : from.label(),
                        to == null ? "none" : to.label(),
                        targetBps,
                        to == null ? 0 : to.wireBps()));
    }
}
