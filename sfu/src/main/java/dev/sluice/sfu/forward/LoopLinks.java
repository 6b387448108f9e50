package dev.sluice.sfu.forward;

import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.net.MediaLoop;
import java.util.List;

/**
 * A publishing loop's ways to every loop. Owned by that loop, which flushes them at the end of each
 * batch.
 */
public final class LoopLinks {

    private final MediaCrossing[] crossings;

    /** Ways to these loops. */
    public LoopLinks(List<MediaLoop> targets) {
        crossings = new MediaCrossing[targets.size()];
        for (int i = 0; i < crossings.length; i++) {
            crossings[i] = new MediaCrossing(targets.get(i));
        }
    }

    void cross(int target, long nowNanos, LoopFeed feed, MediaPacket packet) {
        crossings[target].add(nowNanos, feed, packet);
    }

    /** Hands over what was put since the last time. */
    public void flush() {
        for (MediaCrossing crossing : crossings) {
            crossing.flush();
        }
    }

    /** Packets that found a loop's queue full. */
    public long dropped() {
        long dropped = 0;
        for (MediaCrossing crossing : crossings) {
            dropped += crossing.dropped();
        }
        return dropped;
    }
}
