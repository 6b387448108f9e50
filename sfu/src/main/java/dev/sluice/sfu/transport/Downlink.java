package dev.sluice.sfu.transport;

import dev.sluice.rtp.cc.CongestionConfig;
import dev.sluice.rtp.cc.CongestionController;
import dev.sluice.rtp.cc.FeedbackView;
import dev.sluice.rtp.cc.Pacer;
import dev.sluice.rtp.cc.PacerOutput;
import dev.sluice.rtp.cc.PacketKind;
import dev.sluice.rtp.cc.ProbeCluster;
import dev.sluice.rtp.forward.OutgoingPacket;
import dev.sluice.sfu.alloc.DecisionHistory;
import dev.sluice.sfu.forward.SlotOutput;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What goes to one subscriber: from the slots through the pacer to the socket, at the rate that
 * congestion control allows. Stamps the transport-wide sequence number and the send time at the
 * last moment. Owned by the transport's loop.
 */
final class Downlink implements SlotOutput, PacerOutput<Slab> {

    /** IPv4 and UDP headers and the SRTP tag: what a packet is longer on the wire. */
    private static final int OVERHEAD_BYTES = 20 + 8 + 16;

    private static final int NOT_PADDING = -1;

    private final TransportEgress egress;
    private final SlabPool slabs;
    private final PaddingSource padding;
    private final CongestionController congestion;
    private final Pacer<Slab> pacer;
    private @Nullable Slab claimed;
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
            TransportEgress egress,
            SlabPool slabs,
            PaddingSource padding,
            RandomGenerator random,
            DecisionHistory history) {
        this.egress = egress;
        this.slabs = slabs;
        this.padding = padding;
        this.congestion = new CongestionController(CongestionConfig.DEFAULT, random, history);
        this.pacer = new Pacer<>(this, CongestionConfig.DEFAULT.startBps());
    }

    CongestionController congestion() {
        return congestion;
    }

    Pacer<Slab> pacer() {
        return pacer;
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
        return Math.min(congestion.nextDeadlineNanos(), pacer.nextDeadlineNanos());
    }

    @Override
    public void writing(long nowNanos, int slot) {
        this.nowNanos = nowNanos;
        this.slot = slot;
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
        if (paddingCluster != NOT_PADDING) {
            paddingBytes += bytes;
            send(nowNanos, slab, bytes, kind, paddingCluster);
        } else {
            pacer.offer(nowNanos, slab, bytes, kind, slot, packet.temporalId);
        }
    }

    @Override
    public void send(long nowNanos, Slab slab, int bytes, PacketKind kind, int probeCluster) {
        if (slab.transportCcOffset != OutgoingPacket.ABSENT) {
            slab.stampSequence(transportSequence);
            congestion.onPacketSent(
                    nowNanos, transportSequence & 0xFFFF, bytes, kind, probeCluster);
            transportSequence++;
        }
        if (slab.absSendTimeOffset != OutgoingPacket.ABSENT) {
            slab.stampSendTime(nowNanos);
        }
        egress.sendRtp(slab.data, slab.length);
        slabs.give(slab);
    }

    @Override
    public void drop(long nowNanos, Slab slab, int bytes, PacketKind kind) {
        slabs.give(slab);
    }

    @Override
    public int pad(long nowNanos, int maxBytes, int probeCluster) {
        paddingCluster = probeCluster;
        paddingBytes = 0;
        padding.pad(nowNanos, maxBytes);
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
