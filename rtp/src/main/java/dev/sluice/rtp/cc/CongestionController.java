package dev.sluice.rtp.cc;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How much may be sent towards one peer: send-side congestion control on transport-wide feedback
 * (draft-ietf-rmcat-gcc-02 with probing and loss estimation of version 2), a gate on the queue
 * itself, and REMB for peers without such feedback. One per transport, owned by its media loop;
 * allocates only when it probes.
 *
 * <p>Sizes are wire bytes: the datagram with its IP and UDP headers.
 */
public final class CongestionController {

    /** Without a packet for so long, what was queued has gone. */
    private static final long IDLE_NANOS = 1_000_000_000L;

    private static final double RESETS_LOSS_FROM = 1.2;
    private static final double RESETS_LOSS_BELOW = 0.10;
    private static final long FEEDBACK_LASTS_NANOS = 5_000_000_000L;
    private static final long DEFAULT_RTT_NANOS = 100_000_000L;
    private static final double UNTESTED_BELOW = 0.5;
    private static final double REPORTED_CHANGE = 0.05;

    /** A little more than what brings a stream back, so that it stays. */
    private static final double RESUMED = 1.1;

    private final CongestionConfig config;
    private final CongestionListener listener;
    private final SentPackets packets = new SentPackets();
    private final FeedbackReader reader = new FeedbackReader(packets);
    private final ArrivalGroups groups = new ArrivalGroups();
    private final TrendDetector detector = new TrendDetector();
    private final AckedRate acked = new AckedRate();
    private final AimdRate delayBased;
    private final LossBasedRate lossBased;
    private final QueueGate gate = new QueueGate();
    private final GatedBudget budget;
    private final AlrDetector alr = new AlrDetector();
    private final Probes probes;
    private final Silence silence = new Silence();
    private final Restraint restraint = new Restraint();
    private final RembRate remb;

    private long rttNanos = DEFAULT_RTT_NANOS;
    private boolean rttKnown;
    private long newestSent = Long.MIN_VALUE;
    private long lastFeedback = Long.MIN_VALUE;
    private long lastSent = Long.MIN_VALUE;
    private long lastIdleLook = Long.MIN_VALUE;
    private long unmetBps;
    private long resumeBps;
    private boolean usesRemb;
    private long targetBps;
    private EstimateCause cause = EstimateCause.START;
    private long reportedBps;
    private EstimateCause reportedCause = EstimateCause.START;

    /** A controller of a path that has carried nothing yet. */
    public CongestionController(
            CongestionConfig config, RandomGenerator random, CongestionListener listener) {
        this.config = config;
        this.listener = listener;
        delayBased = new AimdRate(config);
        lossBased = new LossBasedRate(config);
        budget = new GatedBudget(config);
        probes = new Probes(config, random, listener);
        remb = new RembRate(config);
        targetBps = config.startBps();
        reportedBps = targetBps;
    }

    /**
     * A packet went into the socket.
     *
     * @param twccSequence the transport-wide sequence number stamped into it; contiguous
     * @param bytes on the wire
     * @param probeCluster the cluster it belongs to, {@link ProbeCluster#NONE} for none
     */
    public void onPacketSent(
            long nowNanos, int twccSequence, int bytes, PacketKind kind, int probeCluster) {
        lastSent = nowNanos;
        packets.add(nowNanos, twccSequence, bytes, probeCluster);
        alr.onSent(nowNanos, bytes, targetBps);
        silence.onSent(nowNanos);
        probes.onSent(nowNanos, probeCluster, bytes);
    }

    /** Transport-wide feedback came in. It is a hint from outside: nonsense in it does no harm. */
    public void onFeedback(long nowNanos, FeedbackView feedback) {
        reader.read(feedback);
        if (reader.receivedCount() == 0 && reader.lostCount() == 0) {
            return;
        }
        lastFeedback = nowNanos;
        usesRemb = false;
        boolean wasSilent = silence.onFeedback(nowNanos);
        readReceived(nowNanos);
        readLost();
        boolean closing = updateGate(nowNanos);
        boolean overused = detector.usage() == Usage.OVER;
        if (probes.recent(newestSent)) {
            detector.reset(); // a probe makes a queue of its own
        }
        EstimateCause moved = updateDelayBased(nowNanos, overused, closing);
        probes.believable(believableBps(nowNanos));
        if (probes.finish(nowNanos)) {
            moved = takeProbe(nowNanos, overused, moved);
        }
        lossBased.update(delayBased.bps(), acked.bps());
        settle(nowNanos, moved);
        boolean quiet = gate.competing() || (detector.usage() == Usage.NORMAL && !gate.closed());
        probes.update(nowNanos, targetBps, quiet || wasSilent, alr.applicationLimited());
    }

    /** The peer's own estimate; used while it sends no transport-wide feedback. */
    public void onRemb(long nowNanos, long bps) {
        if (!hasFeedback(nowNanos)) {
            useRemb();
            remb.onRemb(bps);
            updateRemb(nowNanos);
        }
    }

