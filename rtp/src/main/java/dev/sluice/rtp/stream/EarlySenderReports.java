package dev.sluice.rtp.stream;

import java.util.Arrays;

/**
 * Sender reports of streams whose first packet has not come yet: a few of the latest, kept until it
 * does. Owned by the transport's loop.
 */
final class EarlySenderReports {

    private static final int CAPACITY = 8;
    private static final long NONE = -1;

    private final long[] ssrcs = new long[CAPACITY];
    private final long[] arrivals = new long[CAPACITY];
    private final long[] ntps = new long[CAPACITY];
    private final long[] timestamps = new long[CAPACITY];
    private int next;
    private int kept;

    EarlySenderReports() {
        Arrays.fill(ssrcs, NONE);
    }

    void keep(long nowNanos, long ssrc, long ntp, long rtpTimestamp) {
        int at = find(ssrc);
        if (at < 0) {
            at = next;
            next = (next + 1) % CAPACITY;
            kept += ssrcs[at] == NONE ? 1 : 0;
        }
        ssrcs[at] = ssrc;
        arrivals[at] = nowNanos;
        ntps[at] = ntp;
        timestamps[at] = rtpTimestamp;
    }

    /** Gives {@code encoding} the report that was kept for it, if there is one. */
    void deliver(ReceivedEncoding encoding) {
        if (kept == 0) {
            return;
        }
        int at = find(encoding.ssrc());
        if (at >= 0) {
            ssrcs[at] = NONE;
            kept--;
            encoding.onSenderReport(arrivals[at], ntps[at], timestamps[at]);
        }
    }

    private int find(long ssrc) {
        for (int i = 0; i < CAPACITY; i++) {
            if (ssrcs[i] == ssrc) {
                return i;
            }
        }
        return -1;
    }
}
