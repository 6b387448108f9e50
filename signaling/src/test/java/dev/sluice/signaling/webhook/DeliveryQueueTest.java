package dev.sluice.signaling.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeliveryQueueTest {

    private static final long SECOND = 1_000_000_000L;
    private static final byte[] BODY = {1};

    private final DeliveryQueue queue = new DeliveryQueue(Limits.DEFAULT, new SplittableRandom(3));

    /**
     * 50 events a second for two minutes, the receiver down from 10 s to 70 s: all come, in order.
     */
    @Test
    void shouldLoseNothingWhileTheReceiverIsDownForAMinute() {
        List<String> received = new ArrayList<>();
        int offered = 0;
        long lateBy = 0;
        for (long millis = 0; millis < 240_000; millis += 5) {
            long now = millis * 1_000_000L;
            if (millis < 120_000 && millis % 20 == 0) {
                queue.offer(now, "e" + offered++, BODY);
            }
            DeliveryQueue.Entry entry = queue.take(now);
            if (entry == null) {
                continue;
            }
            boolean down = millis >= 10_000 && millis < 70_000;
            if (down) {
                queue.failed(now);
            } else {
                received.add(entry.id);
                queue.succeeded();
                lateBy = Math.max(lateBy, now - entry.offeredNanos);
            }
        }
        assertEquals(6_000, offered);
        assertEquals(offered, received.size());
        for (int i = 0; i < offered; i++) {
            assertEquals("e" + i, received.get(i));
        }
        assertEquals(0, queue.dropped());
        assertTrue(queue.failedAttempts() < 12, "it backs off: " + queue.failedAttempts());
        assertTrue(lateBy < 100 * SECOND, "the first is tried again soon after: " + lateBy);
    }

    @Test
    void shouldPauseLongerEachTimeUpToHalfAMinute() {
        queue.offer(0, "e", BODY);
        long now = 0;
        long expected = SECOND;
        for (int i = 0; i < 10; i++) {
            queue.take(now);
            queue.failed(now);
            long pause = queue.nextAttemptNanos(now) - now;
            assertTrue(pause >= 0.8 * expected && pause <= 1.2 * expected, i + ": " + pause);
            assertNull(queue.take(now + pause - 1));
            now += pause;
            expected = Math.min(2 * expected, 30 * SECOND);
        }
        assertEquals("e", queue.take(now).id);
        queue.succeeded();
        queue.offer(now, "f", BODY);
        queue.take(now);
        queue.failed(now);
        assertTrue(queue.nextAttemptNanos(now) - now <= 1.2 * SECOND, "a success starts anew");
    }

    @Test
    void shouldDeliverOneAtATime() {
        queue.offer(0, "a", BODY);
        queue.offer(0, "b", BODY);
        assertEquals("a", queue.take(0).id);
        assertNull(queue.take(0));
        assertEquals(Long.MAX_VALUE, queue.nextAttemptNanos(0));
        queue.succeeded();
        assertEquals("b", queue.take(0).id);
    }

    @Test
    void shouldDropTheOldestWhenFullAndCountIt() {
        for (int i = 0; i < Limits.DEFAULT.of(Limit.WEBHOOK_DELIVERIES) + 5; i++) {
            queue.offer(0, "e" + i, BODY);
        }
        assertEquals(5, queue.dropped());
        assertEquals(Limits.DEFAULT.of(Limit.WEBHOOK_DELIVERIES), queue.size());
        assertEquals("e5", queue.take(0).id);
    }

    @Test
    void shouldGiveUpWhatIsAnHourOld() {
        queue.offer(0, "old", BODY);
        queue.offer(Limits.DEFAULT.nanos(Limit.WEBHOOK_SECONDS), "young", BODY);
        assertEquals("young", queue.take(Limits.DEFAULT.nanos(Limit.WEBHOOK_SECONDS) + 1).id);
        assertEquals(1, queue.dropped());
    }
}
