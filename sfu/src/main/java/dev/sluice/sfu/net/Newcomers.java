package dev.sluice.sfu.net;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections on which nobody has been authenticated yet, in all and of each address (of
 * each /64 with IPv6), and bounds both. Safe from any thread.
 */
final class Newcomers {

    private final int max;
    private final int maxOfAddress;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ConcurrentMap<Long, Integer> byAddress = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();

    Newcomers(int max, int maxOfAddress) {
        this.max = max;
        this.maxOfAddress = maxOfAddress;
    }

    /** A place for one connection; null when there is none. */
    @Nullable Place admit(InetAddress from) {
        long key = AddressKey.of(from);
        int ofAddress = byAddress.merge(key, 1, Integer::sum);
        int all = waiting.incrementAndGet();
        Place place = new Place(key);
        if (all > max || ofAddress > maxOfAddress) {
            place.release();
            refused.increment();
            return null;
        }
        return place;
    }

    int waiting() {
        return waiting.get();
    }

    long refused() {
        return refused.sum();
    }

    /** One of the bounded number. */
    final class Place {

        private final long key;
        private final AtomicBoolean taken = new AtomicBoolean(true);

        private Place(long key) {
            this.key = key;
        }

        /** Gives it back; harmless when repeated. */
        void release() {
            if (taken.compareAndSet(true, false)) {
                waiting.decrementAndGet();
                var unused = byAddress.computeIfPresent(key, (k, n) -> n > 1 ? n - 1 : null);
            }
        }
    }
}
