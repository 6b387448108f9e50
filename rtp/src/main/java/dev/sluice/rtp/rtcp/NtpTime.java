package dev.sluice.rtp.rtcp;

/**
 * The NTP timestamp format of RTCP: seconds since 1900 as 32.32 fixed point in a long (RFC 3550,
 * section 4), which reads as unsigned.
 */
public final class NtpTime {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private NtpTime() {}

    /** The timestamp of {@code nanos} since 1900, or before or after any other zero. */
    public static long ofNanos(long nanos) {
        long fraction = (Math.floorMod(nanos, NANOS_PER_SECOND) << 32) / NANOS_PER_SECOND;
        return (Math.floorDiv(nanos, NANOS_PER_SECOND) << 32) | fraction;
    }

    /** Nanoseconds since 1900, rounded to the nearest. */
    public static long toNanos(long ntp) {
        long fraction = ntp & 0xFFFF_FFFFL;
        return (ntp >>> 32) * NANOS_PER_SECOND
                + ((fraction * NANOS_PER_SECOND + (1L << 31)) >>> 32);
    }

    /** The middle 32 bits, in units of 1/65,536 s: what LSR and DLSR count in. */
    public static long compact(long ntp) {
        return (ntp >>> 16) & 0xFFFF_FFFFL;
    }

    /** A duration in units of 1/65,536 s, of which the low 32 bits count. */
    public static long compactOfNanos(long nanos) {
        return ((nanos / NANOS_PER_SECOND) << 16)
                + ((nanos % NANOS_PER_SECOND) << 16) / NANOS_PER_SECOND;
    }

    /** The nanoseconds of a duration in units of 1/65,536 s. */
    public static long nanosOfCompact(long compact) {
        return (compact * NANOS_PER_SECOND) >> 16;
    }

    /**
     * The round trip that an echo proves (RFC 3550, section 6.4.1): now, less the time that was
     * echoed, less the time it lay with the peer, all of them compact. Gives nanoseconds, or -1
     * when there was no echo or it cannot be true.
     */
    public static long roundTripNanos(long compactNow, long echoed, long delay) {
        if (echoed == 0) {
            return -1;
        }
        int elapsed = (int) (compactNow - echoed - delay);
        // The peer's clock rounds: one unit below zero is a round trip of nearly nothing.
        return elapsed < -1 ? -1 : nanosOfCompact(Math.max(elapsed, 0));
    }
}
