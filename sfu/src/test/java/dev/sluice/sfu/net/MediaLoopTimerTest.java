package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.net.Tuple;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.kit.OnLoop;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop that reads nothing sets its timer by what tasks do. */
@Timeout(60)
class MediaLoopTimerTest {

    private static final long MILLI = 1_000_000L;
    private static final int ATTEMPTS = 20;

    private final MediaLoops loops =
            MediaLoops.open(List.of(InetAddress.getLoopbackAddress()), 0, 1, Limits.DEFAULT);
    private final MediaLoop loop = loops.all().get(0);
    private final Peer peer = new Peer();

    MediaLoopTimerTest() throws Exception {}

    @AfterEach
    void close() throws Exception {
        loops.close();
    }

    @Test
    void shouldCallAPeerWhenItIsDueAndStartAgainAfterTheLastLeft() throws Exception {
        register();
        for (int i = 0; i < 3; i++) {
            long due =
                    OnLoop.call(
                            loop,
                            () -> {
                                peer.next = System.nanoTime() + 30 * MILLI;
                                peer.deadline.forget();
                                return peer.next;
                            });
            assertTrue(peer.calls.take() >= due);
        }
        OnLoop.run(loop, () -> loop.unregister(peer));
        long due = System.nanoTime();
        peer.next = due;
        register();
        assertTrue(peer.calls.take() >= due);
    }

    /** Unless the timer runs within 5 ms: it has just run. */
    @Test
    void shouldAskAtTheEndOfATaskWhoseDeadlineItDoesNotKnow() throws Exception {
        register();
        int asked = 0;
        for (int i = 0; i < ATTEMPTS; i++) {
            OnLoop.run(
                    loop,
                    () -> {
                        peer.next = System.nanoTime();
                        peer.deadline.forget();
                    });
            peer.calls.take();
            CompletableFuture<Integer> more = new CompletableFuture<>();
            loop.execute(() -> {
                peer.deadline.forget();
                int before = peer.asked;
                loop.execute(() -> more.complete(peer.asked - before));
            });
            asked += more.get();
        }
        assertTrue(asked >= ATTEMPTS / 2, "" + asked);
    }

    private void register() throws Exception {
        OnLoop.run(loop, () -> loop.register(peer, peer.deadline));
    }

    private static final class Peer implements DatagramPeer {

        final Deadline deadline = new Deadline();
        final BlockingQueue<Long> calls = new LinkedBlockingQueue<>();
        long next = Long.MAX_VALUE;
        int asked;

        @Override
        public String usernameFragment() {
            return "peer";
        }

        @Override
        public void onDatagram(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {}

        @Override
        public void onTimeout(long nowNanos) {
            next = Long.MAX_VALUE;
            calls.add(nowNanos);
        }

        @Override
        public long nextDeadlineNanos() {
            asked++;
            return next;
        }
    }
}
