package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.mediacore.time.TimerGrid;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LoopTimerTest {

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    /** As on machines whose clock began lately. */
    private static final long START = -SECOND;

    private int news;
    private final LoopTimer timer = new LoopTimer(() -> news++, new LoopFaults(new LoopCounters()));
    private final List<Peer> peers = new ArrayList<>();
    private long now = START;
    private int wakeUps;

    @Test
    void shouldCallWhoIsDueAndLookAtNobodyElse() {
        Peer first = peer(START + 40 * MILLI);
        Peer second = peer(START + 80 * MILLI);
        endOfBatch();
        assertEquals(2, first.asked + second.asked);

        runUntil(START + 40 * MILLI);
        assertEquals(List.of(START + 40 * MILLI), first.calls);
        assertEquals(List.of(), second.calls);
        assertEquals(3, first.asked + second.asked);

        runUntil(START + SECOND);
        assertEquals(List.of(START + 80 * MILLI), second.calls);
        assertEquals(4, first.asked + second.asked);
        assertEquals(50, wakeUps, "each 20 ms, for whoever looks whether the loop stands still");
    }

    @Test
    void shouldMoveNearerForANearerDeadline() {
        Peer peer = peer(Long.MAX_VALUE);
        endOfBatch();
        runUntil(START + 20 * MILLI);
        now += MILLI;
        assertFalse(timer.moves(now));
        assertEquals(START + 40 * MILLI, timer.wakeNanos());

        news = 0;
        peer.deadline.atMost(START + 38 * MILLI);
        assertEquals(1, news, "the loop is told");
        assertTrue(timer.moves(now));
        assertEquals(START + 38 * MILLI, timer.wakeNanos());

        peer.next = START + 31 * MILLI;
        peer.deadline.forget();
        assertEquals(2, news);
        assertTrue(timer.moves(now));
        assertEquals(START + 31 * MILLI, timer.wakeNanos());

        peer.next = START + 39 * MILLI;
        peer.dueSince = peer.next;
        peer.deadline.found(peer.next);
        assertFalse(timer.moves(now), "it never moves away");
        runUntil(START + 38 * MILLI);
        assertEquals(List.of(), peer.calls);
        runUntil(START + 39 * MILLI);
        assertEquals(1, peer.calls.size());
    }

    @Test
    void shouldRunFiveMillisecondsApart() {
        Peer peer = peer(START);
        endOfBatch();
        assertEquals(START + 5 * MILLI, timer.wakeNanos());
        runUntil(START + 5 * MILLI);
        peer.deadline.atMost(now + MILLI);
        assertTrue(timer.moves(now));
        assertEquals(START + 10 * MILLI, timer.wakeNanos());
    }

    @Test
    void shouldAskOnceForSeveralBatchesWhenItRunsSoonAnyway() {
        Peer peer = peer(START + 4 * MILLI);
        endOfBatch();
        int asked = peer.asked;
        for (int i = 1; i < 5; i++) {
            now += MILLI;
            peer.deadline.forget();
            endOfBatch();
        }
        assertEquals(asked, peer.asked);
        runUntil(START + 5 * MILLI);
        assertEquals(1, peer.calls.size());
    }

    @Test
    void shouldCallAPeerThatIsAlwaysDueOnlyEachFiveMilliseconds() {
        Peer always = peer(START - SECOND);
        always.period = 0;
        Peer never = peer(Long.MIN_VALUE);
        never.period = 0;
        endOfBatch();
        runUntil(START + SECOND);
        assertEquals(200, always.calls.size());
        assertEquals(200, never.calls.size());
        assertEquals(200, wakeUps);
    }

    @Test
    void shouldLetAFaultyPeerNeitherSpinNorStopOthers() {
        Peer good = peer(START + 10 * MILLI);
        Peer faulty = peer(START + 10 * MILLI);
        faulty.fault = new IllegalStateException("meant to be");
        Peer ignorant = peer(START + 10 * MILLI);
        ignorant.ignorance = new IllegalStateException("meant to be");
        Peer alsoGood = peer(START + 10 * MILLI);
        for (Peer peer : peers) {
            peer.period = 10 * MILLI;
        }
        ignorant.period = 0;
        endOfBatch();
        runUntil(START + 100 * MILLI);
        assertEquals(10, good.calls.size());
        assertEquals(10, alsoGood.calls.size());
        assertEquals(19, faulty.calls.size());
        assertEquals(20, ignorant.calls.size());
        assertEquals(20, wakeUps);

        faulty.fault = null;
        faulty.dueSince = now;
        faulty.calls.clear();
        runUntil(START + 200 * MILLI);
        assertEquals(10, faulty.calls.size(), "it goes on");
    }

    @Test
    void shouldGoOnAfterAnError() {
        Peer good = peer(START + 20 * MILLI);
        Peer broken = peer(START + 20 * MILLI);
        broken.error = new AssertionError("meant to be");
        endOfBatch();
        try {
            runUntil(START + 20 * MILLI);
        } catch (AssertionError e) {
            broken.error = null;
        }
        endOfBatch();
        runUntil(START + 25 * MILLI);
        assertEquals(2, broken.calls.size());
        assertEquals(1, good.calls.size());
    }

    @Test
    void shouldNotCallAPeerThatWasRemoved() {
        Peer first = peer(START + 40 * MILLI);
        Peer second = peer(START + 40 * MILLI);
        Peer third = peer(START + 40 * MILLI);
        endOfBatch();
        second.deadline.forget();
        timer.remove(second);
        timer.remove(second);
        int asked = second.asked;
        third.then = () -> timer.remove(first);
        runUntil(START + SECOND);
        assertEquals(0, first.calls.size());
        assertEquals(0, second.calls.size());
        assertEquals(asked, second.asked);
        assertEquals(1, third.calls.size());

        third.next = now + 20 * MILLI;
        third.deadline.forget();
        third.then = () -> timer.remove(third);
        endOfBatch();
        runUntil(now + SECOND);
        assertEquals(2, third.calls.size());
        assertTrue(timer.isEmpty());
        assertFalse(timer.moves(now));
        second.deadline.atMost(now);
        second.deadline.forget();
        assertFalse(timer.moves(now));
    }

    @Test
    void shouldCallEachOnceWhileOthersLeave() {
        SplittableRandom dice = new SplittableRandom(3);
        for (int i = 0; i < 50; i++) {
            peer(START + 40 * MILLI);
        }
        for (Peer peer : peers) {
            Peer other = peers.get(dice.nextInt(50));
            peer.period = 0;
            peer.then = () -> timer.remove(other);
        }
        endOfBatch();
        runUntil(START + 44 * MILLI);
        for (Peer peer : peers) {
            boolean left = peer.deadline.timer == null;
            assertTrue(peer.calls.size() <= 1);
            assertTrue(left || peer.calls.size() == 1, "who is there was called");
        }
    }

    /** Whatever happens: nobody is called later than 5 ms after it is due, or twice within them. */
    @Test
    void shouldBeInTimeHoweverDeadlinesMove() {
        SplittableRandom dice = new SplittableRandom(7);
        for (int i = 0; i < 20; i++) {
            peer(now + dice.nextLong(100 * MILLI)).period = dice.nextLong(1, 100 * MILLI);
        }
        endOfBatch();
        for (int batch = 0; batch < 20_000; batch++) {
            runUntil(now + dice.nextLong(3 * MILLI));
            Peer peer = peers.get(dice.nextInt(peers.size()));
            long wish = now + dice.nextLong(-2 * MILLI, 60 * MILLI);
            switch (dice.nextInt(4)) {
                case 0 -> {
                    peer.next = wish;
                    peer.dueSince = Math.max(wish, now);
                    peer.deadline.forget();
                }
                case 1 -> {
                    if (wish < peer.next) {
                        peer.next = wish;
                        peer.dueSince = Math.max(wish, now);
                        peer.deadline.atMost(wish);
                    }
                }
                case 2 -> {
                    timer.remove(peer);
                    peers.remove(peer);
                    peer(wish).period = dice.nextLong(1, 100 * MILLI);
                }
                default -> {}
            }
            endOfBatch();
        }
        assertTrue(wakeUps > 1_000, "" + wakeUps);
    }

    /** A viewer of audio: sender reports, and what is looked after twice a second. */
    @Test
    void shouldWakeUpForManyPeersAtOnceWhenTheirDeadlinesShareAGrid() {
        SplittableRandom dice = new SplittableRandom(5);
        for (int i = 0; i < 100; i++) {
            Peer peer = peer(now + dice.nextLong(500 * MILLI));
            peer.period = 500 * MILLI;
            peer.onGrid = true;
        }
        endOfBatch();
        runUntil(START + SECOND);
        wakeUps = 0;
        int calls = 0;
        for (Peer peer : peers) {
            peer.asked = 0;
            peer.calls.clear();
        }
        runUntil(START + 11 * SECOND);
        int asked = 0;
        for (Peer peer : peers) {
            calls += peer.calls.size();
            asked += peer.asked;
        }
        assertEquals(2_000, calls);
        assertEquals(2_000, asked, "nobody is looked at in vain");
        assertEquals(500, wakeUps);
    }

    @Test
    void shouldAllocateNothingInSteadyState() {
        for (int i = 0; i < 100; i++) {
            Peer peer = peer(now + i * MILLI);
            peer.period = 0;
            peer.remembers = false;
        }
        endOfBatch();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        busy(20_000);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        busy(100_000);
        long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertTrue(after - before < 100_000, after - before + " bytes");
    }

    private void busy(int batches) {
        for (int i = 0; i < batches; i++) {
            runUntil(now + MILLI);
            peers.get(i % 100).deadline.forget();
            peers.get(i * 7 % 100).deadline.atMost(now + 3 * MILLI);
            endOfBatch();
        }
    }

    private Peer peer(long deadlineNanos) {
        Peer peer = new Peer();
        peer.next = deadlineNanos;
        peer.dueSince = Math.max(deadlineNanos, now);
        if (timer.isEmpty()) {
            timer.start(now);
        }
        timer.add(peer, peer.deadline);
        peers.add(peer);
        return peer;
    }

    private void endOfBatch() {
        timer.moves(now);
    }

    /** With an event loop that is never late. */
    private void runUntil(long untilNanos) {
        while (!timer.isEmpty() && timer.wakeNanos() <= untilNanos) {
            now = Math.max(now, timer.wakeNanos());
            wakeUps++;
            try {
                timer.run(now);
            } finally {
                endOfBatch();
            }
        }
        now = untilNanos;
    }

    private final class Peer implements DatagramPeer {

        final Deadline deadline = new Deadline();
        final List<Long> calls = new ArrayList<>();
        long next;
        long dueSince;
        long lastNanos = Long.MIN_VALUE / 2;
        long period = Long.MAX_VALUE;
        int asked;
        boolean onGrid;
        boolean remembers = true;
        RuntimeException fault;
        RuntimeException ignorance;
        AssertionError error;
        Runnable then = () -> {};

        @Override
        public String usernameFragment() {
            return "peer";
        }

        @Override
        public void onDatagram(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {}

        @Override
        public void onTimeout(long nowNanos) {
            if (remembers) {
                calls.add(nowNanos);
            }
            if (error != null) {
                throw error;
            }
            if (fault != null) {
                throw fault;
            }
            assertTrue(nowNanos - lastNanos >= 5 * MILLI, "twice");
            if (period != 0) {
                assertTrue(nowNanos >= next, "early");
                assertTrue(nowNanos - Math.max(dueSince, lastNanos) <= 5 * MILLI, "late");
                next = period == Long.MAX_VALUE ? period : nowNanos + period;
                next = onGrid ? TimerGrid.floor(next) : next;
                dueSince = next;
            }
            lastNanos = nowNanos;
            then.run();
        }

        @Override
        public long nextDeadlineNanos() {
            asked++;
            if (ignorance != null) {
                throw ignorance;
            }
            return next;
        }
    }
}
