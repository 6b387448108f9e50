package dev.sluice.signaling.client;

/**
 * Notices that datagrams which came thick and fast come no more, as when a NAT has forgotten us and
 * nobody tells. Owned by the participant's loop.
 */
final class SilenceWatch {

    static final long SILENCE_NANOS = 400_000_000L;

    /** Streams leave no longer gaps. */
    static final long STREAM_NANOS = 250_000_000L;

    /** Alarms in a row, of which there are more only now and then. */
    static final int HASTY_ALARMS = 3;

    static final long LATER_NANOS = 1_000_000_000L;

    private boolean streaming;
    private long lastNanos;
    private int alarms;

    void heard(long nowNanos) {
        streaming = nowNanos - lastNanos <= STREAM_NANOS;
        lastNanos = nowNanos;
        alarms = 0;
    }

    /** True now and then while it is silent. */
    boolean poll(long nowNanos) {
        int hasty = Math.min(alarms + 1, HASTY_ALARMS);
        long due = SILENCE_NANOS * hasty + LATER_NANOS * (alarms + 1 - hasty);
        if (!streaming || nowNanos - lastNanos < due) {
            return false;
        }
        alarms++;
        return true;
    }
}
