package dev.sluice.signaling.client;

import dev.sluice.signaling.client.ClientTransport.Buffers;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One event loop with the transports of its participants. Every method is called on the loop. */
final class ClientLoop {

    private static final long TICK_NANOS = 5_000_000L;

    private final EventLoop eventLoop;
    private final List<ClientTransport> transports = new ArrayList<>();
    private final Buffers buffers = new Buffers();
    private final AtomicLong worstTickNanos = new AtomicLong();
    private long dueNanos = System.nanoTime() + TICK_NANOS;

    ClientLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
        var unused =
                eventLoop.scheduleAtFixedRate(
                        this::onTick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    /** Any thread. */
    EventLoop eventLoop() {
        return eventLoop;
    }

    Buffers buffers() {
        return buffers;
    }

    void add(ClientTransport transport) {
        transports.add(transport);
    }

    void remove(ClientTransport transport) {
        transports.remove(transport);
    }

    /** How late the clockwork was at worst since the last call, in nanoseconds. Any thread. */
    long takeWorstTickNanos() {
        return worstTickNanos.getAndSet(0);
    }

    private void onTick() {
        long nowNanos = System.nanoTime();
        long late = nowNanos - dueNanos;
        if (late > worstTickNanos.get()) {
            worstTickNanos.set(late);
        }
        dueNanos = nowNanos + TICK_NANOS;
        for (int i = 0; i < transports.size(); i++) {
            transports.get(i).onTick(nowNanos);
        }
    }
}
