package dev.sluice.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NackGeneratorTest {

    private static final long MILLI = 1_000_000L;
    private static final long RTT = 100 * MILLI;

    private final NackGenerator nacks = new NackGenerator(1_000, 8);
    private final List<Long> asked = new ArrayList<>();

    private List<Long> ask(long nowMillis, long rtt) {
        asked.clear();
        nacks.ask(nowMillis * MILLI, rtt, asked::add);
        return List.copyOf(asked);
    }

    @Test
    void shouldWaitForReorderedPackets() {
        nacks.onPacket(0, 100);
        nacks.onPacket(0, 103);
        assertEquals(10 * MILLI, nacks.nextDeadlineNanos());
        assertEquals(List.of(), ask(9, RTT));
        nacks.onPacket(9 * MILLI, 101);
        assertEquals(List.of(102L), ask(10, RTT));
    }

    @Test
    void shouldRetryEverMoreSlowlyAndGiveUp() {
        nacks.onPacket(0, 100);
        nacks.onPacket(0, 102);
        List<Long> times = new ArrayList<>();
        for (long now = 0; now < 10_000; now++) {
            if (!ask(now, RTT).isEmpty()) {
                times.add(now);
            }
        }
        // 100 ms x 1.25^n, at most 400 ms: 100, 125, 157, 196, 245, 306, 382.
        assertEquals(List.of(10L, 110L, 235L, 392L, 588L, 833L, 1139L, 1521L), times);
        assertEquals(0, nacks.missing());
        assertEquals(Long.MAX_VALUE, nacks.nextDeadlineNanos());
    }

    @Test
    void shouldRetryNoFasterThanTwentyMillis() {
        nacks.onPacket(0, 100);
        nacks.onPacket(0, 102);
        ask(10, MILLI);
        assertEquals(30 * MILLI, nacks.nextDeadlineNanos());
        ask(30, 10_000 * MILLI);
        assertEquals(430 * MILLI, nacks.nextDeadlineNanos());
    }

    @Test
    void shouldOfferAgainWhatHadNoRoom() {
        nacks.onPacket(0, 100);
        nacks.onPacket(0, 105);
        List<Long> some = new ArrayList<>();
        nacks.ask(10 * MILLI, RTT, index -> some.size() < 2 && some.add(index));
        assertEquals(List.of(101L, 102L), some);
        assertEquals(10 * MILLI, nacks.nextDeadlineNanos());
        assertEquals(List.of(103L, 104L), ask(10, RTT));
    }

    @Test
    void shouldTimeOnlyTheAnswerToASingleQuestion() {
        nacks.onPacket(0, 100);
        nacks.onPacket(0, 102);
        assertEquals(-1, nacks.sinceAskedNanos(5 * MILLI, 101));
        ask(10, RTT);
        assertEquals(50 * MILLI, nacks.sinceAskedNanos(60 * MILLI, 101));
        ask(110, RTT);
        assertEquals(-1, nacks.sinceAskedNanos(120 * MILLI, 101));
        assertEquals(-1, nacks.sinceAskedNanos(120 * MILLI, 100));
    }

    @Test
    void shouldNotAskForWhatLiesBeforeTheFirstPacket() {
        nacks.onPacket(0, 100);
        nacks.onPacket(0, 95);
        assertEquals(0, nacks.missing());
    }

    @Test
    void shouldGiveUpWhatLiesBeforeAKeyframe() {
        nacks.onPacket(0, 0);
        assertTrue(nacks.onPacket(0, 601));
        assertTrue(nacks.onPacket(0, 700));
        nacks.onKeyframe(700);
        assertTrue(nacks.onPacket(0, 1_001));
        assertEquals(600 + 98 + 300, nacks.missing());
        assertTrue(nacks.onPacket(0, 1_101));
        assertEquals(300 + 99, nacks.missing());
        assertEquals(701L, ask(10, RTT).get(0));
    }

    @Test
    void shouldGiveUpOnlyAsMuchAsItMust() {
        nacks.onPacket(0, 0);
        nacks.onPacket(0, 400);
        nacks.onKeyframe(400);
        nacks.onPacket(0, 800);
        nacks.onKeyframe(800);
        assertTrue(nacks.onPacket(0, 1_201));
        assertEquals(399 + 400, nacks.missing());
    }

    @Test
    void shouldCallForAKeyframeWhenNothingElseHelps() {
        nacks.onPacket(0, 0);
        nacks.onPacket(0, 600);
        assertFalse(nacks.onPacket(0, 1_200));
        assertEquals(0, nacks.missing());
        assertEquals(Long.MAX_VALUE, nacks.nextDeadlineNanos());
        assertTrue(nacks.onPacket(0, 1_202));
        assertEquals(1, nacks.missing());
    }

    @Test
    void shouldSurviveAJumpOfAnyLength() {
        nacks.onPacket(0, 0);
        assertFalse(nacks.onPacket(0, Long.MAX_VALUE / 2));
        assertEquals(0, nacks.missing());
    }
}
