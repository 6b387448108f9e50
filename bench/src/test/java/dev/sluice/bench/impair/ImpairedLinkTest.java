package dev.sluice.bench.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** In virtual time: each arrival as "datagram@milliseconds". */
class ImpairedLinkTest {

    private static final long MILLI = 1_000_000;

    /** 1,000 bytes with headers. */
    private static final int PAYLOAD_BYTES = 1_000 - ImpairedLink.HEADER_BYTES;

    private final List<String> arrivals = new ArrayList<>();

    private static ImpairedLink<Integer> link(String profile) {
        return new ImpairedLink<>(LinkProfile.parse(profile), new SplittableRandom(7), 0);
    }

    /** Steps to each next instant, as the proxy does. */
    private void run(ImpairedLink<Integer> link, long untilNanos) {
        for (long next = link.nextNanos(); next <= untilNanos; next = link.nextNanos()) {
            for (Integer each = link.poll(next); each != null; each = link.poll(next)) {
                arrivals.add(each + "@" + Math.round(next / 1e6));
            }
        }
    }

    private void drain(ImpairedLink<Integer> link) {
        run(link, Long.MAX_VALUE - 1);
    }

    @Test
    void shouldDeliverAtOnceWhenPerfect() {
        ImpairedLink<Integer> link = link("");
        link.offer(5, 100, 1);
        assertEquals(1, link.poll(5));
        assertNull(link.poll(5));
        assertEquals(Long.MAX_VALUE, link.nextNanos());
    }

    @Test
    void shouldDelayEachAndSerialiseAtTheRate() {
        // 1,000 bytes at 1 Mbit/s take 8 ms.
        ImpairedLink<Integer> link = link("delay=50ms rate=1M");
        for (int i = 0; i < 3; i++) {
            link.offer(0, PAYLOAD_BYTES, i);
        }
        assertNull(link.poll(58 * MILLI - 1));
        drain(link);
        assertEquals(List.of("0@58", "1@66", "2@74"), arrivals);
        assertEquals(24 * MILLI, link.counts().longestQueueNanos(), 10);
    }

    @Test
    void shouldDropAtTheTailOfAFullQueue() {
        ImpairedLink<Integer> link = link("rate=1M queue=40ms");
        for (int i = 0; i < 8; i++) {
            link.offer(0, PAYLOAD_BYTES, i);
        }
        drain(link);
        assertEquals(List.of("0@8", "1@16", "2@24", "3@32", "4@40"), arrivals);
        assertEquals(3, link.counts().overflowed());
    }

    @Test
    void shouldLoseTheGivenShareAndTheSameOnesForTheSameSeed() {
        ImpairedLink<Integer> link = link("loss=5%");
        ImpairedLink<Integer> again = link("loss=5%");
        for (int i = 0; i < 20_000; i++) {
            link.offer(i, 100, i);
            again.offer(i, 100, i);
        }
        assertEquals(1_000, link.counts().lost(), 100);
        drain(link);
        List<String> first = List.copyOf(arrivals);
        arrivals.clear();
        drain(again);
        assertEquals(20_000 - link.counts().lost(), first.size());
        assertEquals(first, arrivals);
    }

    @Test
    void shouldSpreadByJitterWithoutReordering() {
        ImpairedLink<Integer> link = link("delay=20ms jitter=30ms");
        for (int i = 0; i < 1_000; i++) {
            run(link, i * MILLI);
            link.offer(i * MILLI, 100, i);
        }
        drain(link);
        long last = 0;
        long most = 0;
        for (int i = 0; i < 1_000; i++) {
            long at = Long.parseLong(arrivals.get(i).substring((i + "@").length()));
            assertTrue(at >= last, "order kept");
            assertTrue(at - i >= 20 && at - i <= 50, arrivals.get(i));
            last = at;
            most = Math.max(most, at - i);
        }
        assertTrue(most > 45, "up to 30 ms of jitter, not " + (most - 20));
    }

    @Test
    void shouldChangeTheRateWithinADatagram() {
        // 4 ms at 1 Mbit/s send half of 1,000 bytes; the rest takes 40 ms at 100 kbit/s.
        ImpairedLink<Integer> link = link("rate=1M, 4ms: rate=100k, 100ms: rate=1M");
        link.offer(0, PAYLOAD_BYTES, 0);
        link.offer(0, PAYLOAD_BYTES, 1);
        drain(link);
        // 44 to 100 ms send 700 bytes of the second one.
        assertEquals(List.of("0@44", "1@102"), arrivals);
    }

    @Test
    void shouldKeepTheOrderWhenTheDelayShrinks() {
        ImpairedLink<Integer> link = link("delay=100ms, 10ms: delay=5ms");
        link.offer(0, 100, 0);
        link.offer(11 * MILLI, 100, 1);
        drain(link);
        assertEquals(List.of("0@100", "1@100"), arrivals);
    }

    @Test
    void shouldHoldEverythingWhileTheRateIsZero() {
        ImpairedLink<Integer> link = link("rate=0, 500ms: rate=1M");
        link.offer(0, PAYLOAD_BYTES, 0);
        link.offer(0, PAYLOAD_BYTES, 1);
        assertNull(link.poll(499 * MILLI));
        drain(link);
        assertEquals(List.of("0@508"), arrivals);
        assertEquals(1, link.counts().overflowed(), "the second would have waited for ever");
    }

    @Test
    void shouldPlayAnotherProfileFromNow() {
        ImpairedLink<Integer> link = link("delay=100ms");
        link.offer(0, 100, 0);
        link.play(10 * MILLI, LinkProfile.parse("delay=200ms, 1s: loss=100%"));
        link.offer(10 * MILLI, 100, 1);
        link.offer(1_009 * MILLI, 100, 2);
        link.offer(1_010 * MILLI, 100, 3);
        drain(link);
        assertEquals(List.of("0@100", "1@210", "2@1209"), arrivals);
    }

    @Test
    void shouldConserveWhateverHappens() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 50; round++) {
            ImpairedLink<Integer> link =
                    link("delay=30ms jitter=5ms loss=3% rate=800k, 1s: rate=200k, 2s: rate=none");
            long now = 0;
            int got = 0;
            for (int i = 0; i < 2_000; i++) {
                now += random.nextLong(3 * MILLI);
                link.offer(now, 40 + random.nextInt(1_200), i);
                while (link.poll(now) != null) {
                    got++;
                }
            }
            for (long next = link.nextNanos(); next != Long.MAX_VALUE; next = link.nextNanos()) {
                while (link.poll(next) != null) {
                    got++;
                }
            }
            LinkCounts counts = link.counts();
            assertEquals(got, counts.delivered());
            assertEquals(2_000, counts.delivered() + counts.lost() + counts.overflowed());
            assertTrue(counts.overflowed() > 0);
            assertTrue(counts.longestQueueNanos() > 200 * MILLI);
        }
    }
}
