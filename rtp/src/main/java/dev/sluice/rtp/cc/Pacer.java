package dev.sluice.rtp.cc;

import org.jspecify.annotations.Nullable;

/**
 * Spreads packets over time, as little as possible: one leaves at once while the path is quiet and
 * less than 40 ms of the budget are used up; when the gate is closed or a probe runs, quanta of at
 * most 5 ms leave at 1.2 times the budget. Audio never waits. When more than 100 ms wait, no upper
 * temporal layer is to be offered any more ({@link #temporalLimit}). One per transport, owned by
 * its media loop; allocates nothing.
 *
 * @param <P> what a packet is
 */
public final class Pacer<P> {

    /** Everything passes; see {@link #temporalLimit}. */
    public static final int ALL_LAYERS = 7;

    private static final int BASE_LAYER = 0;

    private static final double FACTOR = 1.2;

    /** 40 ms of the budget, in time at the pacing rate. */
    private static final long QUIET_BURST_NANOS = (long) (40_000_000L / FACTOR);

    private static final long QUANTUM_NANOS = 5_000_000L;
    private static final long REFUSE_UPPER_NANOS = 100_000_000L;
    private static final long ADMIT_UPPER_NANOS = 20_000_000L;
    private static final long DROP_ALL_NANOS = 2_000_000_000L;

    /** Audio beyond the budget holds what follows up for so long at most. */
    private static final long MAX_AUDIO_DEBT_NANOS = 1_000_000_000L;

    private static final long PADDING_CREDIT_NANOS = 50_000_000L;
    private static final int PADDING_BYTES = 1_200;

    private final PacerOutput<P> output;
    private final PacedQueue<P> queue;
    private final ProbeRun probe = new ProbeRun();
    private long budgetBps;
    private long boundBps = Long.MAX_VALUE;
    private double pacingBps;
    private boolean gated;
    private long paidUntil = Long.MIN_VALUE;
    private double paddingBps;
    private long paddingPaidUntil = Long.MIN_VALUE;
    private int temporalLimit = ALL_LAYERS;
    private long dropped;

    /** An empty pacer. */
    public Pacer(PacerOutput<P> output, long startBps) {
        this(output, startBps, PacedQueue.USUAL_CAPACITY);
    }

    /** Likewise, in which so many packets wait at most. */
    public Pacer(PacerOutput<P> output, long startBps, int capacity) {
        queue = new PacedQueue<>(capacity);
        this.output = output;
        budgetBps = startBps;
        pacingBps = startBps * FACTOR;
    }

    /** Follows the congestion controller: its budget, and whether its gate is closed. */
    public void budget(long nowNanos, long budgetBps, boolean gateClosed) {
        gated = gateClosed;
        this.budgetBps = budgetBps;
        repace(nowNanos, Math.max(1_000.0, Math.min(budgetBps, boundBps) * FACTOR));
        if (gateClosed) {
            probe.abandon();
        }
        pump(nowNanos);
    }

    /**
     * Sends no faster than for a budget of {@code bps}, whatever the budget; MAX_VALUE: as it says.
     */
    public void bound(long nowNanos, long bps) {
        if (bps != boundBps) {
            boundBps = bps;
            budget(nowNanos, budgetBps, gated);
        }
    }

    /** Fills up what is sent to {@code bps} with padding from now on; 0 for none. */
    public void padTo(long nowNanos, long bps) {
        if (paddingBps == 0 && bps > 0) {
            paddingPaidUntil = nowNanos;
        }
        paddingBps = (double) bps;
    }

    /** Runs a probe, after those that run already. */
    public void probe(long nowNanos, ProbeCluster cluster) {
        if (!gated) {
            probe.add(nowNanos, cluster);
            pump(nowNanos);
        }
    }

    /**
     * Takes a packet: sends it at once or queues it; drops the oldest when far too many wait.
     *
     * @param bytes on the wire
     * @param stream which slot it belongs to, 0 and up: its packets stay in order
     */
    public void offer(long nowNanos, P packet, int bytes, PacketKind kind, int stream) {
        if (kind == PacketKind.AUDIO) {
            long most = Math.max(paidUntil, nowNanos + MAX_AUDIO_DEBT_NANOS);
            send(nowNanos, packet, bytes, kind, ProbeCluster.NONE);
            paidUntil = Math.min(paidUntil, most);
            return;
        }
        if (queue.isFull() && !dropOldestVideo(nowNanos)) {
            drop(nowNanos, packet, bytes, kind);
            return;
        }
        queue.add(nowNanos, packet, bytes, kind, stream);
        pump(nowNanos);
        limit(nowNanos);
    }

    /** Sends what is due; harmless when early or late. */
    public void onTimeout(long nowNanos) {
        pump(nowNanos);
        if (!gated && !probe.running() && paddingBps > 0 && queue.isEmpty()) {
            pad(nowNanos);
        }
    }

