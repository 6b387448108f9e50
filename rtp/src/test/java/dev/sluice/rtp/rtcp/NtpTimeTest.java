package dev.sluice.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NtpTimeTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldConvertKnownInstants() {
        long unixEpoch = 2_208_988_800L * SECOND;
        assertEquals(0x83AA7E80_00000000L, NtpTime.ofNanos(unixEpoch));
        assertEquals(unixEpoch, NtpTime.toNanos(0x83AA7E80_00000000L));
        assertEquals(unixEpoch + SECOND / 2, NtpTime.toNanos(0x83AA7E80_80000000L));
        assertEquals(0x7E808000L, NtpTime.compact(0x83AA7E80_80000000L));
    }

    @Test
    void shouldReturnTheNanosecondItWasGiven() {
        Random random = new Random(2);
        for (int i = 0; i < 100_000; i++) {
            long nanos =
                    (long) (random.nextDouble() * (1L << 32)) * SECOND
                            + random.nextInt((int) SECOND);
            assertEquals(nanos, NtpTime.toNanos(NtpTime.ofNanos(nanos)));
        }
    }

    @Test
    void shouldConvertDurations() {
        assertEquals(65_536, NtpTime.compactOfNanos(SECOND));
        assertEquals(32_768, NtpTime.compactOfNanos(SECOND / 2));
        assertEquals(SECOND / 4, NtpTime.nanosOfCompact(16_384));
    }

    @Test
    void shouldMeasureTheRoundTripOfAnEcho() {
        long sent = NtpTime.compact(NtpTime.ofNanos(65_535 * SECOND));
        long back = NtpTime.compact(NtpTime.ofNanos(65_537 * SECOND));
        long delay = NtpTime.compactOfNanos(SECOND + SECOND / 2);
        assertEquals(SECOND / 2, NtpTime.roundTripNanos(back, sent, delay));
        assertEquals(-1, NtpTime.roundTripNanos(back, 0, delay));
        assertEquals(-1, NtpTime.roundTripNanos(back, sent, NtpTime.compactOfNanos(3 * SECOND)));
        assertTrue(NtpTime.roundTripNanos(sent, sent, 1) == 0);
    }
}
