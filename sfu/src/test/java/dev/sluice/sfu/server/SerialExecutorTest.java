package dev.sluice.sfu.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

    /** What the embedder's executor was given; it runs when the test says so. */
    private final Queue<Runnable> given = new ArrayDeque<>();

    private final List<Integer> done = new ArrayList<>();
    private static final int MAX_WAITING = Limits.DEFAULT.of(Limit.LISTENER_EVENTS);
    private final SerialExecutor serial = new SerialExecutor(given::add, Limits.DEFAULT);

    @Test
    void shouldRunInOrderByOneTaskOfTheExecutor() {
        for (int i = 0; i < 5; i++) {
            int number = i;
            serial.execute(() -> done.add(number));
        }
        assertEquals(1, given.size());
        given.remove().run();
        assertEquals(List.of(0, 1, 2, 3, 4), done);
    }

    @Test
    void shouldGoOnAfterATaskThatFails() {
        serial.execute(() -> {
            throw new IllegalStateException("of a listener");
        });
        serial.execute(() -> done.add(1));
        given.remove().run();
        assertEquals(List.of(1), done);
    }

    @Test
    void shouldTakeOnlySoManyOffersAndAgainOnceTheyAreDone() {
        for (int i = 0; i < MAX_WAITING; i++) {
            int number = i;
            assertTrue(serial.offer(() -> done.add(number)));
        }
        assertFalse(serial.offer(() -> done.add(-1)));
        // What the embedder asked for itself is answered all the same.
        serial.execute(() -> done.add(-2));
        given.remove().run();
        assertEquals(MAX_WAITING + 1, done.size());
        assertEquals(-2, done.get(MAX_WAITING));
        assertTrue(serial.offer(() -> done.add(-3)));
        given.remove().run();
        assertEquals(-3, done.get(done.size() - 1));
    }

    @Test
    void shouldForgetWhatAnEndedExecutorDoesNotTake() {
        SerialExecutor ended =
                new SerialExecutor(
                        task -> {
                            throw new RejectedExecutionException("ended");
                        },
                        Limits.DEFAULT);
        for (int i = 0; i < 3; i++) {
            assertTrue(ended.offer(() -> done.add(0)));
        }
        assertEquals(List.of(), done);
    }
}
