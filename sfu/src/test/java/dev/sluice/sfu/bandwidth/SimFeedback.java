package dev.sluice.sfu.bandwidth;

import dev.sluice.rtp.cc.FeedbackView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The receiver's record of transport-wide sequence numbers and the messages made of it, with the
 * wire's resolution of 250 microseconds, on a clock that starts elsewhere and runs 20 ppm fast.
 */
final class SimFeedback {

    private static final int SIZE = 1 << 14;
    private static final long TICK_NANOS = 250_000L;
    private static final long OFFSET_NANOS = 777_000_000_123L;
    private static final double DRIFT = 20e-6;
    private static final long NONE = Long.MIN_VALUE;

    private record Message(int baseSequence, long[] arrivals) implements FeedbackView {

        @Override
        public int count() {
            return arrivals.length;
        }

        @Override
        public boolean received(int i) {
            return arrivals[i] != NONE;
        }

        @Override
        public long arrivalNanos(int i) {
            return arrivals[i];
        }
    }

    private final long[] arrivals = new long[SIZE];
    private long next;
    private long highest = -1;

    SimFeedback() {
        Arrays.fill(arrivals, NONE);
    }

    void onArrival(long nowNanos, long sequence) {
        for (long skipped = highest + 1; skipped < sequence; skipped++) {
            arrivals[(int) (skipped % SIZE)] = NONE;
        }
        highest = Math.max(highest, sequence);
        long local = OFFSET_NANOS + nowNanos + (long) (nowNanos * DRIFT);
        arrivals[(int) (sequence % SIZE)] = local / TICK_NANOS * TICK_NANOS;
        next = Math.min(next, sequence);
    }

    /** A report on all since the last one, or null when nothing came. */
    @Nullable FeedbackView take() {
        if (highest < next) {
            return null;
        }
        next = Math.max(next, highest - 4_000);
        int count = (int) (highest - next + 1);
        long[] reported = new long[count];
        for (int i = 0; i < count; i++) {
            reported[i] = arrivals[(int) ((next + i) % SIZE)];
        }
        Message message = new Message((int) (next & 0xFFFF), reported);
        next = highest + 1;
        return message;
    }
}
