package dev.sluice.sfu.net;

import dev.sluice.mediacore.net.Tuple;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way from one loop's sockets to another loop's peers: a ring of batches, filled by the
 * receiving loop while it reads and run by the owning loop. A full ring drops, so a busy owner
 * costs memory of a fixed size only.
 */
final class HandOver {

    private static final int BATCHES = 32;
    private static final int BATCH_DATAGRAMS = 64;
    private static final int ARENA_BYTES = 64 * 1024;

    private final MediaLoop owner;
    private final Batch[] ring = new Batch[BATCHES];
    private int next;
    private boolean filling;

    HandOver(MediaLoop owner) {
        this.owner = owner;
        for (int i = 0; i < BATCHES; i++) {
            ring[i] = new Batch();
        }
    }

    /**
     * Adds a datagram to the batch being filled; false when there is no room. Receiving loop only.
     */
    boolean add(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
        Batch batch = ring[next];
        if (batch.isFull(length)) {
            flush();
            batch = ring[next];
        }
        if (!filling && !batch.claim()) {
            return false;
        }
        filling = true;
        batch.add(nowNanos, tuple, data, offset, length);
        return true;
    }

    /** Sends what was added on its way. Receiving loop only. */
    void flush() {
        if (filling) {
            filling = false;
            Batch batch = ring[next];
            next = (next + 1) % BATCHES;
            owner.execute(batch);
        }
    }

    /**
     * Datagrams on their way to one loop. FREE: the receiving loop's to claim; BUSY: being filled,
     * or the owner's.
     */
    private final class Batch implements Runnable {

        private static final int FREE = 0;
        private static final int BUSY = 1;

        private final AtomicInteger state = new AtomicInteger(FREE);
        private final Tuple[] tuples = new Tuple[BATCH_DATAGRAMS];
        private final long[] times = new long[BATCH_DATAGRAMS];
        private final int[] lengths = new int[BATCH_DATAGRAMS];
        private byte[] arena = new byte[0];
        private int count;
        private int bytes;

        boolean claim() {
            return state.get() == FREE && state.compareAndSet(FREE, BUSY);
        }

        boolean isFull(int length) {
            return filling && (count == BATCH_DATAGRAMS || bytes + length > ARENA_BYTES);
        }

        void add(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
            if (arena.length == 0) {
                arena = new byte[ARENA_BYTES];
            }
            System.arraycopy(data, offset, arena, bytes, length);
            tuples[count] = tuple;
            times[count] = nowNanos;
            lengths[count] = length;
            bytes += length;
            count++;
        }

        @Override
        public void run() {
            int offset = 0;
            for (int i = 0; i < count; i++) {
                owner.onHandedOver(times[i], tuples[i], arena, offset, lengths[i]);
                offset += lengths[i];
            }
            count = 0;
            bytes = 0;
            state.set(FREE);
            owner.onBatchEnd();
        }
    }
}
