package dev.sluice.sfu.transport;

import dev.sluice.mediacore.time.TimerGrid;
import dev.sluice.rtp.cc.CongestionConfig;
import dev.sluice.rtp.cc.CongestionController;
import dev.sluice.rtp.cc.FeedbackView;
import dev.sluice.rtp.cc.Pacer;
import dev.sluice.rtp.cc.PacerOutput;
import dev.sluice.rtp.cc.PacketKind;
import dev.sluice.rtp.cc.ProbeCluster;
import dev.sluice.rtp.forward.OutgoingPacket;
import dev.sluice.sfu.alloc.DecisionHistory;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.forward.SlotOutput;
import dev.sluice.sfu.net.BatchEnd;
import dev.sluice.sfu.net.Deadline;
import dev.sluice.sfu.net.MediaLoop;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What goes to one subscriber: from the slots through the pacer to the socket, at the rate that
 * congestion control allows. Stamps the transport-wide sequence number and the send time at the
 * last moment. Owned by the transport's loop.
 */
final class Downlink implements SlotOutput, PacerOutput<Slab>, BatchEnd {

    /** IPv4 and UDP headers and the SRTP tag: what a packet is longer on the wire. */
    private static final int OVERHEAD_BYTES = 20 + 8 + 16;

    private static final int NOT_PADDING = -1;

    private final MediaLoop loop;
    private final TransportEgress egress;
    private final SlabPool slabs;
    private final PaddingSource padding;
    private final CongestionController congestion;
    private final Pacer<Slab> pacer;
    private final Deadline deadline;
    private final Slab[] burst = new Slab[Burst.MAX_PACKETS];
    private int leaving;
    private boolean inTurn;
    private final SoundSampling sound = new SoundSampling();
    private boolean everSent;
    private @Nullable Slab claimed;

    /** What the pacer is being given: if it lets that go, it did not wait there. */
    private @Nullable Slab offered;

    private long nowNanos;
    private int slot;
    private int transportSequence;

    /**
     * The probe whose padding is being written, or NOT_PADDING: then packets go straight to the
     * socket.
     */
    private int paddingCluster = NOT_PADDING;

    private int paddingBytes;

    /** Writes packets that nobody needs, through this downlink. */
    @FunctionalInterface
    interface PaddingSource {

        void pad(long nowNanos, int bytes);
    }

    Downlink(
            MediaLoop loop,
            TransportEgress egress,
            SlabPool slabs,
            PaddingSource padding,
            RandomGenerator random,
            DecisionHistory history,
            Deadline deadline) {
        this.loop = loop;
        this.egress = egress;
        this.slabs = slabs;
        this.padding = padding;
        this.deadline = deadline;
        this.congestion = new CongestionController(CongestionConfig.DEFAULT, random, history);
        this.pacer =
                new Pacer<>(
                        this,
                        CongestionConfig.DEFAULT.startBps(),
                        loop.limits().of(Limit.PACER_PACKETS));
    }

    /** Whether any packet went out yet: before that nothing can become known of the path. */
    boolean everSent() {
        return everSent;
    }

    CongestionController congestion() {
        return congestion;
    }

    Pacer<Slab> pacer() {
        return pacer;
    }

    /** Whether a few packets of sound are to tell of the path, or all; see SoundSampling. */
    void sampleSound(boolean wanted) {
        sound.sampling(wanted);
    }

    boolean samplesSound() {
        return sound.isSampling();
    }

    void onFeedback(long nowNanos, FeedbackView feedback) {
        congestion.onFeedback(nowNanos, feedback);
        follow(nowNanos);
    }

    void onRemb(long nowNanos, long bitsPerSecond) {
        congestion.onRemb(nowNanos, bitsPerSecond);
        follow(nowNanos);
    }

    void onReceiverReport(long nowNanos, double loss, long roundTripNanos) {
        congestion.onReceiverReport(nowNanos, loss, roundTripNanos);
        follow(nowNanos);
    }

    void onTimeout(long nowNanos) {
        congestion.onTimeout(nowNanos);
        follow(nowNanos);
        pacer.onTimeout(nowNanos);
    }

    long nextDeadlineNanos() {
        long slow = TimerGrid.ceil(congestion.nextDeadlineNanos());
        return Math.min(slow, pacer.nextDeadlineNanos());
    }

    @Override
    public void writing(long nowNanos, int slot) {
        this.nowNanos = nowNanos;
        this.slot = slot;
    }

    @Override
    public void beginTurn(long nowNanos, int slot) {
        writing(nowNanos, slot);
        inTurn = true;
    }

    @Override
    public void endTurn() {
        inTurn = false;
        if (leaving > 0) {
            leave(System.nanoTime());
        }
    }

    @Override
    public void deadline(long slotNanos) {
        deadline.atMost(slotNanos);
    }

    @Override
    public int temporalLimit() {
        return pacer.temporalLimit();
    }

    @Override
    public boolean claim(int bytes) {
        if (bytes > Slab.MAX_PACKET_BYTES || !egress.ready()) {
            return false;
        }
        if (claimed == null) {
            claimed = slabs.take();
        }
        return true;
    }

    @Override
    public byte[] data() {
        return slab().data;
    }