    /** The next instant at which {@link #onTimeout} has something to do; MAX_VALUE for none. */
    public long nextDeadlineNanos() {
        if (probe.running()) {
            return probe.nextNanos();
        }
        if (!queue.isEmpty()) {
            return gated ? paidUntil : paidUntil - QUIET_BURST_NANOS + QUANTUM_NANOS;
        }
        return paddingBps > 0 && !gated ? paddingPaidUntil : Long.MAX_VALUE;
    }

    /** How long what waits will take to leave, in nanoseconds. */
    public long queueNanos() {
        return (long) (queue.totalBytes() * 8e9 / pacingBps);
    }

    /** How long the longest waiting has waited or will, whichever is more, in nanoseconds. */
    public long waitNanos(long nowNanos) {
        return queue.isEmpty() ? 0 : Math.max(queueNanos(), nowNanos - queue.oldestNanos());
    }

    /** Packets that wait. */
    public int queuedPackets() {
        return queue.count();
    }

    /** Packets dropped since the start. */
    public long droppedPackets() {
        return dropped;
    }

    /**
     * The highest temporal layer that is welcome. Ask before a packet is rewritten: what is left
     * out there leaves no gap.
     */
    public int temporalLimit() {
        return temporalLimit;
    }

    private void pump(long nowNanos) {
        sendDue(nowNanos);
        if (temporalLimit < ALL_LAYERS && waitNanos(nowNanos) < ADMIT_UPPER_NANOS) {
            temporalLimit = ALL_LAYERS;
        }
    }

    private void sendDue(long nowNanos) {
        while (probe.running() && probe.dueAt(nowNanos)) {
            int sent = sendForProbe(nowNanos);
            if (sent == 0) {
                probe.starve(nowNanos);
                break;
            }
            probe.onSent(nowNanos, sent);
        }
        if (!probe.running()) {
            while (!queue.isEmpty() && paidUntil < nowNanos + burstNanos()) {
                sendNext(nowNanos, ProbeCluster.NONE);
            }
        }
    }

    private long burstNanos() {
        return gated ? QUANTUM_NANOS : QUIET_BURST_NANOS;
    }

    private int sendForProbe(long nowNanos) {
        if (!queue.isEmpty()) {
            return sendNext(nowNanos, probe.id());
        }
        int sent = output.pad(nowNanos, probe.wantedBytes(), probe.id());
        pay(nowNanos, sent);
        return sent;
    }

    private int sendNext(long nowNanos, int cluster) {
        queue.selectNext();
        int bytes = queue.selectedBytes();
        PacketKind kind = queue.selectedKind();
        send(nowNanos, queue.remove(), bytes, kind, cluster);
        return bytes;
    }

    private void send(long nowNanos, P packet, int bytes, PacketKind kind, int cluster) {
        pay(nowNanos, bytes);
        output.send(nowNanos, packet, bytes, kind, cluster);
    }

    /** What was sent ahead of its time is paid off at the new rate: it is bytes, not time. */
    private void repace(long nowNanos, double bps) {
        if (paidUntil > nowNanos) {
            paidUntil = nowNanos + (long) ((paidUntil - nowNanos) * pacingBps / bps);
        }
        pacingBps = bps;
    }

    private void pay(long nowNanos, int bytes) {
        paidUntil = Math.max(paidUntil, nowNanos) + (long) (bytes * 8e9 / pacingBps);
        if (paddingBps > 0) {
            paddingPaidUntil =
                    Math.max(paddingPaidUntil, nowNanos - PADDING_CREDIT_NANOS)
                            + (long) (bytes * 8e9 / paddingBps);
        }
    }

    private void pad(long nowNanos) {
        while (paddingPaidUntil <= nowNanos) {
            int wanted = (int) (paddingBps / 8e9 * (nowNanos - paddingPaidUntil + QUANTUM_NANOS));
            int sent = output.pad(nowNanos, Math.min(wanted, PADDING_BYTES), ProbeCluster.NONE);
            if (sent == 0) {
                paddingPaidUntil = nowNanos + QUIET_BURST_NANOS;
                return;
            }
            pay(nowNanos, sent);
        }
    }

    private void limit(long nowNanos) {
        if (waitNanos(nowNanos) > REFUSE_UPPER_NANOS) {
            temporalLimit = BASE_LAYER;
        }
        boolean left = true;
        while (left && queueNanos() > DROP_ALL_NANOS) {
            left = dropOldestVideo(nowNanos);
        }
    }

    private boolean dropOldestVideo(long nowNanos) {
        if (!queue.selectOldestVideo()) {
            return false;
        }
        int bytes = queue.selectedBytes();
        PacketKind kind = queue.selectedKind();
        drop(nowNanos, queue.remove(), bytes, kind);
        return true;
    }

    private void drop(long nowNanos, P packet, int bytes, PacketKind kind) {
        dropped++;
        output.drop(nowNanos, packet, bytes, kind);
    }

    /** For tests and statistics: the probe that runs, or null. */
    public @Nullable ProbeCluster runningProbe() {
        return probe.cluster();
    }
}
