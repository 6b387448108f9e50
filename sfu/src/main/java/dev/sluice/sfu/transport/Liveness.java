package dev.sluice.sfu.transport;

import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import java.util.concurrent.TimeUnit;

/** Whether the peer is there: from its last authenticated packet. Owned by the transport's loop. */
final class Liveness {

    /** Without a sign of life for so long the peer counts as disconnected. */
    static final long DISCONNECTED_NANOS = TimeUnit.SECONDS.toNanos(7);

    /** And for so long as gone: who had no network for 30 s has 3 s to come back. */
    static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(33);

    private long lastLifeNanos;
    private boolean secured;
    private ConnectionState state = ConnectionState.CONNECTING;

    Liveness(long nowNanos) {
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
            boolean silent = nowNanos - lastLifeNanos >= DISCONNECTED_NANOS;
            now = silent ? ConnectionState.DISCONNECTED : ConnectionState.CONNECTED;
        }
        boolean changed = now != state;
        state = now;
        return changed;
    }

    ConnectionState state() {
        return state;
    }

    boolean dead(long nowNanos) {
        return nowNanos - lastLifeNanos >= DEAD_NANOS;
    }
}
