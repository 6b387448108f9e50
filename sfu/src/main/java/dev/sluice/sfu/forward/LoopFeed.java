package dev.sluice.sfu.forward;

import dev.sluice.rtp.forward.PublicationView;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.alloc.Rung;
import java.util.ArrayList;
import java.util.List;

/**
 * A published track on one loop: what its subscribers there share, and who they are. Owned by that
 * loop.
 */
final class LoopFeed {

    private static final long MEASURE_NANOS = 50_000_000L;

    private final PublishedTrack track;
    private final int loopIndex;
    private final PublicationView view;
    private final FeedRates rates;
    private final List<Slot> slots = new ArrayList<>();
    private List<Rung> rungs = List.of();
    private int wantedLayer = PublishedTrack.NOBODY;
    private long measureAgainNanos = Long.MIN_VALUE;

    LoopFeed(PublishedTrack track, int loopIndex) {
        this.track = track;
        this.loopIndex = loopIndex;
        this.view =
                new PublicationView(
                        track.kind(),
                        track.encodings(),
                        track.formats(),
                        track.extensions(),
                        track.clocks().of(loopIndex));
        this.rates = new FeedRates(track.encodings(), view.heights());
    }

    int loopIndex() {
        return loopIndex;
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
            track.wanted(loopIndex, highest);
        }
    }

    /** A packet that came over from the publisher's loop. */
    void onCrossed(MediaPacket packet) {
        packet.extensions.parse(packet.rtp, track.extensions());
        onMedia(packet.arrivalNanos, packet);
    }

    void onMedia(long nowNanos, MediaPacket packet) {
        view.onMedia(nowNanos, packet);
        rates.onMedia(nowNanos, packet);
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).onMedia(nowNanos, packet);
        }
    }
}
