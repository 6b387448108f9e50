package dev.sluice.signaling.client;

import io.netty.channel.SelectStrategy;
import io.netty.channel.SelectStrategyFactory;
import io.netty.util.IntSupplier;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets event loops look for packets all the time instead of sleeping until one comes, while that is
 * switched on. Over loopback it is the sender who wakes a sleeping receiver, which costs him some
 * microseconds that no network would cost him; a loop that polls is never woken. Each such loop
 * takes a whole core. Only with epoll. Safe to use from any thread.
 */
public final class LoopPolling implements SelectStrategyFactory {

    /** Asking the kernel in vain takes less; handling a datagram takes more. */
    private static final long VAIN_NANOS = 2_500;

    private final List<Loop> loops = new CopyOnWriteArrayList<>();
    private volatile boolean on;

    @Override
    public SelectStrategy newSelectStrategy() {
        Loop loop = new Loop();
        loops.add(loop);
        return loop;
    }

    /** Switches polling on or off; loops follow with their next look. */
    public void on(boolean wanted) {
        on = wanted;
    }

    /** Whether loops poll. */
    public boolean on() {
        return on;
    }

    /**
     * For how long all loops together had something to do while they polled, or were not let run,
     * since they were made. In nanoseconds.
     */
    public long busyNanos() {
        return loops.stream().mapToLong(loop -> loop.busyNanos.get()).sum();
    }

    private final class Loop implements SelectStrategy {

        /** Written by the loop alone. */
        private final AtomicLong busyNanos = new AtomicLong();

        private boolean polled;
        private long lastNanos;

        @Override
        public int calculateStrategy(IntSupplier ready, boolean hasTasks) throws Exception {
            boolean poll = on;
            if (poll) {
                long nowNanos = System.nanoTime();
                long took = nowNanos - lastNanos;
                if (polled && took > VAIN_NANOS) {
                    busyNanos.setRelease(busyNanos.getPlain() + took);
                }
                lastNanos = nowNanos;
            }
            polled = poll;
            if (hasTasks) {
                return ready.get();
            }
            return poll ? BUSY_WAIT : SELECT;
        }
    }
}
