package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BatchRingTest {

    private static final int BYTES = 100;
    private static final int BATCHES = 32;
    private static final int ROOM = BATCHES * BatchRing.Batch.PACKETS;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Integer> played = new ArrayList<>();
    private final AtomicInteger holding = new AtomicInteger();
    private final BatchRing<Numbers> ring = new BatchRing<>(tasks::add, BATCHES, Numbers::new);

    private final class Numbers extends BatchRing.Batch {

        private final int[] numbers = new int[PACKETS];

        void add(int number) {
            numbers[count()] = number;
            arena()[end()] = (byte) number;
            added(BYTES);
        }

        @Override
        protected void allocate() {
            holding.incrementAndGet();
        }

        @Override
        protected void release() {
            holding.decrementAndGet();
        }

        @Override
        protected void play() {
            for (int i = 0; i < count(); i++) {
                assertEquals((byte) numbers[i], arena()[i * BYTES]);
                played.add(numbers[i]);
            }
        }
    }

    /** Whether there was room. */
    private boolean send(int number) {
        Numbers batch = ring.room(BYTES);
        if (batch == null) {
            return false;
        }
        batch.add(number);
        return true;
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private void requirePlayed(int count) {
        assertEquals(count, played.size());
        for (int i = 0; i < count; i++) {
            assertEquals(i, played.get(i));
        }
    }

    @Test
    void shouldTakeAsMuchBitByBitAsAtOnce() {
        int taken = 0;
        while (send(taken)) {
            taken++;
            ring.flush();
        }
        assertEquals(ROOM, taken);
        assertEquals(1, tasks.size(), "tasks for a loop that is late");
        runTasks();
        requirePlayed(ROOM);
        assertTrue(send(0), "room again");
    }

    @Test
    void shouldGiveBackWhatALateLoopCost() {
        for (int i = 0; send(i); i++) {}
        ring.flush();
        assertEquals(BATCHES, holding.get());
        runTasks();
        assertEquals(2, holding.get());
    }

    @Test
    void shouldUseTwoBatchesAtMostWhenNobodyIsLate() {
        for (int i = 0; i < 10_000; i++) {
            assertTrue(send(i));
            ring.flush();
            if (i % 10 == 9) {
                runTasks();
            }
        }
        requirePlayed(10_000);
        assertEquals(1, holding.get());
    }

    @Test
    void shouldLeaveAloneWhatIsFilledFurther() {
        send(0);
        ring.flush();
        send(1);
        runTasks();
        assertTrue(played.isEmpty());
        ring.flush();
        runTasks();
        requirePlayed(2);
    }

    @Test
    void shouldGoOnBehindABatchThatFails() {
        Queue<Runnable> late = new ArrayDeque<>();
        List<Integer> seen = new ArrayList<>();
        class Failing extends BatchRing.Batch {
            @Override
            protected void play() {
                seen.add(count());
                if (seen.size() == 1) {
                    throw new IllegalStateException("on purpose");
                }
            }
        }
        BatchRing<Failing> failing = new BatchRing<>(late::add, BATCHES, Failing::new);
        for (int i = 0; i <= BatchRing.Batch.PACKETS; i++) {
            Failing batch = failing.room(BYTES);
            assertNotNull(batch);
            batch.added(BYTES);
        }
        failing.flush();
        int failures = 0;
        while (!late.isEmpty()) {
            try {
                late.remove().run();
            } catch (IllegalStateException e) {
                failures++;
            }
        }
        assertEquals(1, failures);
        assertEquals(List.of(BatchRing.Batch.PACKETS, 1), seen);
    }

    @Test
    void shouldKeepTheOrderBetweenThreads() throws InterruptedException {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        List<Integer> arrived = new ArrayList<>();
        class Crossing extends BatchRing.Batch {
            private final int[] numbers = new int[PACKETS];

            @Override
            protected void play() {
                for (int i = 0; i < count(); i++) {
                    arrived.add(numbers[i]);
                }
            }
        }
        BatchRing<Crossing> crossing = new BatchRing<>(loop, BATCHES, Crossing::new);
        int count = 200_000;
        int sent = 0;
        for (int i = 0; i < count; i++) {
            Crossing batch = crossing.room(BYTES);
            if (batch != null) {
                batch.numbers[batch.count()] = i;
                batch.added(BYTES);
                sent++;
            }
            if (i % 3 == 0) {
                crossing.flush();
            }
        }
        crossing.flush();
        loop.shutdown();
        assertTrue(loop.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(sent, arrived.size());
        for (int i = 1; i < arrived.size(); i++) {
            assertFalse(arrived.get(i) <= arrived.get(i - 1), "out of order at " + i);
        }
    }
}
