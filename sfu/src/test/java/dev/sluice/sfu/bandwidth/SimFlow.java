package dev.sluice.sfu.bandwidth;

import dev.sluice.mediacore.sim.SimClock;
import dev.sluice.mediacore.sim.SimLink;
import dev.sluice.mediacore.sim.SimNetwork;
import dev.sluice.rtp.cc.CongestionConfig;
import dev.sluice.rtp.cc.CongestionController;
import dev.sluice.rtp.cc.FeedbackView;
import dev.sluice.rtp.cc.Pacer;
import dev.sluice.rtp.cc.PacerOutput;
import dev.sluice.rtp.cc.PacketKind;
import dev.sluice.rtp.cc.ProbeCluster;
import dev.sluice.sfu.alloc.AllocatedStream;
import dev.sluice.sfu.alloc.Allocator;
import dev.sluice.sfu.alloc.DecisionHistory;
import dev.sluice.sfu.alloc.Rung;
import dev.sluice.sfu.alloc.StreamKind;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber with the SFU's sending side towards it: audio at 58 kbps and one camera,
 * estimated, paced and allocated by the production code, over a bottleneck shared with others. Lost
 * media is sent again as RTX, three times at most and within 15 % of the rate.
 */
final class SimFlow implements SimClock.Driven, SimPacket.Owner, PacerOutput<SimPacket> {

    private static final int AUDIO_BYTES = 144;
    private static final int PACKET_BYTES = 1_200;
    private static final Duration AUDIO_EVERY = Duration.ofMillis(20);
    private static final Duration FEEDBACK_EVERY = Duration.ofMillis(50);
    private static final int FEEDBACK_BYTES = 110;
    static final long AUDIO_BPS = 144 * 8 * 50;
    private static final int RING = 1 << 14;

    private final SimClock clock;
    private final SimLink<SimPacket> out;
    private final SimLink<SimPacket> back;
    private final long delayNanos;
    private final SimMachine server;
    private final SimMachine client;
    final DecisionHistory history = new DecisionHistory();
    final CongestionController congestion;
    final Pacer<SimPacket> pacer;
    final Allocator allocator;
    final AllocatedStream stream;
    final SimPublisher publisher;
    private final SimFeedback feedback = new SimFeedback();
    private final SimPacket[] sent = new SimPacket[RING];
    private long nextSequence;
    private boolean running;
    private boolean paused;
    private boolean audible = true;
    private int sendingLayer = -1;
    private double rtxCreditBytes;

    final Series receivedBytes = new Series();

    /** Of first transmissions. */
    final Series videoBytes = new Series();

    final Series audioPackets = new Series();
    final Series targetBps = new Series();
    final Series layer = new Series();
    int spatialSwitches;
    double firstVideoAfterResume = -1;
    private double resumedAt = -1;
    double firstSentSecond = -1;

    /**
     * A flow of simulcast whose packets go over {@code out}, and its feedback over {@code back}.
     */
    SimFlow(
            SimClock clock,
            SimLink<SimPacket> out,
            SimLink<SimPacket> back,
            RandomGenerator seeds,
            Duration delay) {
        this(
                clock,
                out,
                back,
                seeds,
                delay,
                SimPublisher.SIMULCAST_BPS,
                new SimMachine(),
                new SimMachine());
    }

    /** A flow between two machines that may be busy. */
    SimFlow(
            SimClock clock,
            SimLink<SimPacket> out,
            SimLink<SimPacket> back,
            RandomGenerator seeds,
            Duration delay,
            long[] layersBps,
            SimMachine server,
            SimMachine client) {
        this.clock = clock;
        this.server = server;
        this.client = client;
        this.out = out;
        this.back = back;
        this.delayNanos = delay.toNanos();
        congestion =
                new CongestionController(
                        CongestionConfig.DEFAULT, SimNetwork.random(seeds.nextLong()), history);
        allocator = new Allocator(SimNetwork.random(seeds.nextLong()), history);
        pacer = new Pacer<>(this, CongestionConfig.DEFAULT.startBps());
        publisher =
                new SimPublisher(
                        clock, SimNetwork.random(seeds.nextLong()), layersBps, this::onFrame);
        stream = allocator.add("camera", StreamKind.CAMERA);
        allocator.reserve(AUDIO_BPS);
        clock.drive(this);
        clock.every(AUDIO_EVERY, now -> onServer(now, this::onAudioTick));
        clock.every(FEEDBACK_EVERY, this::onFeedbackTick);
        clock.every(Duration.ofMillis(100), this::onSampleTick);
    }

