package dev.sluice.sfu.transport;

import dev.sluice.rtp.cc.CongestionController;
import dev.sluice.rtp.forward.SlotSender;
import dev.sluice.rtp.stream.RtpReceiver;
import dev.sluice.sfu.alloc.AllocatedStream;
import dev.sluice.sfu.alloc.Decision;
import dev.sluice.sfu.alloc.DecisionHistory;
import dev.sluice.sfu.alloc.Rung;
import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.api.TransportStats.DecisionStats;
import dev.sluice.sfu.api.TransportStats.EncodingStats;
import dev.sluice.sfu.api.TransportStats.LayerStats;
import dev.sluice.sfu.api.TransportStats.SlotStats;
import dev.sluice.sfu.api.TransportTrace;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a transport's machines into values for people. */
final class StatsReport {

    private static final int PATH_DECISIONS = 32;
    private static final int TRACK_DECISIONS = 16;
    private static final double NANOS_PER_MILLI = 1e6;

    private final long nowNanos;
    private final Downlink downlink;
    private final VideoAllocation allocation;
    private final RtpReceiver receiver;
    private final DecisionHistory history;
    private final StatsRecorder recorder;
    private final PublishedTracks tracks;

    /** Reads at that time; {@code tracks} are what the peer publishes. */
    StatsReport(
            long nowNanos,
            Downlink downlink,
            VideoAllocation allocation,
            RtpReceiver receiver,
            DecisionHistory history,
            StatsRecorder recorder,
            PublishedTracks tracks) {
        this.nowNanos = nowNanos;
        this.downlink = downlink;
        this.allocation = allocation;
        this.receiver = receiver;
        this.history = history;
        this.recorder = recorder;
        this.tracks = tracks;
    }

    TransportStats of(@Nullable String path, List<Slot> slots) {
        CongestionController congestion = downlink.congestion();
        List<SlotStats> carried = new ArrayList<>();
        List<Decision> decisions = new ArrayList<>(history.newest(PATH_DECISIONS));
        for (Slot slot : slots) {
            PublishedTrack track = slot.track();
            if (track != null) {
                carried.add(statsOf(slot, track));
                decisions.addAll(history.newest(track.id(), TRACK_DECISIONS));
            }
        }
        decisions.sort(Comparator.comparingLong(Decision::atNanos));
        return new TransportStats(
                path,
                receiver.roundTripNanos(nowNanos) / NANOS_PER_MILLI,
                congestion.targetBps(),
                congestion.budgetBps(),
                congestion.ackedBps(),
                congestion.lossFraction(),
                congestion.queueDelayNanos() / NANOS_PER_MILLI,
                congestion.gated(),
                downlink.pacer().queuedPackets(),
                carried,
                receiver.stats(nowNanos).stream().map(this::statsOf).toList(),
                decisions.stream().map(this::statsOf).toList());
    }

    TransportTrace trace(@Nullable String path, List<Slot> slots) {
        return new TransportTrace(
                of(path, slots),
                recorder.read(),
                history.all().stream().map(this::statsOf).toList());
    }

    private SlotStats statsOf(Slot slot, PublishedTrack track) {
        AllocatedStream stream = allocation.streamOf(slot);
        Rung wanted = stream == null ? null : stream.target();
        boolean off = slot.layer() == SlotSender.OFF;
        List<LayerStats> offered = new ArrayList<>();
        for (Rung rung : slot.rungs(nowNanos)) {
            offered.add(new LayerStats(rung.label(), rung.wireBps(), rung.height(), rung.fps()));
        }
        return new SlotStats(
                slot.mid(),
                track.id(),
                off ? null : "L" + slot.layer() + "T" + slot.temporal(),
                wanted == null ? null : wanted.label(),
                stream != null && stream.paused(),
                slot.undecodable(),
                offered);
    }

    private EncodingStats statsOf(dev.sluice.rtp.stream.EncodingStats stats) {
        PublishedTrack track = tracks.of(stats.mid());
        return new EncodingStats(
                stats.mid(),
                track == null ? null : track.id(),
                stats.encoding(),
                stats.packets(),
                stats.bitsPerSecond(),
                track == null ? 0 : recorder.lossLately(track.id(), stats.encoding()),
                stats.jitterMillis(),
                stats.nacks(),
                stats.keyframeRequests(),
                stats.keyframes());
    }

    private DecisionStats statsOf(Decision decision) {
        return new DecisionStats(
                (nowNanos - decision.atNanos()) / 1_000_000L,
                decision.track(),
                decision.kind().name(),
                decision.cause().name(),
                decision.from(),
                decision.to(),
                decision.targetBps(),
                decision.valueBps());
    }
}
