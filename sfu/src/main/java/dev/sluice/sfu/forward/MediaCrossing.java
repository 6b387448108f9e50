package dev.sluice.sfu.forward;

import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.net.MediaLoop;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way of published packets from one loop to another: a ring of batches, filled by the
 * publishing loop and played to their feeds by the other. A full ring drops, so a busy loop costs
 * memory of a fixed size only.
 */
final class MediaCrossing {

    private static final int BATCHES = 32;
    private static final int BATCH_PACKETS = 64;
    private static final int ARENA_BYTES = 64 * 1024;

    private final MediaLoop target;
    private final Batch[] ring = new Batch[BATCHES];
    private int next;
    private boolean filling;
    private long dropped;

    MediaCrossing(MediaLoop target) {
        this.target = target;
        for (int i = 0; i < BATCHES; i++) {
            ring[i] = new Batch();
        }
    }

    /** Copies a packet into the batch being filled. Publishing loop only. */
    void add(LoopFeed feed, MediaPacket packet) {
        if (filling && ring[next].isFull(packet.rtp.length())) {
            flush();
        }
        if (!filling && !ring[next].claim()) {
            dropped++;
            return;
        }
        filling = true;
        ring[next].add(feed, packet);
    }

    /** Sends what was added on its way. Publishing loop only. */
    void flush() {
        if (filling) {
            filling = false;
            Batch batch = ring[next];
            next = (next + 1) % BATCHES;
            target.execute(batch);
        }
    }

    /** Packets that found every batch in use. */
    long dropped() {
        return dropped;
    }

    /** Packets on their way; BUSY while filled, and then until the target loop has played it. */
    private static final class Batch implements Runnable {

        private static final int FREE = 0;
        private static final int BUSY = 1;

        private final AtomicInteger state = new AtomicInteger(FREE);
        private final @Nullable LoopFeed[] feeds = new @Nullable LoopFeed[BATCH_PACKETS];
        private final MediaPacket[] packets = new MediaPacket[BATCH_PACKETS];
        private byte[] arena = new byte[0];
        private int count;
        private int bytes;

        boolean claim() {
            return state.get() == FREE && state.compareAndSet(FREE, BUSY);
        }

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
        public void run() {
            for (int i = 0; i < count; i++) {
                LoopFeed feed = feeds[i];
                feeds[i] = null;
                if (feed != null) {
                    feed.onCrossed(packets[i]);
                }
            }
            count = 0;
            bytes = 0;
            state.set(FREE);
        }
    }
}
