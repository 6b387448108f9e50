package dev.sluice.rtp.stream;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.rtcp.NtpTime;

/**
 * Passes on the absolute capture time (webrtc.org, "rtp-hdrext/abs-capture-time") as a system in
 * the middle must: the capture time stays, but the offset from the sender's clock to the capturer's
 * is from now that from our clock, as we are the sender to those who receive it. One per peer;
 * owned by its loop.
 */
final class CaptureClock {

    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final long STEP_NANOS = 1_000_000_000L;
    private static final int SMOOTHING = 8;
    private static final int SHORT_BYTES = 8;
    private static final int LONG_BYTES = 16;
    private static final int TWO_BYTE_PROFILE = 0x1000;

    private final long ntpNanos;

    /** What the peer's clock is ahead of our monotonic one. */
    private long aheadNanos = UNKNOWN;

    /**
     * @param ntpNanos our wall clock, in nanoseconds since 1900, at monotonic 0
     */
    CaptureClock(long ntpNanos) {
        this.ntpNanos = ntpNanos;
    }

    /** The peer's clock showed {@code ntp} half a round trip ago. */
    void onSenderReport(long nowNanos, long ntp, long roundTripNanos) {
        if (ntp == 0) {
            return;
        }
        long ahead = NtpTime.toNanos(ntp) + roundTripNanos / 2 - nowNanos;
        boolean step = aheadNanos == UNKNOWN || Math.abs(ahead - aheadNanos) > STEP_NANOS;
        aheadNanos = step ? ahead : aheadNanos + (ahead - aheadNanos) / SMOOTHING;
    }

    /** Rewrites the offset in the packet, or takes it out while ours is not known. */
    void onPacket(RtpPacket rtp, HeaderExtensions extensions, ExtensionIds ids) {
        if (extensions.length(Extension.ABS_CAPTURE_TIME) != LONG_BYTES) {
            return;
        }
        byte[] data = extensions.data();
        int at = extensions.offset(Extension.ABS_CAPTURE_TIME);
        if (aheadNanos != UNKNOWN) {
            long offset = extensions.captureClockOffset();
            long ahead = NtpTime.ofNanos(aheadNanos - ntpNanos);
            Bytes.put64(data, at + SHORT_BYTES, offset + ahead);
            return;
        }
        boolean twoByte = (rtp.extensionProfile() & 0xFFF0) == TWO_BYTE_PROFILE;
        int head = twoByte ? SHORT_BYTES : (data[at - 1] & 0xF0) | (SHORT_BYTES - 1);
        Bytes.put8(data, at - 1, head);
        // Zeros are padding (RFC 8285, section 4.1).
        Bytes.put64(data, at + SHORT_BYTES, 0);
        extensions.parse(rtp, ids);
    }
}
