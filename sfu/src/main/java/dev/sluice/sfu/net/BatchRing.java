package dev.sluice.sfu.net;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way from one loop to another: batches that the first fills and the second plays, in order.
 * Their number is fixed, so a busy loop costs memory of a fixed size only. A batch that waits for
 * its turn is filled further, so a loop that is late takes as much when it comes bit by bit as when
 * it comes at once. All but the first few give their memory back when they have been played.
 *
 * @param <B> what is carried
 */
public final class BatchRing<B extends BatchRing.Batch> {

    /** So many keep their memory: one is played while the other is filled. */
    private static final int KEPT = 2;

    private final Executor target;
    private final Batch[] batches;

    /** Batches on their way, in order. */
    private final AtomicReferenceArray<@Nullable Batch> way;

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;

    /** Of the filling loop: what is being filled, whether that is {@link #last} again. */
    private @Nullable B filling;

    private @Nullable B last;
    private boolean again;
    private int tail;

    /** Of the target loop. */
    private int head;

    /**
     * An empty ring towards a loop.
     *
     * @param target runs tasks of the loop, in order
     * @param size how many batches there are
     * @param makes a batch
     */
    public BatchRing(Executor target, int size, Supplier<B> makes) {
        this.target = target;
        this.batches = new Batch[size];
        this.way = new AtomicReferenceArray<>(size);
        for (int i = 0; i < size; i++) {
            batches[i] = makes.get();
        }
    }

    /** Packets with their bytes. Belongs to the loop that fills it, or to the one that plays it. */
    public abstract static class Batch {

        /** At most so many packets. */
        public static final int PACKETS = 64;

        private static final int ARENA_BYTES = 64 * 1024;
        static final int FREE = 0;
        static final int FILLING = 1;
        static final int WAITING = 2;
        static final int PLAYING = 3;

        final AtomicInteger state = new AtomicInteger(FREE);
        private byte[] arena = new byte[0];
        private int count;
        private int bytes;

        /** How many packets there are. */
        protected final int count() {
            return count;
        }

        /** Where the bytes of the packets are. */
        protected final byte[] arena() {
            return arena;
        }

        /** Where those of the next packet begin. */
        protected final int end() {
            return bytes;
        }

        /** The next packet is in place, with so many bytes at {@link #end}. */
        protected final void added(int length) {
            count++;
            bytes += length;
        }

        /** Makes what packets need besides their bytes; {@link #arena} is there. Filling loop. */
        protected void allocate() {}

        /** Delivers what was put in. Target loop. */
        protected abstract void play();

        /** Lets go of what {@link #allocate} made. Target loop. */
        protected void release() {}

        boolean isFull(int length) {
            return count == PACKETS || bytes + length > ARENA_BYTES;
        }

        boolean change(int from, int to) {
            return state.get() == from && state.compareAndSet(from, to);
        }

        void claimed() {
            if (arena.length == 0) {
                arena = new byte[ARENA_BYTES];
                allocate();
            }
        }

        void played(boolean keep) {
            count = 0;
            bytes = 0;
            if (!keep) {
                arena = new byte[0];
                release();
            }
            state.set(FREE);
        }
    }

    /**
     * A batch with room for one packet more of so many bytes, at most 1,500; null when all are on
     * their way. Filling loop.
     */
    public @Nullable B room(int length) {
        B batch = filling;
        B sent = last;
        if (batch == null && sent != null && sent.change(Batch.WAITING, Batch.FILLING)) {
            batch = sent;
            filling = batch;
            again = true;
        }
        if (batch != null && batch.isFull(length)) {
            flush();
            batch = null;
        }
        if (batch == null) {
            batch = free();
            filling = batch;
            again = false;
        }
        return batch;
    }

    @SuppressWarnings("unchecked") // only the constructor stores here
    private @Nullable B free() {
        for (Batch batch : batches) {
            if (batch.change(Batch.FREE, Batch.FILLING)) {
                batch.claimed();
                return (B) batch;
            }
        }
        return null;
    }

    /** Sends what was filled on its way. Filling loop. */
    public void flush() {
        B batch = filling;
        if (batch == null) {
            return;
        }
        filling = null;
        if (!again) {
            way.set(tail, batch);
            tail = next(tail);
            last = batch;
        }
        batch.state.set(Batch.WAITING);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            target.execute(drain);
        }
    }

    private void drain() {
        scheduled.set(false);
        boolean done = false;
        try {
            while (playNext()) {}
            done = true;
        } finally {
            if (!done) {
                schedule();
            }
        }
    }

    /** Plays the first batch; false when there is none, or it is filled further and comes again. */
    private boolean playNext() {
        Batch batch = way.get(head);
        if (batch == null || !batch.change(Batch.WAITING, Batch.PLAYING)) {
            return false;
        }
        way.set(head, null);
        head = next(head);
        try {
            batch.play();
        } finally {
            batch.played(isKept(batch));
        }
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // the very batch
    private boolean isKept(Batch batch) {
        for (int i = 0; i < KEPT; i++) {
            if (batches[i] == batch) {
                return true;
            }
        }
        return false;
    }

    private int next(int index) {
        return (index + 1) % batches.length;
    }
}
