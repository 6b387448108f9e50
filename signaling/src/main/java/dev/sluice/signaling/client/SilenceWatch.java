package dev.sluice.signaling.client;

/**
 * Notices that datagrams which came thick and fast come no more, as when a NAT has forgotten us and
 * nobody tells. Owned by the participant's loop.
 */
final class SilenceWatch {

    static final long SILENCE_NANOS = 400_000_000L;

    /** Streams leave no longer gaps. */
    static final long STREAM_NANOS = 250_000_000L;

    static final int MAX_ALARMS = 3;

    private boolean streaming;
    private long lastNanos;
    private int alarms;

    void heard(long nowNanos) {
        streaming = nowNanos - lastNanos <= STREAM_NANOS;
        lastNanos = nowNanos;
        alarms = 0;
    }

    /** True now and then while it is silent, {@link #MAX_ALARMS} times in all. */
    boolean poll(long nowNanos) {
        if (!streaming || nowNanos - lastNanos < SILENCE_NANOS * (alarms + 1)) {
            return false;
        }
        alarms++;
        streaming = alarms < MAX_ALARMS;
        return true;
    }
}
