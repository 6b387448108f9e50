package dev.sluice.sfu.forward;

import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.net.BatchRing;
import dev.sluice.sfu.net.MediaLoop;
import org.jspecify.annotations.Nullable;

/**
 * The way of published packets from one loop to the feeds of another. What finds every batch in use
 * is dropped.
 */
final class MediaCrossing {

    private static final int BATCH_PACKETS = 64;
    private static final int ARENA_BYTES = 64 * 1024;

    private final BatchRing<Packets> ring;
    private long dropped;

    MediaCrossing(MediaLoop target) {
        ring = new BatchRing<>(target, Packets::new);
    }

    /** Takes a copy of a packet. Publishing loop only. */
    void add(LoopFeed feed, MediaPacket packet) {
        Packets batch = ring.filling();
        if (batch != null && batch.isFull(packet.rtp.length())) {
            ring.flush();
            batch = ring.filling();
        }
        if (batch == null) {
            dropped++;
            return;
        }
        batch.add(feed, packet);
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

        private final @Nullable LoopFeed[] feeds = new @Nullable LoopFeed[BATCH_PACKETS];
        private final MediaPacket[] packets = new MediaPacket[BATCH_PACKETS];
        private byte[] arena = new byte[0];
        private int count;
        private int bytes;

        boolean isFull(int length) {
            return count == BATCH_PACKETS || bytes + length > ARENA_BYTES;
        }

        void add(LoopFeed feed, MediaPacket packet) {
            if (arena.length == 0) {
                arena = new byte[ARENA_BYTES];
                for (int i = 0; i < BATCH_PACKETS; i++) {
                    packets[i] = new MediaPacket();
                }
            }
            feeds[count] = feed;
            packets[count].copyFrom(packet, arena, bytes);
            bytes += packet.rtp.length();
            count++;
        }

        @Override
        protected void play() {
            for (int i = 0; i < count; i++) {
                LoopFeed feed = feeds[i];
                feeds[i] = null;
                if (feed != null) {
                    feed.onCrossed(packets[i]);
                }
            }
            count = 0;
            bytes = 0;
        }
    }
}
