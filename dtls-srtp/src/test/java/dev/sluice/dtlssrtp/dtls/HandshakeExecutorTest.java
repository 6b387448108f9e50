package dev.sluice.dtlssrtp.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeExecutorTest {

    /** What the JVM has, and what older ones fall back on. */
    static Stream<HandshakeExecutor> executors() {
        return Stream.of(
                new HandshakeExecutor(4, 1_000),
                new HandshakeExecutor(4, 1_000, 16, HandshakeExecutor.pool(16)));
    }

    @ParameterizedTest
    @MethodSource("executors")
    void shouldRunNoMoreThanItMayAndAllInTheEnd(HandshakeExecutor executor)
            throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(500);
        for (int i = 0; i < 500; i++) {
            assertTrue(
                    executor.submit(slot -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.yield();
                        running.decrementAndGet();
                        done.countDown();
                    }));
        }
        assertTrue(done.await(20, TimeUnit.SECONDS));
        assertTrue(most.get() <= 4, most + " at once");
        executor.close();
    }

    @ParameterizedTest
    @MethodSource("executors")
    void shouldPassOnTheSlotOfAStalledHandshake(HandshakeExecutor executor)
            throws InterruptedException {
        Semaphore mayStall = new Semaphore(0);
        CountDownLatch stalled = new CountDownLatch(4);
        CompletableFuture<Void> end = new CompletableFuture<>();
        for (int i = 0; i < 4; i++) {
            executor.submit(slot -> {
                mayStall.acquireUninterruptibly();
                slot.stalled();
                stalled.countDown();
                end.join();
                slot.resumed();
            });
        }
        CompletableFuture<Void> next = new CompletableFuture<>();
        assertTrue(executor.submit(slot -> next.complete(null)));
        assertEquals(1, executor.queued());

        mayStall.release(4);
        Outcome.await(next);
        assertTrue(stalled.await(20, TimeUnit.SECONDS));
        end.complete(null);
        awaitIdle(executor);
        executor.close();
    }

    @Test
    void shouldBoundThreadsEvenWhenAllStall() throws InterruptedException {
        HandshakeExecutor small = new HandshakeExecutor(4, 1_000, 8, HandshakeExecutor.pool(8));
        CompletableFuture<Void> end = new CompletableFuture<>();
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch stalled = new CountDownLatch(8);
        for (int i = 0; i < 20; i++) {
            small.submit(slot -> {
                begun.incrementAndGet();
                slot.stalled();
                stalled.countDown();
                end.join();
            });
        }
        assertTrue(stalled.await(20, TimeUnit.SECONDS));
        assertEquals(8, small.stalled());
        assertEquals(12, small.queued());
        assertEquals(8, begun.get());
        end.complete(null);
        awaitIdle(small);
        assertEquals(20, begun.get());
        small.close();
    }

    @ParameterizedTest
    @MethodSource("executors")
    void shouldRefuseWhatExceedsTheQueue(HandshakeExecutor executor) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        int taken = 0;
        while (executor.submit(slot -> end.join())) {
            taken++;
        }
        assertEquals(1_004, taken);
        end.complete(null);
        awaitIdle(executor);
        assertTrue(executor.submit(slot -> {}));
        executor.close();
        assertFalse(executor.submit(slot -> {}));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldMindALoopThatIsGoneOnlyBeforeTheEnd(boolean closed) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
                    @Override
                    protected void afterExecute(Runnable task, Throwable failure) {
                        thrown.set(failure);
                        ended.countDown();
                    }
                };
        HandshakeExecutor executor = new HandshakeExecutor(4, 4, 4, threads);
        Semaphore mayEnd = new Semaphore(0);
        executor.submit(slot -> {
            mayEnd.acquireUninterruptibly();
            throw new RejectedExecutionException("the loop is gone");
        });
        if (closed) {
            executor.close();
        }
        mayEnd.release();
        assertTrue(ended.await(20, TimeUnit.SECONDS));
        assertEquals(closed, thrown.get() == null);
        threads.shutdown();
    }

    private static void awaitIdle(HandshakeExecutor executor) {
        while (executor.running() + executor.stalled() + executor.queued() > 0) {
            Thread.onSpinWait();
        }
    }
}
