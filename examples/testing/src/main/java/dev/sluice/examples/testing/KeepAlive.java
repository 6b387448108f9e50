package dev.sluice.examples.testing;

import dev.sluice.mediacore.net.DatagramSink;
import dev.sluice.mediacore.net.Tuple;

/** Sends a byte each second, and knows whether one came within the last five. */
public final class KeepAlive {

    private static final long PERIOD_NANOS = 1_000_000_000L;
    private static final long PATIENCE_NANOS = 5 * PERIOD_NANOS;
    private static final byte[] PING = {1};

    private final Tuple peer;
    private long nextNanos;
    private long heardNanos;

    public KeepAlive(long nowNanos, Tuple peer) {
        this.peer = peer;
        this.nextNanos = nowNanos;
        this.heardNanos = nowNanos;
    }

    public void onDatagram(long nowNanos) {
        heardNanos = nowNanos;
    }

    public void onTimeout(long nowNanos, DatagramSink out) {
        if (nowNanos >= nextNanos) {
            nextNanos += PERIOD_NANOS;
            out.send(peer, PING, 0, PING.length);
        }
    }

    public long nextDeadlineNanos() {
        return nextNanos;
    }

    public boolean alive(long nowNanos) {
        return nowNanos - heardNanos <= PATIENCE_NANOS;
    }
}
