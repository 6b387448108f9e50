package dev.sluice.sfu.server;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks in order and never two at once, on an executor that somebody else owns. Any thread.
 */
final class SerialExecutor implements Executor {

    /** An executor that is so far behind has stopped, or serves too many. */
    private final int max;

    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    private final Executor executor;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    SerialExecutor(Executor executor, Limits limits) {
        this.max = limits.of(Limit.LISTENER_EVENTS);
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) {
                // The embedder shut its executor down: nobody listens any more.
                tasks.clear();
                pending.set(0);
            }
        }
    }

    /**
     * False, and nothing done, when too many tasks wait already. For what others cause, so that it
     * has a bound.
     */
    boolean offer(Runnable task) {
        if (pending.get() >= max) {
            return false;
        }
        execute(task);
        return true;
    }

    private void drain() {
        do {
            Runnable task = tasks.poll();
            if (task != null) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.warn("a listener of the embedder failed", e);
                }
            }
        } while (pending.decrementAndGet() > 0);
    }
}
