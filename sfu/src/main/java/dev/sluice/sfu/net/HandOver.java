package dev.sluice.sfu.net;

import dev.sluice.mediacore.net.Tuple;

/**
 * The way from one loop's sockets to another loop's peers. What finds every batch in use is
 * dropped.
 */
final class HandOver {

    private static final int BATCH_DATAGRAMS = 64;
    private static final int ARENA_BYTES = 64 * 1024;

    private final MediaLoop owner;
    private final BatchRing<Datagrams> ring;

    HandOver(MediaLoop owner) {
        this.owner = owner;
        this.ring = new BatchRing<>(owner, Datagrams::new);
    }

    /** Takes a copy of a datagram; false when there is no room. Receiving loop only. */
    boolean add(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
        Datagrams batch = ring.filling();
        if (batch != null && batch.isFull(length)) {
            ring.flush();
            batch = ring.filling();
        }
        if (batch == null) {
            return false;
        }
        batch.add(nowNanos, tuple, data, offset, length);
        return true;
    }

    /** Sends what was added on its way. Receiving loop only. */
    void flush() {
        ring.flush();
    }

    private final class Datagrams extends BatchRing.Batch {

        private final Tuple[] tuples = new Tuple[BATCH_DATAGRAMS];
        private final long[] times = new long[BATCH_DATAGRAMS];
        private final int[] lengths = new int[BATCH_DATAGRAMS];
        private byte[] arena = new byte[0];
        private int count;
        private int bytes;

        boolean isFull(int length) {
            return count == BATCH_DATAGRAMS || bytes + length > ARENA_BYTES;
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
        protected void play() {
            int offset = 0;
            for (int i = 0; i < count; i++) {
                owner.onHandedOver(times[i], tuples[i], arena, offset, lengths[i]);
                offset += lengths[i];
            }
            count = 0;
            bytes = 0;
            owner.onBatchEnd();
        }
    }
}
