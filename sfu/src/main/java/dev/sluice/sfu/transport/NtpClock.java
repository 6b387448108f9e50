package dev.sluice.sfu.transport;

import java.time.Instant;

/**
 * The wall clock as RTCP wants it, tied once to the monotonic one so that it never jumps.
 *
 * @param offsetNanos what is to be added to monotonic nanoseconds for nanoseconds since 1900
 */
public record NtpClock(long offsetNanos) {

    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Reads both clocks now. */
    public static NtpClock start() {
        Instant now = Instant.now();
        long ntp = (now.getEpochSecond() + SECONDS_1900_TO_1970) * NANOS_PER_SECOND + now.getNano();
        return new NtpClock(ntp - System.nanoTime());
    }

    /** The wall clock at monotonic 0, in microseconds since 1970. */
    long epochMicros() {
        return offsetNanos / 1_000 - SECONDS_1900_TO_1970 * 1_000_000L;
    }

    /** Nanoseconds since 1900. */
    long nanos(long nowNanos) {
        return nowNanos + offsetNanos;
    }

    /** 32.32 fixed-point seconds (RFC 3550, section 4). */
    static long fixedPoint(long ntpNanos) {
        long seconds = Math.floorDiv(ntpNanos, NANOS_PER_SECOND);
        long rest = Math.floorMod(ntpNanos, NANOS_PER_SECOND);
        return (seconds << 32) | ((rest << 32) / NANOS_PER_SECOND);
    }

    /**
     * The round trip that a report block tells (RFC 3550, section 6.4.1), or -1 when it tells none.
     *
     * @param lastSenderReport the middle 32 bits of our report's time, 0 when none was received
     * @param delay since its arrival there, in 1/65,536 s
     */
    long roundTripNanos(long nowNanos, long lastSenderReport, long delay) {
        if (lastSenderReport == 0) {
            return -1;
        }
        long now = (fixedPoint(nanos(nowNanos)) >>> 16) & 0xFFFF_FFFFL;
        int units = (int) (now - lastSenderReport - delay);
        // Our own rounding may make a short way look negative.
        return units < -66 ? -1 : Math.max(0, units) * NANOS_PER_SECOND / 65_536;
    }
}
