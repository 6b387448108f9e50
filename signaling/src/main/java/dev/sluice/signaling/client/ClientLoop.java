package dev.sluice.signaling.client;

import dev.sluice.signaling.client.ClientTransport.Buffers;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One event loop with the transports of its participants. Every method is called on the loop. */
final class ClientLoop {

    private static final long TICK_MILLIS = 5;

    private final EventLoop eventLoop;
    private final List<ClientTransport> transports = new ArrayList<>();
    private final Buffers buffers = new Buffers();

    ClientLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
        var unused =
                eventLoop.scheduleAtFixedRate(
                        this::onTick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
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

    private void onTick() {
        long nowNanos = System.nanoTime();
        for (int i = 0; i < transports.size(); i++) {
            transports.get(i).onTick(nowNanos);
        }
    }
}
