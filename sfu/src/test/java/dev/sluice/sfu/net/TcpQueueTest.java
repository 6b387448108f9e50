package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.SimNetwork;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TcpQueueTest {

    private static final long MILLISECOND = 1_000_000;

    private final TcpQueue queue = new TcpQueue();

    @Test
    void shouldGiveBackWhatItTookInOrder() {
        queue.offer(0, frame(1, 10), true);
        queue.offer(0, frame(2, 20), false);
        assertEquals(30, queue.bytes());
        assertArrayEquals(frame(1, 10), queue.poll(MILLISECOND));
        assertArrayEquals(frame(2, 20), queue.poll(MILLISECOND));
        assertNull(queue.poll(MILLISECOND));
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.bytes());
    }

    @Test
    void shouldDropVideoThatIsOldAndKeepAudio() {
        queue.offer(0, frame(1, 10), true);
        queue.offer(0, frame(2, 10), false);
        queue.offer(1, frame(3, 10), true);
        queue.offer(100 * MILLISECOND, frame(4, 10), true);
        assertArrayEquals(frame(2, 10), queue.poll(250 * MILLISECOND));
        assertArrayEquals(frame(4, 10), queue.poll(250 * MILLISECOND));
        assertEquals(2, queue.droppedVideo());
        assertEquals(0, queue.droppedOther());
    }

    @Test
    void shouldDropTheOldestVideoWhenFull() {
        queue.offer(0, frame(1, 1000), false);
        for (int i = 0; i < 100; i++) {
            queue.offer(i, frame(2, 1200), true);
        }
        assertTrue(queue.bytes() <= TcpQueue.MAX_BYTES);
        assertArrayEquals(frame(1, 1000), queue.poll(100));
        assertEquals(100 - (TcpQueue.MAX_BYTES - 1000) / 1200, queue.droppedVideo());
        assertEquals(0, queue.droppedOther());
    }

    @Test
    void shouldDropTheOldestOfAllWhenThereIsNoVideo() {
        for (int i = 0; i < 1000; i++) {
            queue.offer(i, frame(i, 100), false);
        }
        assertTrue(queue.bytes() <= TcpQueue.MAX_BYTES);
        assertEquals(1000 - TcpQueue.MAX_BYTES / 100, queue.droppedOther());
        assertArrayEquals(
                frame(1000 - TcpQueue.MAX_BYTES / 100, 100), queue.poll(2_000 * MILLISECOND));
    }

    @Test
    void shouldNeverHoldMoreThanItMayNorLoseCount() {
        RandomGenerator random = SimNetwork.random(11);
        long offered = 0;
        long taken = 0;
        long nowNanos = 0;
        for (int i = 0; i < 200_000; i++) {
            nowNanos += random.nextLong(5 * MILLISECOND);
            if (random.nextInt(3) > 0) {
                queue.offer(nowNanos, frame(i, 1 + random.nextInt(1500)), random.nextBoolean());
                offered++;
            } else if (queue.poll(nowNanos) != null) {
                taken++;
            }
            assertTrue(queue.bytes() >= 0 && queue.bytes() <= TcpQueue.MAX_BYTES);
        }
        while (queue.poll(nowNanos) != null) {
            taken++;
        }
        assertEquals(0, queue.bytes());
        assertEquals(offered, taken + queue.droppedVideo() + queue.droppedOther());
    }

    private static byte[] frame(int mark, int length) {
        byte[] frame = new byte[length];
        frame[0] = (byte) mark;
        return frame;
    }
}
