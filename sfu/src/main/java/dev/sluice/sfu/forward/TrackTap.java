package dev.sluice.sfu.forward;

import dev.sluice.rtp.stream.MediaPacket;

/** Looks at what a track's publisher sends. Called on the publisher's loop; must not block. */
public interface TrackTap {

    /** The encoding looked at, 0 the lowest. */
    int encoding();

    /** A packet of that encoding, borrowed for the call. */
    void onMedia(MediaPacket packet);

    /** No more packets come. */
    void onEnd();
}
