package dev.sluice.sfu.transport;

import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.Quality;

/** What a transport tells its participant. Called on the transport's loop. */
public interface TransportListener {

    /** The path came or went. */
    void onState(ConnectionState state);

    /**
     * Nobody wants more of a track of this peer than its encodings up to {@code highest}, -1 for
     * none.
     */
    void onLayersWanted(String publicationId, int highest);

    /**
     * Levels of the packets of an audio track of this peer, the oldest first, in -dBov (RFC 6464).
     */
    void onAudioLevels(String publicationId, byte[] levels);

    /** The peer's call got better or worse. */
    void onQuality(Quality quality);

    /** Video to this peer stopped for want of bandwidth, or runs again. */
    void onAudioFallback(boolean active);

    /** What comes of a publication is in a codec that this peer does not take. */
    void onUndecodable(String publicationId, String codec);

    /**
     * The transport is of no use any more: no sign of life for the whole of the allowed time, or
     * the peer could not prove who it is.
     */
    void onDead(String reason);
}
