package dev.sluice.sfu.net;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way from one loop to another: batches that the first fills and the second plays, in order.
 * Their number is fixed, so a busy loop costs memory of a fixed size only; the first free one is
 * taken, so a quiet way uses one or two.
 *
 * @param <B> what is carried
 */
public final class BatchRing<B extends BatchRing.Batch> {

    private static final int BATCHES = 32;

    private final MediaLoop target;
    private final Batch[] batches = new Batch[BATCHES];
    private @Nullable B filling;

    /**
     * An empty ring towards a loop.
     *
     * @param makes a batch, which should allocate what it holds when first filled
     */
    public BatchRing(MediaLoop target, Supplier<B> makes) {
        this.target = target;
        for (int i = 0; i < BATCHES; i++) {
            batches[i] = makes.get();
        }
    }

    /** Something on its way: being filled, or the target loop's until it has been played. */
    public abstract static class Batch implements Runnable {

        private final AtomicBoolean busy = new AtomicBoolean();

        /** Delivers what was put in, and empties the batch. Target loop. */
        protected abstract void play();

        @Override
        public final void run() {
            try {
                play();
            } finally {
                busy.set(false);
            }
        }

        boolean claim() {
            return !busy.get() && busy.compareAndSet(false, true);
        }
    }

    /** The batch being filled, or a free one; null when all are on their way. Filling loop. */
    @SuppressWarnings("unchecked") // only the constructor stores here
    public @Nullable B filling() {
        for (int i = 0; filling == null && i < BATCHES; i++) {
            if (batches[i].claim()) {
                filling = (B) batches[i];
            }
        }
        return filling;
    }

    /** Sends what was filled on its way. Filling loop. */
    public void flush() {
        B batch = filling;
        if (batch != null) {
            filling = null;
            target.execute(batch);
        }
    }
}
