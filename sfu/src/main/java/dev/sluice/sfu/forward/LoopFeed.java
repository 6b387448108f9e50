package dev.sluice.sfu.forward;

import dev.sluice.rtp.forward.PacketCache;
import dev.sluice.rtp.forward.PublicationView;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.alloc.Rung;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.net.MediaLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * A published track on one loop: what its subscribers there share, and who they are. Owned by that
 * loop.
 */
final class LoopFeed {

    private static final long MEASURE_NANOS = 50_000_000L;

    private final PublishedTrack track;
    private final MediaLoop loop;
    private final PublicationView view;
    private final FeedRates rates;
    private final List<Slot> slots = new ArrayList<>();
    private List<Rung> rungs = List.of();
    private int wantedLayer = PublishedTrack.NOBODY;
    private long measureAgainNanos = Long.MIN_VALUE;

    LoopFeed(PublishedTrack track, MediaLoop loop) {
        this.track = track;
        this.loop = loop;
        this.view =
                new PublicationView(
                        track.kind(),
                        track.encodings(),
                        track.formats(),
                        track.extensions(),
                        track.clocks().of(loop.index()),
                        new PacketCache(
                                track.encodings(),
                                loop.limits().of(Limit.RESEND_PACKETS),
                                loop.limits().of(Limit.RESEND_BYTES),
                                loop::onResendEvicted));
        this.rates = new FeedRates(track.encodings(), view.heights());
    }

    int loopIndex() {
        return loop.index();
    }

    PublicationView view() {
        return view;
    }

    /** What each layer costs now; the slots of the loop share a measurement. */
    List<Rung> rungs(long nowNanos) {
        if (nowNanos >= measureAgainNanos) {
            measureAgainNanos = nowNanos + MEASURE_NANOS;
            rungs = rates.rungs(nowNanos);
        }
        return rungs;
    }

    void add(Slot slot) {
        slots.add(slot);
        wantedChanged();
    }

    void remove(Slot slot) {
        slots.remove(slot);
        wantedChanged();
        if (slots.isEmpty()) {
            track.drop(this);
        }
    }

    /** A slot came, went or wants another layer: tells the publisher's loop if it matters there. */
    void wantedChanged() {
        int highest = PublishedTrack.NOBODY;
        for (Slot slot : slots) {
            highest = Math.max(highest, slot.wantedLayer());
        }
        if (highest != wantedLayer) {
            wantedLayer = highest;
            track.wanted(loop.index(), highest);
        }
    }

    /** Packets that came over from the publisher's loop, which gave them away at that time. */
    void onCrossed(long nowNanos, MediaPacket[] packets, int from, int to) {
        for (int i = from; i < to; i++) {
            packets[i].extensions.parse(packets[i].rtp, track.extensions());
        }
        onMedia(nowNanos, packets, from, to);
    }

    /**
     * Packets in the order of arrival, {@code to} exclusive. Each slot gets all of them, and what
     * it makes of them leaves, before the next slot gets any: what a slot looks at, and the packets
     * that it wrote, are in the processor's cache then.
     */
    void onMedia(long nowNanos, MediaPacket[] packets, int from, int to) {
        for (int i = from; i < to; i++) {
            view.onMedia(nowNanos, packets[i]);
            rates.onMedia(nowNanos, packets[i]);
        }
        for (int slot = 0; slot < slots.size(); slot++) {
            try {
                slots.get(slot).onMedia(nowNanos, packets, from, to);
            } catch (RuntimeException e) {
                // One subscriber's fault is no other's.
                loop.onFault(nowNanos, "a slot failed on media", e);
            }
        }
    }
}
