package dev.sluice.sfu.transport;

import java.util.concurrent.TimeUnit;

/** Bounds the packets of one peer, in windows of a second. Owned by the transport's loop. */
final class PacketRate {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int max;
    private long startNanos;
    private int count;

    PacketRate(int max) {
        this.max = max;
    }

    /** Whether one more may pass. */
    boolean admit(long nowNanos) {
        if (nowNanos - startNanos >= WINDOW_NANOS) {
            startNanos = nowNanos;
            count = 0;
        }
        if (count == max) {
            return false;
        }
        count++;
        return true;
    }
}
