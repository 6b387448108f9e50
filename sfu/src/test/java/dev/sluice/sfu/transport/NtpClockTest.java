package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NtpClockTest {

    private static final long SECOND = 1_000_000_000L;
    private final NtpClock clock = new NtpClock(3_900_000_000L * SECOND);

    @Test
    void shouldWriteFixedPointSeconds() {
        assertEquals(0x0000_0001_8000_0000L, NtpClock.fixedPoint(SECOND + SECOND / 2));
    }

    @Test
    void shouldTellTheRoundTrip() {
        long sent = (NtpClock.fixedPoint(clock.nanos(10 * SECOND)) >>> 16) & 0xFFFF_FFFFL;
        long delay = 65_536 / 2;
        long now = 10 * SECOND + SECOND / 2 + 40_000_000;
        assertEquals(40_000_000, clock.roundTripNanos(now, sent, delay), 20_000);
    }

    @Test
    void shouldTellNothingWithoutAReportOrFromTheFuture() {
        assertEquals(-1, clock.roundTripNanos(SECOND, 0, 0));
        long sent = (NtpClock.fixedPoint(clock.nanos(10 * SECOND)) >>> 16) & 0xFFFF_FFFFL;
        assertEquals(-1, clock.roundTripNanos(9 * SECOND, sent, 0));
    }
}
