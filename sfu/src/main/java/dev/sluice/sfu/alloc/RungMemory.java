package dev.sluice.sfu.alloc;

import java.util.Arrays;

/**
 * What became of a stream's steps up: one that had to be taken back soon is not tried again for a
 * while, each time longer. Every rung has a memory of its own. Owned by a stream.
 */
final class RungMemory {

    private static final int LAYERS = 4;
    private static final int TEMPORALS = 4;
    private static final long FIRST_HOLD_NANOS = 10_000_000_000L;
    private static final long MAX_HOLD_NANOS = 60_000_000_000L;
    private static final long FAILED_WITHIN_NANOS = 20_000_000_000L;

    /** A rung that was kept for so long has proved itself. */
    private static final long PROVEN_NANOS = 60_000_000_000L;

    private static final long NEW_NANOS = 10_000_000_000L;
    private static final long NEVER = Long.MIN_VALUE;

    private final long[] raised = new long[LAYERS * TEMPORALS];
    private final long[] hold = new long[LAYERS * TEMPORALS];
    private final long[] blockedUntil = new long[LAYERS * TEMPORALS];

    RungMemory() {
        Arrays.fill(raised, NEVER);
        Arrays.fill(hold, FIRST_HOLD_NANOS);
        Arrays.fill(blockedUntil, NEVER);
    }

    /** A step up: all rungs above {@code from} up to {@code to} are new. */
    void raised(long nowNanos, Rung from, Rung to) {
        for (int i = at(from) + 1; i <= at(to); i++) {
            raised[i] = nowNanos;
        }
    }

    /** The bandwidth took {@code from} away, for {@code to} or a pause (-1). */
    void lowered(long nowNanos, Rung from, int to) {
        for (int i = to + 1; i <= at(from); i++) {
            if (raised[i] == NEVER) {
                continue;
            }
            long kept = nowNanos - raised[i];
            if (kept < FAILED_WITHIN_NANOS) {
                hold[i] = Math.min(2 * hold[i], MAX_HOLD_NANOS);
            } else if (kept >= PROVEN_NANOS) {
                hold[i] = FIRST_HOLD_NANOS;
            }
            raised[i] = NEVER;
            if (i >= TEMPORALS) {
                blockedUntil[i] = nowNanos + hold[i];
            }
        }
    }

    /** Whether the step to {@code rung} is so new that what goes wrong may be its fault. */
    boolean isNew(long nowNanos, Rung rung) {
        long at = raised[at(rung)];
        return at != NEVER && nowNanos - at < NEW_NANOS;
    }

    boolean blocked(long nowNanos, Rung rung) {
        return nowNanos < blockedUntil[at(rung)];
    }

    /** How often in a row the step to {@code rung} had to be taken back. */
    int failures(Rung rung) {
        return Long.numberOfTrailingZeros(Long.highestOneBit(hold[at(rung)] / FIRST_HOLD_NANOS));
    }

    static int at(Rung rung) {
        return Math.min(rung.layer(), LAYERS - 1) * TEMPORALS
                + Math.min(rung.temporal(), TEMPORALS - 1);
    }
}
