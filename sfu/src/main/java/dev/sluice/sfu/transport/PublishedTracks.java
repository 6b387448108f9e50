package dev.sluice.sfu.transport;

import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.forward.LoopLinks;
import dev.sluice.sfu.forward.PublishedTrack;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a peer publishes, and what is told about it. Owned by the transport's loop. */
final class PublishedTracks {

    private static final int UNTOLD = Integer.MIN_VALUE;

    private final TransportListener listener;
    private final LoopLinks links;
    private final List<Published> all = new ArrayList<>();

    private final class Published {

        final PublishedTrack track;
        final AudioLevels levels;
        final FrameGathering gathering;
        final FrameGathering.Onward onward;
        int toldLayers = UNTOLD;

        Published(PublishedTrack track) {
            this.track = track;
            levels = new AudioLevels(track, listener);
            gathering = new FrameGathering(track.highestEncoding() + 1, track.extensions());
            onward = (nowNanos, packets, count) -> track.onMedia(nowNanos, packets, count, links);
        }
    }

    /**
     * @param links ways to the loops of the subscribers
     */
    PublishedTracks(TransportListener listener, LoopLinks links) {
        this.listener = listener;
        this.links = links;
    }

    void add(PublishedTrack track) {
        all.removeIf(known -> known.track.mid().equals(track.mid()));
        all.add(new Published(track));
    }

    void remove(PublishedTrack track) {
        all.removeIf(known -> known.track == track);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    @Nullable PublishedTrack of(String mid) {
        Published found = find(mid);
        return found == null ? null : found.track;
    }

    private @Nullable Published find(String mid) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).track.mid().equals(mid)) {
                return all.get(i);
            }
        }
        return null;
    }

    /** A packet came, of a track or of none. */
    void onMedia(long nowNanos, MediaPacket packet) {
        Published found = find(packet.mid);
        if (found == null) {
            return;
        }
        if (packet.audioLevel >= 0) {
            found.levels.add(packet.audioLevel);
        }
        found.gathering.onMedia(nowNanos, packet, found.onward);
    }

    /** Sends on what has waited for the rest of its frame for long enough. */
    void onTimeout(long nowNanos) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).gathering.onTimeout(nowNanos, all.get(i).onward);
        }
    }

    long nextDeadlineNanos() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < all.size(); i++) {
            next = Math.min(next, all.get(i).gathering.nextDeadlineNanos());
        }
        return next;
    }

    /** Dynacast: tells the publisher which of its encodings nobody wants, or wants again. */
    void tellLayers(long nowNanos) {
        for (int i = 0; i < all.size(); i++) {
            Published published = all.get(i);
            int highest = published.track.demanded(nowNanos);
            int told = published.toldLayers;
            published.toldLayers = highest;
            if (told != UNTOLD && told != highest) {
                listener.onLayersWanted(published.track.id(), highest);
            }
        }
    }
}
