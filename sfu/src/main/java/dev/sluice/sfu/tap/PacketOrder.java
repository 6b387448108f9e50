package dev.sluice.sfu.tap;

import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Puts packets in order: one that came early waits for those before it, but not for ever. Sans-I/O;
 * not thread-safe.
 */
final class PacketOrder {

    /** What a resend may take. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    static final int MAX_WAITING = 256;

    /** A step back as far as this is a new stream, not a late packet. */
    private static final long RESTART = 3_000;

    private static final long NONE = Long.MIN_VALUE;

    private final PacketListener out;
    private final TreeMap<Long, TappedPacket> waiting = new TreeMap<>();
    private long next = NONE;

    PacketOrder(PacketListener out) {
        this.out = out;
    }

    void onPacket(TappedPacket packet) {
        if (next == NONE || packet.index < next - RESTART) {
            flush();
            next = packet.index;
        }
        if (packet.index == next) {
            emit(packet);
            emitWaiting();
        } else if (packet.index > next) {
            waiting.put(packet.index, packet.copy());
        }
        while (!waiting.isEmpty() && patienceEnded(packet.arrivalNanos)) {
            skip();
        }
    }

    /** No more packets come: those that wait have nothing to wait for. */
    void flush() {
        while (!waiting.isEmpty()) {
            skip();
        }
    }

    private boolean patienceEnded(long nowNanos) {
        return waiting.size() > MAX_WAITING
                || nowNanos - waiting.firstEntry().getValue().arrivalNanos > PATIENCE_NANOS;
    }

    private void skip() {
        long first = waiting.firstKey();
        if (first > next) {
            out.onGap(first - next);
            next = first;
        }
        emitWaiting();
    }

    private void emitWaiting() {
        for (TappedPacket packet = waiting.remove(next);
                packet != null;
                packet = waiting.remove(next)) {
            emit(packet);
        }
    }

    private void emit(TappedPacket packet) {
        next++;
        // Padding takes sequence numbers too.
        if (packet.payloadBytes > 0) {
            out.onPacket(packet);
        }
    }
}