    /** The loss (0 to 1) and round trip of a receiver report; used like {@link #onRemb}. */
    public void onReceiverReport(long nowNanos, double loss, long roundTripNanos) {
        if (!hasFeedback(nowNanos)) {
            rttNanos = roundTripNanos;
            useRemb();
            remb.onReport(nowNanos, loss, roundTripNanos);
            updateRemb(nowNanos);
        }
    }

    /**
     * What the allocator would do with more.
     *
     * @param nextBps the total that the next upgrade needs, 0 when nothing waits
     * @param topBps the total with every stream at the most it may have
     * @param resumeBps the total at which a stream that is paused for want of bandwidth comes back,
     *     0 when none is
     */
    public void demand(long nextBps, long topBps, long resumeBps) {
        unmetBps = nextBps;
        this.resumeBps = resumeBps;
        probes.demand(nextBps, topBps, resumeBps);
    }

    /** Does what is due; harmless when early or late. */
    public void onTimeout(long nowNanos) {
        if (!usesRemb && silence.onTimeout(nowNanos, rttNanos)) {
            delayBased.set(nowNanos, Math.round(delayBased.bps() * Silence.FACTOR));
            targetBps = Math.min(targetBps, delayBased.bps());
            cause = EstimateCause.SILENCE;
            report(nowNanos);
        }
        probes.onTimeout(nowNanos);
        if (nowNanos >= idleDeadline()) {
            lookWhileIdle(nowNanos);
        }
    }

    /** The next instant at which {@link #onTimeout} has something to do; MAX_VALUE for none. */
    public long nextDeadlineNanos() {
        long silent = usesRemb ? Long.MAX_VALUE : silence.deadline(rttNanos);
        return Math.min(Math.min(silent, idleDeadline()), probes.deadline());
    }

    /** When every stream is paused nothing is sent, so no feedback comes that could end it. */
    private long idleDeadline() {
        return usesRemb || lastSent == Long.MIN_VALUE || unmetBps <= targetBps
                ? Long.MAX_VALUE
                : Math.max(lastSent, lastIdleLook) + IDLE_NANOS;
    }

    /** A queue of ours has drained by now, and only a probe brings news. */
    private void lookWhileIdle(long nowNanos) {
        lastIdleLook = nowNanos;
        gate.drained();
        detector.reset();
        updateGate(nowNanos);
        probes.believable(believableBps(nowNanos));
        probes.update(nowNanos, targetBps, true, alr.applicationLimited());
    }

    /** A probe to send now, or null. Ask after every call that may have planned one. */
    public @Nullable ProbeCluster pollProbe(long nowNanos) {
        return gate.closed() ? null : probes.poll(nowNanos);
    }

    /** The estimate in bits per second, of wire bytes. */
    public long targetBps() {
        return targetBps;
    }

    /** What may be sent now: the estimate, or less while the gate is closed. */
    public long budgetBps() {
        return gate.closed() ? Math.min(targetBps, budget.bps()) : targetBps;
    }

    /** Whether the queue is too long: no probes, no padding, only {@link #budgetBps}. */
    public boolean gated() {
        return gate.closed();
    }

    /** What packets wait in queues on the path, in nanoseconds. */
    public long queueDelayNanos() {
        return Math.max(0, gate.queueNanos());
    }

    /** What arrives per second; 0 while unknown. */
    public long ackedBps() {
        return acked.bps();
    }

    /** The share of our packets that were lost lately, 0 to 1. */
    public double lossFraction() {
        return usesRemb ? remb.lossFraction() : lossBased.averageLoss();
    }

    /** The round trip with what the peer holds feedback back, in nanoseconds. */
    public long rttNanos() {
        return rttNanos;
    }

    /** Why the estimate is what it is. */
    public EstimateCause cause() {
        return cause;
    }

    private void readReceived(long nowNanos) {
        newestSent = Long.MIN_VALUE;
        for (int i = 0; i < reader.receivedCount(); i++) {
            long index = reader.received(i);
            long arrival = reader.arrivalNanos(i);
            long sent = packets.sentNanos(index);
            int bytes = packets.bytes(index);
            newestSent = Math.max(newestSent, sent);
            if (groups.add(sent, arrival)) {
                detector.add(groups.completedArrival(), groups.sentDelta(), groups.arrivalDelta());
            }
            acked.add(arrival, bytes, alr.applicationLimited());
            gate.add(sent, arrival, bytes);
            lossBased.add(sent, bytes, false);
            probes.onReceived(packets.cluster(index), sent, arrival, bytes);
        }
        for (int i = 0; i < reader.recoveredCount(); i++) {
            lossBased.recovered();
        }
        if (newestSent != Long.MIN_VALUE) {
            long sample = nowNanos - newestSent;
            rttNanos = rttKnown ? rttNanos + (sample - rttNanos) / 8 : sample;
            rttKnown = true;
        }
    }

    private void readLost() {
        for (int i = 0; i < reader.lostCount(); i++) {
            long index = reader.lost(i);
            lossBased.add(packets.sentNanos(index), packets.bytes(index), true);
            probes.onLost(packets.cluster(index));
        }
    }

