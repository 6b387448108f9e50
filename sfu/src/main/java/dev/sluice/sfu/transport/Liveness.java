package dev.sluice.sfu.transport;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import java.util.concurrent.TimeUnit;

/** Whether the peer is there: from its last authenticated packet. Owned by the transport's loop. */
final class Liveness {

    /** Without a sign of life for so long the peer counts as disconnected. */
    private final long disconnectedNanos;

    /** And for so long as gone: who had no network for 30 s has 3 s to come back. */
    private final long deadNanos;

    private long lastLifeNanos;
    private boolean secured;
    private ConnectionState state = ConnectionState.CONNECTING;

    Liveness(long nowNanos, Limits limits) {
        disconnectedNanos = limits.nanos(Limit.DISCONNECTED_MILLIS);
        deadNanos = limits.nanos(Limit.REMOVED_MILLIS);
        lastLifeNanos = nowNanos;
    }

    /** An authenticated packet came. */
    void alive(long nowNanos) {
        lastLifeNanos = nowNanos;
    }

    /** The DTLS handshake is through. */
    void secured() {
        secured = true;
    }

    /** Looks at the clock; true when {@link #state} changed. */
    boolean update(long nowNanos) {
        ConnectionState now = ConnectionState.CONNECTING;
        if (secured) {
            boolean silent = nowNanos - lastLifeNanos >= disconnectedNanos;
            now = silent ? ConnectionState.DISCONNECTED : ConnectionState.CONNECTED;
        }
        boolean changed = now != state;
        state = now;
        return changed;
    }

    ConnectionState state() {
        return state;
    }

    long deadSeconds() {
        return TimeUnit.NANOSECONDS.toSeconds(deadNanos);
    }

    boolean dead(long nowNanos) {
        return nowNanos - lastLifeNanos >= deadNanos;
    }
}
