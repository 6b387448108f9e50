package dev.sluice.mediacore.sim;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/**
 * One direction of a link that carries anything. Its conditions may change at any time: packets
 * that wait in the queue then leave at the new rate, those in flight keep their arrival time.
 *
 * @param <T> what a packet is; a duplicate delivers the same object twice
 */
public final class SimLink<T> {

    /** The far end of a link. */
    @FunctionalInterface
    public interface Receiver<T> {
        /** A packet arrived. */
        void onArrival(long nowNanos, T packet);
    }

    private record Queued<T>(T packet, int bytes, long queuedNanos) {}

    private final SimClock clock;
    private final RandomGenerator random;
    private final Receiver<T> receiver;
    private final ArrayDeque<Queued<T>> queue = new ArrayDeque<>();
    private LinkConditions conditions;

    private boolean inBurst;
    private boolean transmitting;
    private long transmission;
    private double bitsLeft;
    private long transmissionFromNanos;
    private long queuedBytes;
    private long lastArrivalNanos;

    private long sent;
    private long lost;
    private long overflowed;
    private long delivered;
    private long deliveredBytes;
    private long lastQueueDelayNanos;

    /**
     * A link on which nothing travels yet.
     *
     * @param random decides what is lost, late or doubled
     */
    public SimLink(
            SimClock clock,
            RandomGenerator random,
            LinkConditions conditions,
            Receiver<T> receiver) {
        this.clock = clock;
        this.random = random;
        this.conditions = conditions;
        this.receiver = receiver;
    }

    /** What it does to packets now. */
    public LinkConditions conditions() {
        return conditions;
    }

    /** Changes what it does to packets from now on. */
    public void conditions(LinkConditions changed) {
        long now = clock.nowNanos();
        if (transmitting) {
            bitsLeft = Math.max(0, bitsLeft - bitsSince(now));
            transmissionFromNanos = now;
        }
        conditions = changed;
        if (transmitting) {
            scheduleTransmissionEnd(now);
        }
    }

    /** Puts a packet of {@code bytes} on the link, headers and all. */
    public void send(int bytes, T packet) {
        sent++;
        if (isLost()) {
            lost++;
            return;
        }
        long now = clock.nowNanos();
        if (conditions.rateBps() == LinkConditions.UNLIMITED && !transmitting) {
            propagate(now, bytes, packet);
            return;
        }
        if (queueDelayNanos(bytes) > conditions.queueNanos() && transmitting) {
            overflowed++;
            return;
        }
        queue.add(new Queued<>(packet, bytes, now));
        queuedBytes += bytes;
        if (!transmitting) {
            startTransmission(now);
        }
    }

    /** How long a packet put on the link now would wait before its own transmission, in ns. */
    public long queueDelayNanos() {
        return queueDelayNanos(0);
    }

    private long queueDelayNanos(int extraBytes) {
        if (!transmitting) {
            return 0;
        }
        double bits = Math.max(0, bitsLeft - bitsSince(clock.nowNanos()));
        Queued<T> head = queue.peek();
        long waiting = queuedBytes - (head == null ? 0 : head.bytes) + extraBytes;
        double nanos = (bits + waiting * 8.0) * 1e9 / Math.max(1, conditions.rateBps());
        return nanos >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) nanos;
    }

    /** The queue wait of the packet that left the queue last, in ns. */
    public long lastQueueDelayNanos() {
        return lastQueueDelayNanos;
    }

    /** Packets put on the link. */
    public long sentPackets() {
        return sent;
    }

    /** Packets lost by the loss model. */
    public long lostPackets() {
        return lost;
    }

    /** Packets that found the queue full. */
    public long overflowedPackets() {
        return overflowed;
    }

    /** Packets that arrived, doubled ones twice. */
    public long deliveredPackets() {
        return delivered;
    }

    /** Bytes that arrived, headers and all. */
    public long deliveredBytes() {
        return deliveredBytes;
    }

    private boolean isLost() {
        double loss = conditions.loss();
        if (loss <= 0) {
            inBurst = false;
            return false;
        }
        double burst = conditions.meanBurst();
        if (burst <= 1) {
            return random.nextDouble() < loss;
        }
        double change = inBurst ? 1 / burst : loss / (burst * Math.max(1e-9, 1 - loss));
        if (random.nextDouble() < change) {
            inBurst = !inBurst;
        }
        return inBurst;
    }

    private double bitsSince(long now) {
        long rate = conditions.rateBps();
        return rate == LinkConditions.UNLIMITED
                ? bitsLeft
                : (now - transmissionFromNanos) * 1e-9 * rate;
    }

    private void startTransmission(long now) {
        Queued<T> head = queue.element();
        transmitting = true;
        bitsLeft = head.bytes * 8.0;
        transmissionFromNanos = now;
        lastQueueDelayNanos = now - head.queuedNanos;
        scheduleTransmissionEnd(now);
    }

    private void scheduleTransmissionEnd(long now) {
        long rate = conditions.rateBps();
        long current = ++transmission;
        if (rate > 0) {
            long nanos =
                    rate == LinkConditions.UNLIMITED ? 0 : (long) Math.ceil(bitsLeft * 1e9 / rate);
            clock.at(now + nanos, at -> onTransmitted(at, current));
        }
    }

    private void onTransmitted(long now, long which) {
        if (which != transmission) {
            return; // The rate changed meanwhile; the end was scheduled anew.
        }
        Queued<T> head = queue.remove();
        queuedBytes -= head.bytes;
        transmitting = false;
        propagate(now, head.bytes, head.packet);
        if (!queue.isEmpty()) {
            startTransmission(now);
        }
    }

    private void propagate(long now, int bytes, T packet) {
        long arrival = now + conditions.delayNanos();
        if (conditions.jitterNanos() > 0) {
            arrival += random.nextLong(conditions.jitterNanos() + 1);
        }
        if (conditions.reorder() > 0 && random.nextDouble() < conditions.reorder()) {
            arrival += conditions.reorderNanos();
        } else {
            arrival = Math.max(arrival, lastArrivalNanos);
            lastArrivalNanos = arrival;
        }
        deliver(arrival, bytes, packet);
        if (conditions.duplicate() > 0 && random.nextDouble() < conditions.duplicate()) {
            deliver(arrival, bytes, packet);
        }
    }

    private void deliver(long arrival, int bytes, T packet) {
        clock.at(
                arrival,
                at -> {
                    delivered++;
                    deliveredBytes += bytes;
                    receiver.onArrival(at, packet);
                });
    }
}