    @Override
    public boolean tracksSound() {
        return sound.tracks(nowNanos);
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public void commit(OutgoingPacket packet) {
        Slab slab = slab();
        claimed = null;
        slab.describe(packet);
        int bytes = packet.length + OVERHEAD_BYTES;
        PacketKind kind = kindOf(packet);
        boolean forwarded = kind != PacketKind.RTX && kind != PacketKind.PADDING;
        slab.readNanos = forwarded ? nowNanos : Slab.NOT_FORWARDED;
        if (paddingCluster != NOT_PADDING) {
            paddingBytes += bytes;
            send(nowNanos, slab, bytes, kind, paddingCluster);
        } else {
            offered = slab;
            pacer.offer(nowNanos, slab, bytes, kind, slot);
            offered = null;
            deadline.atMost(pacer.nextDeadlineNanos());
        }
    }

    /** Lets a packet go: with all others of this turn, or of this batch, at its end. */
    @Override
    public void send(long nowNanos, Slab slab, int bytes, PacketKind kind, int probeCluster) {
        slab.kind = kind;
        slab.probeCluster = probeCluster;
        leavePacer(nowNanos, slab);
        if (leaving == 0 && !inTurn) {
            loop.atEndOfBatch(this);
        }
        burst[leaving++] = slab;
        if (leaving == burst.length) {
            leave(System.nanoTime());
        }
    }

    /** Time in the pacer's queue is no delay of ours: that of such a packet begins behind it. */
    @SuppressWarnings("ReferenceEquality") // the very slab that was offered
    private void leavePacer(long nowNanos, Slab slab) {
        if (slab != offered && slab.readNanos != Slab.NOT_FORWARDED) {
            slab.readNanos = nowNanos;
        }
    }

    @Override
    public void onBatchEnd(long nowNanos) {
        leave(nowNanos);
    }

    private void leave(long nowNanos) {
        try {
            sendBurst(nowNanos);
        } finally {
            for (int i = 0; i < leaving; i++) {
                left(burst[i]);
            }
            leaving = 0;
        }
    }

    private void sendBurst(long nowNanos) {
        boolean segments = leaving > 1 && egress.segments();
        int from = 0;
        while (from < leaving) {
            int to = segments ? Burst.runEnd(burst, from, leaving) : from + 1;
            if (to - from > 1) {
                equalise(from, to);
            }
            for (int i = from; i < to; i++) {
                stamp(nowNanos, burst[i]);
            }
            if (to - from > 1) {
                egress.sendRun(burst, from, to);
            } else {
                egress.sendRtp(burst[from]);
            }
            from = to;
        }
    }

    private void left(Slab slab) {
        everSent = true;
        egress.counters().countSent(slab.kind);
        if (slab.readNanos != Slab.NOT_FORWARDED) {
            loop.meter().leaving(slab.readNanos);
        }
        slabs.give(slab);
    }

    private void equalise(int from, int to) {
        int length = Burst.lengthOf(burst, from, to);
        for (int i = from; i < to - 1; i++) {
            burst[i].padTo(length);
        }
    }

    private void stamp(long nowNanos, Slab slab) {
        int bytes = slab.length + OVERHEAD_BYTES;
        boolean isSound = slab.kind == PacketKind.AUDIO;
        if (slab.transportCcOffset != OutgoingPacket.ABSENT) {
            slab.stampSequence(transportSequence);
            congestion.onPacketSent(
                    nowNanos,
                    transportSequence & 0xFFFF,
                    isSound ? sound.standsFor(bytes) : bytes,
                    slab.kind,
                    slab.probeCluster);
            transportSequence++;
        } else if (isSound) {
            sound.untracked(bytes);
        }
        if (slab.absSendTimeOffset != OutgoingPacket.ABSENT) {
            slab.stampSendTime(nowNanos);
        }
    }

    @Override
    public void drop(long nowNanos, Slab slab, int bytes, PacketKind kind) {
        egress.counters().pacerDropped++;
        slabs.give(slab);
    }

    @Override
    public int pad(long nowNanos, int maxBytes, int probeCluster) {
        paddingCluster = probeCluster;
        paddingBytes = 0;
        int written = slot;
        padding.pad(nowNanos, maxBytes);
        slot = written;
        paddingCluster = NOT_PADDING;
        return paddingBytes;
    }

    private void follow(long nowNanos) {
        pacer.budget(nowNanos, congestion.budgetBps(), congestion.gated());
        ProbeCluster probe = congestion.pollProbe(nowNanos);
        while (probe != null) {
            pacer.probe(nowNanos, probe);
            probe = congestion.pollProbe(nowNanos);
        }
    }

    private Slab slab() {
        Slab slab = claimed;
        if (slab == null) {
            throw new IllegalStateException("a slot claims before it writes");
        }
        return slab;
    }

    private static PacketKind kindOf(OutgoingPacket packet) {
        return switch (packet.kind) {
            case AUDIO -> PacketKind.AUDIO;
            case RETRANSMISSION -> PacketKind.RTX;
            case VIDEO -> packet.temporalId > 0 ? PacketKind.UPPER : PacketKind.BASE;
            case PADDING -> PacketKind.PADDING;
        };
    }
}
