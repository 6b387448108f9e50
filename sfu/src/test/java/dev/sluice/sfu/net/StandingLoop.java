package dev.sluice.sfu.net;

import dev.sluice.sfu.api.Limit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A media loop that does nothing for so long that what waits meanwhile is stale. */
final class StandingLoop {

    private static final long MORE_MILLIS = 50;

    private StandingLoop() {}

    /** What is done while it stands. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Returns while the loop still stands, or soon after. */
    static void during(MediaLoop loop, Work work) throws Exception {
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                standing.countDown();
                TimeUnit.NANOSECONDS.sleep(loop.limits().nanos(Limit.STALE_MILLIS));
                Thread.sleep(MORE_MILLIS);
                done.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        standing.await();
        work.run();
        done.countDown();
    }
}
