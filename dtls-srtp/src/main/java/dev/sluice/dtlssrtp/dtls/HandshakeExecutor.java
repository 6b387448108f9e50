package dev.sluice.dtlssrtp.dtls;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs handshakes, which block inside bctls, off the media loops: on virtual threads where the JVM
 * has them, else on a bounded pool. At most {@code maxRunning} run at once, the others wait in a
 * bounded queue. A handshake that has waited {@link #STALL_NANOS} for its peer gives its slot to
 * the next one and keeps only its thread until its deadline, so that peers that fall silent delay
 * nobody. Safe for use by several threads; no method blocks.
 */
public final class HandshakeExecutor {

    /** How long a handshake may wait for its peer before its slot goes to the next one. */
    public static final long STALL_NANOS = 200_000_000;

    private static final int MAX_RUNNING = 256;
    private static final int MAX_QUEUED = 4096;
    private static final int MAX_VIRTUAL_THREADS = 4096;
    private static final int MAX_POOL_THREADS = 1024;
    private static final int POOL_STACK_BYTES = 512 * 1024;

    private final ExecutorService threads;
    private final int maxRunning;
    private final int maxThreads;
    private final int maxQueued;

    /** Held for some instructions only, so that what is counted and who waits always agree. */
    private final Object lock = new Object();

    private final Queue<Task> queue = new ArrayDeque<>();
    private int running;
    private int live;

    /** A handshake. */
    @FunctionalInterface
    interface Task {

        void run(Slot slot);
    }

    /** With the limits of a server: 256 at once, 4096 waiting. */
    public HandshakeExecutor() {
        this(MAX_RUNNING, MAX_QUEUED);
    }

    /**
     * So many handshakes at once and in the queue.
     *
     * @param maxRunning how many may run at once, those that wait for a silent peer not counted
     * @param maxQueued how many may wait for a slot
     */
    public HandshakeExecutor(int maxRunning, int maxQueued) {
        this(maxRunning, maxQueued, virtualThreads());
    }

    private HandshakeExecutor(int maxRunning, int maxQueued, Threads threads) {
        this(maxRunning, maxQueued, threads.limit(), threads.executor());
    }

    HandshakeExecutor(int maxRunning, int maxQueued, int maxThreads, ExecutorService threads) {
        this.maxRunning = maxRunning;
        this.maxQueued = maxQueued;
        this.maxThreads = maxThreads;
        this.threads = threads;
    }

    private record Threads(ExecutorService executor, int limit) {}

    private static Threads virtualThreads() {
        try {
            Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
            return new Threads((ExecutorService) factory.invoke(null), MAX_VIRTUAL_THREADS);
        } catch (ReflectiveOperationException e) {
            return new Threads(pool(MAX_POOL_THREADS), MAX_POOL_THREADS);
        }
    }

    static ExecutorService pool(int maxThreads) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                // More than we use: a worker counts as busy for a moment after its task.
                2 * maxThreads,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    String name = "dtls-handshake-" + number.incrementAndGet();
                    Thread thread = new Thread(null, task, name, POOL_STACK_BYTES);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** How many handshakes hold a slot. */
    public int running() {
        synchronized (lock) {
            return running;
        }
    }

    /** How many handshakes wait for a silent peer, without a slot. */
    public int stalled() {
        synchronized (lock) {
            return live - running;
        }
    }

    /** How many handshakes wait for a slot. */
    public int queued() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /**
     * Takes no more handshakes and interrupts those under way. Before the loops that they report to
     * end.
     */
    public void close() {
        threads.shutdownNow();
        synchronized (lock) {
            queue.clear();
        }
    }

    /** Runs the task now or when a slot is free; false if too many are waiting. */
    boolean submit(Task task) {
        if (threads.isShutdown()) {
            return false;
        }
        synchronized (lock) {
            if (queue.size() == maxQueued) {
                return false;
            }
            queue.add(task);
        }
        dispatch();
        return true;
    }

    private void dispatch() {
        for (Task task = next(); task != null; task = next()) {
            Task handshake = task;
            Slot slot = new Slot();
            try {
                threads.execute(() -> slot.run(handshake));
            } catch (RejectedExecutionException e) {
                slot.end(); // closed meanwhile
            }
        }
    }

    /** The one that has waited longest, if it may run: with a slot from now on. */
    private @Nullable Task next() {
        synchronized (lock) {
            if (running >= maxRunning || live == maxThreads || queue.isEmpty()) {
                return null;
            }
            running++;
            live++;
            return queue.remove();
        }
    }

    /** The right of one handshake to run. Used by the handshake's thread only. */
    final class Slot {

        private boolean held = true;

        private void run(Task task) {
            try {
                task.run(this);
            } catch (RejectedExecutionException e) {
                // At the end the loop that it would tell may be gone.
                if (!threads.isShutdown()) {
                    throw e;
                }
            } finally {
                end();
                dispatch();
            }
        }

        private void end() {
            synchronized (lock) {
                live--;
                if (held) {
                    running--;
                }
            }
        }

        /** The peer has been silent for {@link #STALL_NANOS}: let another one run. */
        void stalled() {
            if (held) {
                held = false;
                synchronized (lock) {
                    running--;
                }
                dispatch();
            }
        }

        /** The peer spoke. We run again, even where that makes one more than may run at once. */
        void resumed() {
            if (!held) {
                held = true;
                synchronized (lock) {
                    running++;
                }
            }
        }
    }
}
