package dev.sluice.sfu.net;

import static dev.sluice.sfu.net.TcpQueue.Content.OTHER;
import static dev.sluice.sfu.net.TcpQueue.Content.SOUND;
import static dev.sluice.sfu.net.TcpQueue.Content.VIDEO;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.SimNetwork;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TcpQueueTest {

    private static final long MILLISECOND = 1_000_000;

    private static final int MAX_BYTES = Limits.DEFAULT.of(Limit.TCP_QUEUE_BYTES);

    private int dropped;
    private final TcpQueue queue = new TcpQueue(Limits.DEFAULT, () -> dropped++);

    @Test
    void shouldGiveBackWhatItTookInOrder() {
        queue.offer(0, frame(1, 10), VIDEO);
        queue.offer(0, frame(2, 20), OTHER);
        assertEquals(30, queue.bytes());
        assertArrayEquals(frame(1, 10), queue.poll(MILLISECOND));
        assertArrayEquals(frame(2, 20), queue.poll(MILLISECOND));
        assertNull(queue.poll(MILLISECOND));
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.bytes());
    }

    @Test
    void shouldDropVideoThatIsOldAndKeepTheRest() {
        queue.offer(0, frame(1, 10), VIDEO);
        queue.offer(0, frame(2, 10), OTHER);
        queue.offer(1, frame(3, 10), VIDEO);
        queue.offer(100 * MILLISECOND, frame(4, 10), VIDEO);
        assertArrayEquals(frame(2, 10), queue.poll(250 * MILLISECOND));
        assertArrayEquals(frame(4, 10), queue.poll(250 * MILLISECOND));
        assertEquals(2, dropped);
    }

    @Test
    void shouldDropSoundThatIsOldAndKeepReports() {
        queue.offer(0, frame(1, 10), SOUND);
        queue.offer(0, frame(2, 10), OTHER);
        queue.offer(500 * MILLISECOND, frame(3, 10), SOUND);
        assertArrayEquals(frame(2, 10), queue.poll(1_400 * MILLISECOND));
        assertArrayEquals(frame(3, 10), queue.poll(1_400 * MILLISECOND));
        assertEquals(1, dropped);
    }

    @Test
    void shouldDropTheOldestVideoWhenFull() {
        queue.offer(0, frame(1, 1000), OTHER);
        for (int i = 0; i < 100; i++) {
            queue.offer(i, frame(2, 1200), VIDEO);
        }
        assertTrue(queue.bytes() <= MAX_BYTES);
        assertArrayEquals(frame(1, 1000), queue.poll(100));
        assertEquals(100 - (MAX_BYTES - 1000) / 1200, dropped);
    }

    @Test
    void shouldDropTheOldestOfAllWhenThereIsNoVideo() {
        for (int i = 0; i < 1000; i++) {
            queue.offer(i, frame(i, 100), OTHER);
        }
        assertTrue(queue.bytes() <= MAX_BYTES);
        assertEquals(1000 - MAX_BYTES / 100, dropped);
        assertArrayEquals(frame(1000 - MAX_BYTES / 100, 100), queue.poll(2_000 * MILLISECOND));
    }

    @Test
    void shouldNeverHoldMoreThanItMayNorLoseCount() {
        RandomGenerator random = SimNetwork.random(11);
        long offered = 0;
        long taken = 0;
        long nowNanos = 0;
        TcpQueue.Content[] contents = TcpQueue.Content.values();
        for (int i = 0; i < 200_000; i++) {
            nowNanos += random.nextLong(5 * MILLISECOND);
            if (random.nextInt(3) > 0) {
                queue.offer(nowNanos, frame(i, 1 + random.nextInt(1500)), contents[i % 3]);
                offered++;
            } else if (queue.poll(nowNanos) != null) {
                taken++;
            }
            assertTrue(queue.bytes() >= 0 && queue.bytes() <= MAX_BYTES);
        }
        while (queue.poll(nowNanos) != null) {
            taken++;
        }
        assertEquals(0, queue.bytes());
        assertEquals(offered, taken + dropped);
    }

    private static byte[] frame(int mark, int length) {
        byte[] frame = new byte[length];
        frame[0] = (byte) mark;
        return frame;
    }
}
