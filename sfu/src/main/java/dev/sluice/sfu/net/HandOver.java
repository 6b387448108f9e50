package dev.sluice.sfu.net;

import dev.sluice.mediacore.net.Tuple;
import dev.sluice.sfu.api.Limit;

/**
 * The way from one loop's sockets to another loop's peers. What finds every batch in use is
 * dropped.
 */
final class HandOver {

    private final MediaLoop owner;
    private final BatchRing<Datagrams> ring;

    HandOver(MediaLoop owner) {
        this.owner = owner;
        this.ring = new BatchRing<>(owner, owner.limits().of(Limit.LOOP_BATCHES), Datagrams::new);
    }

    /** Takes a copy of a datagram; false when there is no room. Receiving loop only. */
    boolean add(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
        Datagrams batch = ring.room(length);
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

        private final Tuple[] tuples = new Tuple[PACKETS];
        private final long[] times = new long[PACKETS];
        private final int[] lengths = new int[PACKETS];

        void add(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
            System.arraycopy(data, offset, arena(), end(), length);
            tuples[count()] = tuple;
            times[count()] = nowNanos;
            lengths[count()] = length;
            added(length);
        }

        @Override
        protected void play() {
            int offset = 0;
            owner.onHandOver();
            for (int i = 0; i < count(); i++) {
                owner.onHandedOver(times[i], tuples[i], arena(), offset, lengths[i]);
                offset += lengths[i];
            }
            owner.onBatchEnd();
        }
    }
}