    /** True when the gate closes at this moment. */
    private boolean updateGate(long nowNanos) {
        boolean was = budget.active();
        boolean closes = budget.update(nowNanos, gate, targetBps, acked.bps(), rttNanos);
        if (was != budget.active()) {
            listener.onGate(nowNanos, gate.closed(), queueDelayNanos(), budgetBps());
        }
        if (closes) {
            probes.cancel();
        }
        if (gate.takePathChanged()) {
            restraint.lift();
            delayBased.forgetEnd();
            probes.lookAgain();
        }
        return closes;
    }

    private EstimateCause updateDelayBased(long nowNanos, boolean overused, boolean closing) {
        if (gate.competing()) {
            return compete(nowNanos);
        }
        if (closing) {
            restraint.onCongestion(nowNanos, Math.max(acked.bps(), budget.carriedBps()));
            boolean fell = delayBased.onOveruse(nowNanos, budget.carriedBps(), rttNanos);
            return fell ? EstimateCause.GATE : cause;
        }
        if (gate.closed()) {
            // We yield already: what still queues is not more than we know of.
            delayBased.onQuiet(nowNanos, true, false, acked.bps(), rttNanos);
            return cause;
        }
        if (overused && !probes.recent(newestSent)) {
            boolean fell = delayBased.onOveruse(nowNanos, overusedBps(), rttNanos);
            return fell ? EstimateCause.OVERUSE : cause;
        }
        long before = delayBased.bps();
        boolean draining = detector.usage() == Usage.UNDER || gate.closed();
        delayBased.onQuiet(nowNanos, draining, alr.applicationLimited(), acked.bps(), rttNanos);
        return delayBased.bps() > before ? EstimateCause.INCREASE : cause;
    }

    /** Another flow keeps the queue full: only loss says when there is too much of us. */
    private EstimateCause compete(long nowNanos) {
        long before = delayBased.bps();
        if (reader.lostCount() > 0) {
            boolean fell = delayBased.onLoss(nowNanos, rttNanos);
            return fell ? EstimateCause.LOSS : cause;
        }
        delayBased.onQuiet(nowNanos, false, false, acked.bps(), rttNanos);
        return delayBased.bps() > before ? EstimateCause.INCREASE : cause;
    }

    /** What overuse is measured against: little sent does not mean that little fits. */
    private long overusedBps() {
        boolean untested =
                alr.applicationLimited()
                        && !gate.closed()
                        && acked.bps() < UNTESTED_BELOW * delayBased.bps();
        long carried = Math.max(acked.bps(), gate.busyBps());
        return untested ? Math.max(carried, delayBased.bps()) : carried;
    }

    private EstimateCause takeProbe(long nowNanos, boolean overused, EstimateCause otherwise) {
        long measured = probes.measuredBps();
        if (measured == 0 || gate.closed()) {
            return otherwise;
        }
        if (probes.measuredSaturated()) {
            delayBased.bound(nowNanos, probes.measuredCapacityBps());
        }
        if (measured >= RESETS_LOSS_FROM * targetBps && probes.measuredLoss() < RESETS_LOSS_BELOW) {
            lossBased.reset(measured);
        }
        if (measured > delayBased.bps()) {
            if (overused) {
                return otherwise;
            }
            long believed = Math.min(measured, believableBps(nowNanos));
            delayBased.set(nowNanos, Math.max(delayBased.bps(), believed));
            return EstimateCause.PROBE;
        }
        long known = Math.max(measured, acked.bps());
        if (probes.measuredModest() && probes.measuredSaturated() && known < delayBased.bps()) {
            delayBased.set(nowNanos, known);
            return EstimateCause.PROBE;
        }
        return otherwise;
    }

    /** Restraint is about what comes on top: a picture at all may always be proven. */
    private long believableBps(long nowNanos) {
        return Math.max(restraint.boundBps(nowNanos), (long) (RESUMED * resumeBps));
    }

    private void settle(long nowNanos, EstimateCause moved) {
        long byLoss = lossBased.bps();
        cause = byLoss < delayBased.bps() ? EstimateCause.LOSS : moved;
        targetBps = Math.min(byLoss, delayBased.bps());
        targetBps = Math.min(Math.max(targetBps, config.minBps()), config.maxBps());
        report(nowNanos);
    }

    private void useRemb() {
        if (!usesRemb && lastFeedback != Long.MIN_VALUE) {
            remb.startFrom(targetBps);
        }
        usesRemb = true;
    }

    private void updateRemb(long nowNanos) {
        targetBps = remb.bps();
        cause = remb.limitedByLoss() ? EstimateCause.LOSS : EstimateCause.REMB;
        report(nowNanos);
    }

    private boolean hasFeedback(long nowNanos) {
        return lastFeedback != Long.MIN_VALUE && nowNanos - lastFeedback < FEEDBACK_LASTS_NANOS;
    }

    private void report(long nowNanos) {
        long change = Math.abs(targetBps - reportedBps);
        if (cause != reportedCause || change >= REPORTED_CHANGE * reportedBps) {
            reportedBps = targetBps;
            reportedCause = cause;
            listener.onEstimate(nowNanos, targetBps, cause);
        }
    }
}
