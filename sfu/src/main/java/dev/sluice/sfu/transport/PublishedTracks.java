package dev.sluice.sfu.transport;

import dev.sluice.sfu.forward.PublishedTrack;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a peer publishes, and what is told about it. Owned by the transport's loop. */
final class PublishedTracks {

    private final TransportListener listener;
    private final Map<String, PublishedTrack> byMid = new HashMap<>();
    private final Map<String, AudioLevels> levels = new HashMap<>();
    private final Map<String, Integer> toldLayers = new HashMap<>();

    PublishedTracks(TransportListener listener) {
        this.listener = listener;
    }

    void add(PublishedTrack track) {
        byMid.put(track.mid(), track);
    }

    void remove(PublishedTrack track) {
        byMid.remove(track.mid(), track);
        toldLayers.remove(track.id());
        levels.remove(track.id());
    }

    @Nullable PublishedTrack of(String mid) {
        return byMid.get(mid);
    }

    /** The level of one packet, in -dBov (RFC 6464). */
    void heard(PublishedTrack track, int audioLevel) {
        AudioLevels known = levels.get(track.id());
        if (known == null) {
            known = new AudioLevels(track, listener);
            levels.put(track.id(), known);
        }
        known.add(audioLevel);
    }

    /** Dynacast: tells the publisher which of its encodings nobody wants, or wants again. */
    void tellLayers(long nowNanos) {
        for (PublishedTrack track : byMid.values()) {
            int highest = track.demanded(nowNanos);
            Integer told = toldLayers.put(track.id(), highest);
            if (told != null && told != highest) {
                listener.onLayersWanted(track.id(), highest);
            }
        }
    }
}