    void start() {
        running = true;
        settle(clock.nowNanos());
    }

    /** Nobody speaks in this call. */
    SimFlow withoutAudio() {
        audible = false;
        allocator.reserve(0);
        return this;
    }

    /** The publisher mutes: nothing but audio goes out. */
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        resumedAt = seconds(clock.nowNanos());
        firstVideoAfterResume = -1;
        publisher.requestKeyframe(clock.nowNanos(), Math.max(0, sendingLayer));
    }

    /** Received media bits over what {@code capacityBits} allowed. */
    double receivedBits(double from, double to) {
        return receivedBytes.sum(from, to) * 8;
    }

    int layer() {
        return sendingLayer;
    }

    @Override
    public long nextDeadlineNanos() {
        if (!running) {
            return Long.MAX_VALUE;
        }
        long deadline =
                Math.min(
                        Math.min(pacer.nextDeadlineNanos(), congestion.nextDeadlineNanos()),
                        allocator.nextDeadlineNanos());
        return deadline == Long.MAX_VALUE
                ? deadline
                : server.runsAt(Math.max(deadline, clock.nowNanos()));
    }

    @Override
    public void onTimeout(long nowNanos) {
        pacer.onTimeout(nowNanos);
        if (congestion.nextDeadlineNanos() <= nowNanos
                || allocator.nextDeadlineNanos() <= nowNanos) {
            congestion.onTimeout(nowNanos);
            settle(nowNanos);
        }
    }

    @Override
    public void send(
            long nowNanos, SimPacket packet, int bytes, PacketKind kind, int probeCluster) {
        if (firstSentSecond < 0) {
            firstSentSecond = seconds(nowNanos);
        }
        packet.sequence = nextSequence++;
        packet.sentNanos = nowNanos;
        sent[(int) (packet.sequence % RING)] = packet;
        int sequence = (int) (packet.sequence & 0xFFFF);
        congestion.onPacketSent(nowNanos, sequence, bytes, kind, probeCluster);
        out.send(bytes, packet);
    }

    @Override
    public void drop(long nowNanos, SimPacket packet, int bytes, PacketKind kind) {}

    @Override
    public int pad(long nowNanos, int maxBytes, int probeCluster) {
        int bytes = Math.min(Math.max(maxBytes, 100), PACKET_BYTES);
        send(
                nowNanos,
                new SimPacket(this, bytes, PacketKind.PADDING),
                bytes,
                PacketKind.PADDING,
                probeCluster);
        return bytes;
    }

    @Override
    public void onArrival(long nowNanos, SimPacket packet) {
        clock.at(client.runsAt(nowNanos + delayNanos), now -> receive(now, packet));
    }

    private void receive(long now, SimPacket packet) {
        feedback.onArrival(now, packet.sequence);
        switch (packet.kind) {
            case AUDIO -> {
                audioPackets.add(now, 1);
                receivedBytes.add(now, packet.bytes);
            }
            case PADDING -> {}
            case RTX -> receivedBytes.add(now, packet.bytes);
            default -> {
                receivedBytes.add(now, packet.bytes);
                videoBytes.add(now, packet.bytes);
                if (resumedAt >= 0 && firstVideoAfterResume < 0) {
                    firstVideoAfterResume = seconds(now) - resumedAt;
                }
            }
        }
    }

    private void onAudioTick(long now) {
        if (running && audible) {
            pacer.offer(
                    now,
                    new SimPacket(this, AUDIO_BYTES, PacketKind.AUDIO),
                    AUDIO_BYTES,
                    PacketKind.AUDIO,
                    0);
        }
    }

    private void onServer(long now, SimClock.Action action) {
        long runs = server.runsAt(now);
        if (runs == now) {
            action.run(now);
        } else {
            clock.at(runs, action);
        }
    }

    private void onFeedbackTick(long now) {
        if (client.runsAt(now) > now) {
            return;
        }
        FeedbackView message = feedback.take();
        if (message != null) {
            SimPacket.Owner arrival =
                    (at, packet) ->
                            clock.at(
                                    server.runsAt(at + delayNanos),
                                    then -> onFeedback(then, message));
            back.send(FEEDBACK_BYTES, new SimPacket(arrival, FEEDBACK_BYTES, PacketKind.AUDIO));
        }
    }

    private void onSampleTick(long now) {
        targetBps.add(now - 1, congestion.targetBps());
        layer.add(now - 1, sendingLayer);
    }

    private void onFeedback(long now, FeedbackView message) {
        congestion.onFeedback(now, message);
        resend(now, message);
        settle(now);
    }

    private void resend(long now, FeedbackView message) {
        rtxCreditBytes =
                Math.min(rtxCreditBytes + congestion.targetBps() * 0.15 / 8 * 0.05, 40_000);
        for (int i = 0; i < message.count(); i++) {
            if (message.received(i)) {
                continue;
            }
            long newest = nextSequence - 1;
            long sequence = newest + (short) (message.baseSequence() + i - (int) (newest & 0xFFFF));
            SimPacket lost = sequence < 0 ? null : sent[(int) (sequence % RING)];
            boolean media =
                    lost != null
                            && lost.sequence == sequence
                            && lost.kind != PacketKind.AUDIO
                            && lost.kind != PacketKind.PADDING;
            if (media && lost.tries < 3 && rtxCreditBytes >= lost.bytes) {
                rtxCreditBytes -= lost.bytes;
                sent[(int) (sequence % RING)] = null;
                SimPacket again = new SimPacket(this, lost.bytes, PacketKind.RTX);
                again.tries = lost.tries + 1;
                pacer.offer(now, again, again.bytes, PacketKind.RTX, 0);
            }
        }
    }

    /** What the transport does after everything that may have changed the budget. */
    private void settle(long now) {
        allocator.rungs(stream, publisher.rungs());
        allocator.backlog(pacer.waitNanos(now));
        allocator.update(now, congestion.budgetBps(), congestion.targetBps(), congestion.gated());
        congestion.demand(allocator.nextBps(now), allocator.topBps(), allocator.resumeBps());
        pacer.budget(now, congestion.budgetBps(), congestion.gated());
        pacer.bound(now, allocator.paceBps(now));
        pacer.padTo(now, allocator.paddingBps());
        ProbeCluster probe = congestion.pollProbe(now);
        while (probe != null) {
            pacer.probe(now, probe);
            probe = congestion.pollProbe(now);
        }
        Rung target = target();
        if (target == null) {
            sendingLayer = -1;
        } else if (target.layer() != sendingLayer) {
            publisher.requestKeyframe(now, target.layer());
        }
    }

    /** Until the allocator has decided, the lowest layer goes out. */
    private @Nullable Rung target() {
        Rung decided = stream.target();
        return decided == null && !stream.paused() ? publisher.rungs().get(0) : decided;
    }

    private void onFrame(long now, int frameLayer, int temporal, int bytes, boolean keyframe) {
        onServer(now, then -> forward(then, frameLayer, temporal, bytes, keyframe));
    }

    private void forward(long now, int frameLayer, int temporal, int bytes, boolean keyframe) {
        Rung target = target();
        if (!running || paused || target == null) {
            return;
        }
        if (keyframe && frameLayer == target.layer() && sendingLayer != frameLayer) {
            spatialSwitches += sendingLayer >= 0 ? 1 : 0;
            sendingLayer = frameLayer;
        }
        int allowed =
                Math.min(
                        pacer.temporalLimit(),
                        target.layer() == sendingLayer ? target.temporal() : 2);
        if (frameLayer != sendingLayer || temporal > allowed) {
            return;
        }
        PacketKind kind = temporal == 0 ? PacketKind.BASE : PacketKind.UPPER;
        for (int left = bytes; left > 0; left -= PACKET_BYTES) {
            int size = Math.max(100, Math.min(left, PACKET_BYTES));
            pacer.offer(now, new SimPacket(this, size, kind), size, kind, 0);
        }
    }

    private static double seconds(long now) {
        return (now - SimClock.START_NANOS) / 1e9;
    }
}
