package dev.sluice.mediacore.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateCounterTest {

    private static final long MILLI = 1_000_000L;

    private final RateCounter counter = RateCounter.ofOneSecond();

    @Test
    void shouldAverageOverTheWindow() {
        for (int i = 0; i < 100; i++) {
            counter.add(i * 10 * MILLI, 1_250);
        }
        assertEquals(1_000_000, counter.bitsPerSecond(999 * MILLI));
    }

    @Test
    void shouldForgetWhatLeftTheWindow() {
        counter.add(0, 1_000);
        assertEquals(1_000, counter.sum(999 * MILLI));
        assertEquals(0, counter.sum(1_000 * MILLI));
        counter.add(5_000 * MILLI, 10);
        assertEquals(10, counter.sum(5_000 * MILLI));
    }

    @Test
    void shouldCountALittleLateInTheOldestBucket() {
        counter.add(2_000 * MILLI, 10);
        counter.add(500 * MILLI, 1);
        assertEquals(11, counter.sum(2_000 * MILLI));
        assertEquals(10, counter.sum(2_020 * MILLI));
    }

    @Test
    void shouldTakeNegativeTimes() {
        counter.add(-30 * MILLI, 3);
        counter.add(-10 * MILLI, 4);
        assertEquals(7, counter.sum(10 * MILLI));
    }

    @Test
    void shouldNeverDifferFromAnExactWindowByMoreThanABucket() {
        Random random = new Random(3);
        ArrayDeque<long[]> exact = new ArrayDeque<>();
        long now = 0;
        for (int i = 0; i < 100_000; i++) {
            now += random.nextInt(random.nextInt(200) == 0 ? 3_000_000 : 3_000) * 1_000L;
            int amount = random.nextInt(1_500);
            counter.add(now, amount);
            exact.add(new long[] {now, amount});
            long wide = sumSince(exact, now - 1_000 * MILLI);
            long narrow = sumSince(exact, now - 980 * MILLI);
            long sum = counter.sum(now);
            assertTrue(narrow <= sum && sum <= wide, narrow + " " + sum + " " + wide);
            while (exact.getFirst()[0] <= now - 1_000 * MILLI) {
                exact.removeFirst();
            }
        }
    }

    private static long sumSince(ArrayDeque<long[]> entries, long since) {
        long sum = 0;
        for (long[] entry : entries) {
            if (entry[0] > since) {
                sum += entry[1];
            }
        }
        return sum;
    }
}
