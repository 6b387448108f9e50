package dev.sluice.sfu.net;

import dev.sluice.sfu.jfr.SlowLoopEvent;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How a loop does: what delay it adds to packets, how busy it is, and whether it comes to its
 * timers in time. Allocates nothing per packet. Owned by the loop.
 */
public final class LoopMeter {

    /** A timer that runs later than that is a stall. */
    static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long LOWEST_NANOS = 1_000;
    private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int DIGITS = 2;
    private static final int MAX_LEAVING = 1_024;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int loop;

    /** When the packets that wait for the flush of the batch were read from their sockets. */
    private final long[] leaving = new long[MAX_LEAVING];

    private int leavingCount;
    private Histogram window = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    private Histogram former = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    private final Histogram both = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    private long windowSinceNanos = Long.MIN_VALUE;
    private long delayedPackets;
    private long delayNanos;
    private long stalls;

    LoopMeter(int loop) {
        this.loop = loop;
    }

    /**
     * A forwarded packet was queued on its socket; it leaves with the next flush.
     *
     * @param readNanos when it was read from the publisher's socket
     */
    public void leaving(long readNanos) {
        if (leavingCount == leaving.length) {
            flushed();
        }
        leaving[leavingCount++] = readNanos;
    }

    /** The sockets were flushed. */
    void flushed() {
        if (leavingCount == 0) {
            return;
        }
        long nowNanos = System.nanoTime();
        for (int i = 0; i < leavingCount; i++) {
            long delay = Math.min(Math.max(0, nowNanos - leaving[i]), HIGHEST_NANOS);
            window.recordValue(delay);
            delayNanos += delay;
        }
        delayedPackets += leavingCount;
        leavingCount = 0;
    }

    /**
     * The loop's timer runs.
     *
     * @param dueNanos when it should have
     */
    void tick(long nowNanos, long dueNanos) {
        long late = nowNanos - dueNanos;
        if (late > STALL_NANOS) {
            stalls++;
            new SlowLoopEvent(loop, TimeUnit.NANOSECONDS.toMillis(late)).commit();
        }
    }

    /** What was measured so far; the quantiles over the last 10 to 20 s. Allocates. */
    public Reading read(long nowNanos) {
        both.reset();
        both.add(former);
        both.add(window);
        if (windowSinceNanos == Long.MIN_VALUE) {
            windowSinceNanos = nowNanos;
        } else if (nowNanos - windowSinceNanos >= WINDOW_NANOS) {
            windowSinceNanos = nowNanos;
            Histogram oldest = former;
            former = window;
            window = oldest;
            window.reset();
        }
        return new Reading(
                delayedPackets,
                delayNanos,
                quantile(50),
                quantile(99),
                quantile(99.9),
                quantile(100),
                stalls,
                THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0);
    }

    private long quantile(double percent) {
        return both.getTotalCount() == 0 ? 0 : both.getValueAtPercentile(percent);
    }

    /**
     * What a loop measured.
     *
     * @param delayedPackets forwarded since the start
     * @param delayNanos added to all of them, from socket read to socket write
     * @param medianNanos of the delay added lately, 0 without packets; likewise the next three
     * @param stalls how often the loop came to its timers more than 50 ms late
     * @param cpuNanos processor time of the loop's thread; 0 where the JVM cannot tell
     */
    public record Reading(
            long delayedPackets,
            long delayNanos,
            long medianNanos,
            long p99Nanos,
            long p999Nanos,
            long maxNanos,
            long stalls,
            long cpuNanos) {}
}
