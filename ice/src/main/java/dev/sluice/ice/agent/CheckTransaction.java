package dev.sluice.ice.agent;

import dev.sluice.ice.stun.IceRole;
import dev.sluice.ice.stun.TransactionId;

/** One check under way and when it is sent again (RFC 8489, section 6.2.1). */
final class CheckTransaction {

    /** RFC 8489's Rm: the wait after the last transmission, in initial timeouts. */
    private static final int LAST_WAIT_FACTOR = 16;

    final TransactionId id;
    final byte[] request;
    final IceRole role;
    final boolean useCandidate;

    private final long initialTimeoutNanos;
    private final int maxTransmissions;
    private int transmissions = 1;
    private long timeoutNanos;
    private long nextNanos;

    /** A check whose first transmission is at {@code nowNanos}. */
    CheckTransaction(
            long nowNanos,
            TransactionId id,
            byte[] request,
            IceRole role,
            boolean useCandidate,
            long initialTimeoutNanos,
            int maxTransmissions) {
        this.id = id;
        this.request = request;
        this.role = role;
        this.useCandidate = useCandidate;
        this.initialTimeoutNanos = initialTimeoutNanos;
        this.maxTransmissions = maxTransmissions;
        this.timeoutNanos = initialTimeoutNanos;
        this.nextNanos = nowNanos + timeoutOfThis();
    }

    /** When {@link #isOver} or the next transmission is due. */
    long nextNanos() {
        return nextNanos;
    }

    /** Whether nothing more is to be sent or waited for. */
    boolean isOver(long nowNanos) {
        return transmissions >= maxTransmissions && nowNanos >= nextNanos;
    }

    /** Counts a retransmission, and doubles the wait for the next up to {@code longestNanos}. */
    void retransmitted(long nowNanos, long longestNanos) {
        transmissions++;
        timeoutNanos *= 2;
        nextNanos = nowNanos + Math.min(timeoutOfThis(), longestNanos);
    }

    /** Makes the next transmission due now, unless the last one is out. */
    void hurry(long nowNanos) {
        if (transmissions < maxTransmissions) {
            nextNanos = Math.min(nextNanos, nowNanos);
        }
    }

    private long timeoutOfThis() {
        return transmissions >= maxTransmissions
                ? initialTimeoutNanos * LAST_WAIT_FACTOR
                : timeoutNanos;
    }
}
