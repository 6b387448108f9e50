package dev.sluice.sfu.transport;

import dev.sluice.sfu.net.AddressKey;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/**
 * Counts per address the connectivity checks that did not authenticate, in windows of a second, so
 * that guessing costs us nothing. A table of a fixed size: of two addresses that fall on one place
 * the later counts, so nobody pays for another. Owned by its loop.
 */
public final class FailedChecks {

    private static final int PLACES = 1 << 10;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int max;
    private final long[] keys = new long[PLACES];
    private final long[] startNanos = new long[PLACES];
    private final int[] counts = new int[PLACES];

    /** Allows so many of an address within a second. */
    public FailedChecks(int max) {
        this.max = max;
    }

    /** Whether more from there is not worth a look now. */
    boolean tooMany(long nowNanos, InetAddress from) {
        long key = AddressKey.of(from);
        int place = placeOf(key);
        return counts[place] >= max
                && keys[place] == key
                && nowNanos - startNanos[place] < WINDOW_NANOS;
    }

    void add(long nowNanos, InetAddress from) {
        long key = AddressKey.of(from);
        int place = placeOf(key);
        if (keys[place] != key || nowNanos - startNanos[place] >= WINDOW_NANOS) {
            keys[place] = key;
            startNanos[place] = nowNanos;
            counts[place] = 0;
        }
        counts[place]++;
    }

    private static int placeOf(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 54);
    }
}
