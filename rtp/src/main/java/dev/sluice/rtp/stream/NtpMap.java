package dev.sluice.rtp.stream;

import dev.sluice.rtp.rtcp.NtpTime;

/**
 * Maps the RTP timestamps of one stream to the sender's wall clock by its latest sender report (RFC
 * 3550, section 6.4.1). Owned by the transport's loop.
 */
final class NtpMap {

    private boolean known;
    private long reportNanos;
    private long reportTimestamp;

    void onSenderReport(long ntp, long rtpTimestamp) {
        known = ntp != 0;
        reportNanos = NtpTime.toNanos(ntp);
        reportTimestamp = rtpTimestamp;
    }

    /** Nanoseconds since 1900, or {@link MediaPacket#NTP_UNKNOWN}. */
    long nanos(long timestamp, int clockRateHz) {
        if (!known) {
            return MediaPacket.NTP_UNKNOWN;
        }
        long ahead = (int) (timestamp - reportTimestamp);
        return reportNanos + ahead * 1_000_000_000L / clockRateHz;
    }

    void reset() {
        known = false;
    }
}
