package dev.sluice.sfu.net;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.channels.spi.SelectorProvider;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Event loops on daemon threads, by epoll where the system has it. Safe to use from any thread.
 *
 * <p>Netty calls a group terminated a moment before its threads are dead; {@link #close} returns
 * once they are, so that nothing of a closed server is left.
 */
public final class LoopGroup implements AutoCloseable {

    private static final long CLOSE_SECONDS = 5;

    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final EventLoopGroup loops;

    /**
     * Starts nothing yet: threads come with their first work.
     *
     * @param name what the threads are called, before a number
     */
    public LoopGroup(String name, int count) {
        this(name, count, DefaultSelectStrategyFactory.INSTANCE);
    }

    /**
     * Likewise.
     *
     * @param waiting how the loops wait for packets
     */
    public LoopGroup(String name, int count, SelectStrategyFactory waiting) {
        loops =
                new MultiThreadIoEventLoopGroup(
                        count,
                        new DefaultThreadFactory(name, true) {
                            @Override
                            protected Thread newThread(Runnable task, String threadName) {
                                Thread thread = super.newThread(task, threadName);
                                threads.add(thread);
                                return thread;
                            }
                        },
                        Epoll.isAvailable()
                                ? EpollIoHandler.newFactory(0, waiting)
                                : NioIoHandler.newFactory(SelectorProvider.provider(), waiting));
    }

    /** As Netty wants them. */
    public EventLoopGroup loops() {
        return loops;
    }

    /**
     * Ends the loops: what they have begun is finished, for at most 5 s. Blocks until the threads
     * are gone, except on one of these threads; harmless when repeated. An interrupt ends only the
     * waiting.
     */
    @Override
    public void close() {
        var terminated = loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        if (threads.contains(Thread.currentThread())) {
            return;
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS + 1);
        try {
            terminated.await(CLOSE_SECONDS + 1, TimeUnit.SECONDS);
            for (Thread thread : threads) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                thread.join(Math.max(1, left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
