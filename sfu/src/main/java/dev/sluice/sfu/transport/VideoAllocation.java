package dev.sluice.sfu.transport;

import dev.sluice.mediacore.time.TimerGrid;
import dev.sluice.rtp.cc.CongestionController;
import dev.sluice.rtp.cc.Pacer;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.forward.SlotSender;
import dev.sluice.sfu.alloc.AllocatedStream;
import dev.sluice.sfu.alloc.Allocator;
import dev.sluice.sfu.alloc.DecisionHistory;
import dev.sluice.sfu.alloc.Rung;
import dev.sluice.sfu.alloc.StreamDemand;
import dev.sluice.sfu.alloc.StreamKind;
import dev.sluice.sfu.alloc.SubscriberMode;
import dev.sluice.sfu.api.TrackSettings;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.Slot;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which layer each video slot of a subscriber carries: measures what the tracks offer, lets the
 * allocator decide within the estimate, and sets the slots' targets. Owned by the transport's loop.
 */
final class VideoAllocation {

    private static final int MAX_DEMANDS = 2_000;
    private static final long MEASURE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Allocator allocator;
    private final Map<Slot, AllocatedStream> streams = new LinkedHashMap<>();

    /**
     * By track: what was asked for, kept for when the track gets a slot. Those of tracks that ended
     * go with the peer.
     */
    private final Map<String, StreamDemand> demands = new HashMap<>();

    private long reservedBps;
    private long nextMeasureNanos = Long.MIN_VALUE;

    VideoAllocation(RandomGenerator random, DecisionHistory history) {
        allocator = new Allocator(random, history);
    }

    /** A slot carries another track now. */
    void bound(long nowNanos, Slot slot) {
        if (slot.kind() == MediaKind.AUDIO) {
            return;
        }
        AllocatedStream former = streams.remove(slot);
        if (former != null) {
            allocator.remove(former);
        }
        PublishedTrack track = slot.track();
        if (track != null) {
            StreamKind kind = track.screen() ? StreamKind.SCREEN : StreamKind.CAMERA;
            AllocatedStream stream = allocator.add(track.id(), kind);
            allocator.demand(stream, demands.getOrDefault(track.id(), StreamDemand.TILE));
            streams.put(slot, stream);
            // Until its layers are measured, the lowest that comes.
            slot.target(nowNanos, 0, SlotSender.HIGHEST);
        }
        nextMeasureNanos = nowNanos;
    }

    /** What the subscriber wants of a track, bound or not. */
    void demand(String trackId, TrackSettings settings) {
        StreamDemand demand =
                new StreamDemand(
                        settings.visible(),
                        settings.onStage(),
                        settings.maxHeight(),
                        settings.maxFps());
        if (demands.size() < MAX_DEMANDS || demands.containsKey(trackId)) {
            demands.put(trackId, demand);
        }
        for (AllocatedStream stream : streams.values()) {
            if (stream.track().equals(trackId)) {
                allocator.demand(stream, demand);
            }
        }
    }

    void mode(SubscriberMode mode) {
        allocator.mode(mode);
    }

    /** Whether every wanted video is paused for want of bandwidth. */
    boolean fallenBackToAudio() {
        return allocator.fallenBackToAudio();
    }

    /** Whether no slot carries any video, wanted or paused. */
    boolean isEmpty() {
        return streams.isEmpty();
    }

    /** What is sent of the video that is wanted and comes, by bits: 0 to 1. */
    double sentShare() {
        double wanted = allocator.topBps() - reservedBps;
        double sent = allocator.needBps() - reservedBps;
        return wanted <= 0 ? 1 : Math.max(0, Math.min(1, sent / wanted));
    }

    /** The stream of a slot; null when it carries no video. */
    @Nullable AllocatedStream streamOf(Slot slot) {
        return streams.get(slot);
    }

    /** What audio takes, in wire bits per second. */
    void reserve(long bps) {
        reservedBps = bps;
        allocator.reserve(bps);
    }

    /** Decides anew, after every feedback and at the deadline. */
    void update(long nowNanos, Downlink downlink) {
        CongestionController congestion = downlink.congestion();
        Pacer<?> pacer = downlink.pacer();
        allocator.untested(!downlink.everSent());
        if (nowNanos >= nextMeasureNanos) {
            measure(nowNanos);
        }
        allocator.backlog(pacer.waitNanos(nowNanos));
        allocator.update(
                nowNanos, congestion.budgetBps(), congestion.targetBps(), congestion.gated());
        congestion.demand(allocator.nextBps(nowNanos), allocator.topBps(), allocator.resumeBps());
        pacer.bound(nowNanos, allocator.paceBps(nowNanos));
        pacer.padTo(nowNanos, allocator.paddingBps());
        for (Map.Entry<Slot, AllocatedStream> entry : streams.entrySet()) {
            steer(nowNanos, entry.getKey(), entry.getValue());
        }
    }

    long nextDeadlineNanos() {
        return streams.isEmpty()
                ? Long.MAX_VALUE
                : Math.min(nextMeasureNanos, TimerGrid.ceil(allocator.nextDeadlineNanos()));
    }

    private void measure(long nowNanos) {
        nextMeasureNanos = TimerGrid.floor(nowNanos + MEASURE_NANOS);
        for (Map.Entry<Slot, AllocatedStream> entry : streams.entrySet()) {
            allocator.rungs(entry.getValue(), entry.getKey().rungs(nowNanos));
        }
    }

    private static void steer(long nowNanos, Slot slot, AllocatedStream stream) {
        slot.wants(stream.wantedLayer());
        Rung rung = stream.target();
        if (rung != null) {
            slot.target(nowNanos, rung.layer(), rung.temporal());
        } else if (stream.paused() || !stream.demand().visible()) {
            slot.target(nowNanos, SlotSender.OFF, 0);
        }
    }
}
