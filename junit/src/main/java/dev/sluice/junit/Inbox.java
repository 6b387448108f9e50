package dev.sluice.junit;

import dev.sluice.signaling.client.ClientEvent;
import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.client.ReceivedMedia;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What one guest was told and sent. Any thread. */
final class Inbox implements ParticipantListener {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final List<ClientEvent> events = new ArrayList<>();
    private final Map<String, Long> packets = new HashMap<>();
    private boolean closed;

    @Override
    public synchronized void onEvent(ClientEvent event) {
        events.add(event);
        notifyAll();
    }

    @Override
    public synchronized void onMedia(ReceivedMedia media) {
        if (media.publication != null && media.packet.rtp.payloadBytes() > 0) {
            packets.merge(media.publication.id(), 1L, Long::sum);
            notifyAll();
        }
    }

    @Override
    public synchronized void onClosed(@Nullable Throwable failure) {
        closed = true;
        notifyAll();
    }

    synchronized List<ClientEvent> events() {
        return List.copyOf(events);
    }

    synchronized long packets(String publicationId) {
        return packets.getOrDefault(publicationId, 0L);
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Waits until something holds that what comes in can change. */
    synchronized void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("waited 30 s in vain for " + what);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }
}
