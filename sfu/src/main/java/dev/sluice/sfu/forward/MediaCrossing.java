package dev.sluice.sfu.forward;

import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.net.BatchRing;
import dev.sluice.sfu.net.MediaLoop;
import org.jspecify.annotations.Nullable;

/**
 * The way of published packets from one loop to the feeds of another. What finds every batch in use
 * is dropped.
 */
final class MediaCrossing {

    private final BatchRing<Packets> ring;
    private long dropped;

    MediaCrossing(MediaLoop target) {
        ring = new BatchRing<>(target, target.limits().of(Limit.LOOP_BATCHES), Packets::new);
    }

    /** Takes a copy of a packet. Publishing loop only. */
    void add(long nowNanos, LoopFeed feed, MediaPacket packet) {
        Packets batch = ring.room(packet.rtp.length());
        if (batch == null) {
            dropped++;
            return;
        }
        batch.add(nowNanos, feed, packet);
    }

    /** Sends what was added on its way. Publishing loop only. */
    void flush() {
        ring.flush();
    }

    /** Packets that found every batch in use. */
    long dropped() {
        return dropped;
    }

    private static final class Packets extends BatchRing.Batch {

        private final @Nullable LoopFeed[] feeds = new @Nullable LoopFeed[PACKETS];
        private final long[] since = new long[PACKETS];
        private MediaPacket[] packets = new MediaPacket[0];

        @Override
        protected void allocate() {
            packets = new MediaPacket[PACKETS];
            for (int i = 0; i < PACKETS; i++) {
                packets[i] = new MediaPacket();
            }
        }

        @Override
        protected void release() {
            packets = new MediaPacket[0];
        }

        void add(long nowNanos, LoopFeed feed, MediaPacket packet) {
            feeds[count()] = feed;
            since[count()] = nowNanos;
            packets[count()].copyFrom(packet, arena(), end());
            added(packet.rtp.length());
        }

        @Override
        protected void play() {
            for (int i = 0; i < count(); ) {
                LoopFeed feed = feeds[i];
                int from = i;
                do {
                    feeds[i++] = null;
                } while (i < count() && feeds[i] == feed && since[i] == since[from]);
                if (feed != null) {
                    feed.onCrossed(since[from], packets, from, i);
                }
            }
        }
    }
}
