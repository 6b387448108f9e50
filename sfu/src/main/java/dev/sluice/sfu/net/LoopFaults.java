package dev.sluice.sfu.net;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exceptions that a loop survived, each a fault of the server's: all are counted, and at most one a
 * second is told, because what fails on one packet fails on the next. Owned by the loop.
 */
final class LoopFaults {

    private static final long SILENCE_NANOS = 1_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(LoopFaults.class);

    private final LoopCounters counters;
    private long untold;
    private long toldNanos;

    LoopFaults(LoopCounters counters) {
        this.counters = counters;
    }

    /** Counts it, and logs it unless another was logged a moment ago. */
    void caught(long nowNanos, String what, RuntimeException fault) {
        String text = tell(nowNanos, what);
        if (text != null) {
            LOG.error(text, fault);
        }
    }

    /** What to log; null within a second of the last. */
    @Nullable String tell(long nowNanos, String what) {
        boolean first = counters.faults++ == 0;
        if (!first && nowNanos - toldNanos < SILENCE_NANOS) {
            untold++;
            return null;
        }
        String text = untold == 0 ? what : what + "; " + untold + " more since the last such line";
        toldNanos = nowNanos;
        untold = 0;
        return text;
    }
}
