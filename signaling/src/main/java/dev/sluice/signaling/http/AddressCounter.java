package dev.sluice.signaling.http;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts per address who was not let in yet. Those inside do not count: a whole school may sit
 * behind one address.
 */
public final class AddressCounter {

    private final int max;
    private final ConcurrentMap<InetAddress, Integer> counts = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();

    /**
     * A counter of none.
     *
     * @param max per address
     */
    public AddressCounter(int max) {
        this.max = max;
    }

    /** One more of that address, or null when it has too many already. */
    public @Nullable Place take(InetAddress address) {
        int now = counts.merge(address, 1, Integer::sum);
        Place place = new Place(address);
        if (now > max) {
            place.release();
            refused.increment();
            return null;
        }
        return place;
    }

    /** How many were too many so far. */
    public long refused() {
        return refused.sum();
    }

    /** Addresses that are counted now. */
    public int size() {
        return counts.size();
    }

    /** A counted one. */
    public final class Place {

        private final InetAddress address;
        private final AtomicBoolean released = new AtomicBoolean();

        private Place(InetAddress address) {
            this.address = address;
        }

        /** Counts it no longer. Harmless when repeated. */
        public void release() {
            if (released.compareAndSet(false, true)) {
                counts.computeIfPresent(address, (a, n) -> n <= 1 ? null : n - 1);
            }
        }
    }
}
