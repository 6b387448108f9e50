package dev.sluice.sfu.room;

/** A budget of bytes that refills steadily up to a burst. */
final class ByteBudget {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long bytesPerSecond;
    private final long burstBytes;
    private long leftBytes;
    private long refilledNanos = Long.MIN_VALUE;

    ByteBudget(long bytesPerSecond, long burstBytes) {
        this.bytesPerSecond = bytesPerSecond;
        this.burstBytes = burstBytes;
        this.leftBytes = burstBytes;
    }

    /**
     * Spends and returns 0, or leaves it and returns how long to wait.
     *
     * @param bytes at most the burst
     */
    long trySpend(long nowNanos, long bytes) {
        refill(nowNanos);
        if (bytes <= leftBytes) {
            leftBytes -= bytes;
            return 0;
        }
        return (bytes - leftBytes) * NANOS_PER_SECOND / bytesPerSecond + 1;
    }

    private void refill(long nowNanos) {
        if (refilledNanos == Long.MIN_VALUE) {
            refilledNanos = nowNanos;
        }
        long elapsedNanos = nowNanos - refilledNanos;
        if (elapsedNanos >= burstBytes * NANOS_PER_SECOND / bytesPerSecond) {
            leftBytes = burstBytes;
            refilledNanos = nowNanos;
            return;
        }
        long gained = elapsedNanos * bytesPerSecond / NANOS_PER_SECOND;
        if (gained > 0) {
            leftBytes = Math.min(burstBytes, leftBytes + gained);
            refilledNanos += gained * NANOS_PER_SECOND / bytesPerSecond;
        }
    }
}
