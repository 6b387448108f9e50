package dev.sluice.sfu.net;

import java.util.concurrent.TimeUnit;

/**
 * Notices that a loop stood still (its process was stopped, its machine had no processor for it),
 * so that the media which waits in its sockets is too old: sent on, it would be a burst of sound
 * that nobody can play any more. Owned by the loop.
 */
final class Standstill {

    /** No timer for so long; what is shorter, jitter buffers bridge. */
    private final long longNanos;

    /** In which a loop empties its sockets. */
    static final long STALE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long NEVER = Long.MIN_VALUE;

    private long lastTickNanos = NEVER;
    private long staleUntilNanos = NEVER;

    /** Of a loop that has not begun. */
    Standstill(long longNanos) {
        this.longNanos = longNanos;
    }

    /** The loop's timer starts. */
    void start(long nowNanos) {
        lastTickNanos = nowNanos;
    }

    /** The loop's timer stops: there is nobody to be late for. */
    void stop() {
        lastTickNanos = NEVER;
    }

    /** The loop's timer runs. */
    void tick(long nowNanos) {
        look(nowNanos);
        lastTickNanos = nowNanos;
    }

    /** Whether media that is read now is older than anybody wants it. */
    boolean isStale(long nowNanos) {
        look(nowNanos);
        return nowNanos < staleUntilNanos;
    }

    /** Any sign of life of the loop, by its clock of now. */
    void look(long nowNanos) {
        if (lastTickNanos != NEVER && nowNanos - lastTickNanos >= longNanos) {
            staleUntilNanos = nowNanos + STALE_NANOS;
            lastTickNanos = nowNanos;
        }
    }
}
