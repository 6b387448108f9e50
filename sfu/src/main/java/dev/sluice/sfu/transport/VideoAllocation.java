package dev.sluice.sfu.transport;

import dev.sluice.rtp.cc.CongestionController;
import dev.sluice.rtp.cc.Pacer;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.forward.SlotSender;
import dev.sluice.sfu.alloc.AllocatedStream;
import dev.sluice.sfu.alloc.Allocator;
import dev.sluice.sfu.alloc.DecisionHistory;
import dev.sluice.sfu.alloc.Rung;
import dev.sluice.sfu.alloc.StreamKind;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.Slot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Which layer each video slot of a subscriber carries: measures what the tracks offer, lets the
 * allocator decide within the estimate, and sets the slots' targets. Owned by the transport's loop.
 */
final class VideoAllocation {

    private static final long MEASURE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Audio and RTCP of one slot, in wire bits per second. */
    private static final long AUDIO_SLOT_BPS = 60_000;

    private final Allocator allocator;
    private final Map<Slot, AllocatedStream> streams = new LinkedHashMap<>();
    private int audioSlots;
    private long nextMeasureNanos = Long.MIN_VALUE;

    VideoAllocation(DecisionHistory history) {
        allocator = new Allocator(history);
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
            streams.put(
                    slot,
                    allocator.add(
                            track.id(), track.screen() ? StreamKind.SCREEN : StreamKind.CAMERA));
            // Until its layers are measured, the lowest that comes.
            slot.target(nowNanos, 0, SlotSender.HIGHEST);
        }
        nextMeasureNanos = nowNanos;
    }

    void audioSlots(int carrying) {
        audioSlots = carrying;
        allocator.reserve(audioSlots * AUDIO_SLOT_BPS);
    }

    /** Decides anew, after every feedback and at the deadline. */
    void update(long nowNanos, CongestionController congestion, Pacer<?> pacer) {
        if (nowNanos >= nextMeasureNanos) {
            measure(nowNanos);
        }
        allocator.update(
                nowNanos, congestion.budgetBps(), congestion.targetBps(), congestion.gated());
        congestion.demand(allocator.nextBps(nowNanos), allocator.topBps());
        pacer.padTo(nowNanos, allocator.paddingBps());
        for (Map.Entry<Slot, AllocatedStream> entry : streams.entrySet()) {
            steer(nowNanos, entry.getKey(), entry.getValue(), pacer.temporalLimit());
        }
    }

    long nextDeadlineNanos() {
        return streams.isEmpty()
                ? Long.MAX_VALUE
                : Math.min(nextMeasureNanos, allocator.nextDeadlineNanos());
    }

    private void measure(long nowNanos) {
        nextMeasureNanos = nowNanos + MEASURE_NANOS;
        for (Map.Entry<Slot, AllocatedStream> entry : streams.entrySet()) {
            allocator.rungs(entry.getValue(), entry.getKey().rungs(nowNanos));
        }
    }

    private static void steer(long nowNanos, Slot slot, AllocatedStream stream, int temporalLimit) {
        Rung rung = stream.target();
        if (rung != null) {
            slot.target(nowNanos, rung.layer(), Math.min(rung.temporal(), temporalLimit));
        } else if (stream.paused() || !stream.demand().visible()) {
            slot.target(nowNanos, SlotSender.OFF, 0);
        }
    }
}
