package dev.sluice.sfu.transport;

import dev.sluice.sfu.forward.PublishedTrack;
import java.util.Arrays;

/**
 * Collects the levels of a track's packets, so that they cross to the room's loop in one piece.
 * Owned by the transport's loop.
 */
final class AudioLevels {

    private static final int PIECE = 5;

    private final PublishedTrack track;
    private final TransportListener listener;
    private final byte[] levels = new byte[PIECE];
    private int count;

    AudioLevels(PublishedTrack track, TransportListener listener) {
        this.track = track;
        this.listener = listener;
    }

    /** One packet's level in -dBov, 0 to 127. */
    void add(int level) {
        levels[count++] = (byte) level;
        if (count == PIECE) {
            count = 0;
            listener.onAudioLevels(track.id(), Arrays.copyOf(levels, PIECE));
        }
    }
}
