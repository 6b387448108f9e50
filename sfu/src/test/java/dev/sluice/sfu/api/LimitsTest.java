package dev.sluice.sfu.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class LimitsTest {

    @Test
    void shouldHaveAUsualValueWithinItsRangeForEach() {
        for (Limit limit : Limit.values()) {
            assertTrue(limit.lowest() <= limit.usual(), limit.key());
            assertTrue(limit.usual() <= limit.highest(), limit.key());
            assertEquals(limit.usual(), Limits.DEFAULT.of(limit), limit.key());
            assertEquals(limit.key(), limit.key().toLowerCase(Locale.ROOT));
            assertTrue(limit.help().endsWith("."), limit.key());
        }
    }

    @Test
    void shouldTakeEachWithinItsRangeOnly() {
        for (Limit limit : Limit.values()) {
            assertEquals(limit.lowest(), Limits.DEFAULT.with(limit, limit.lowest()).of(limit));
            assertEquals(limit.highest(), Limits.DEFAULT.with(limit, limit.highest()).of(limit));
            for (long beyond : new long[] {limit.lowest() - 1, limit.highest() + 1}) {
                String why =
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> Limits.DEFAULT.with(limit, beyond))
                                .getMessage();
                assertEquals(
                        limit.key()
                                + " is "
                                + beyond
                                + ": give "
                                + limit.lowest()
                                + " to "
                                + limit.highest(),
                        why);
            }
        }
    }

    @Test
    void shouldLeaveTheOthersAndTheOriginalAlone() {
        Limits changed = Limits.DEFAULT.with(Limit.CALLS, 3).with(Limit.STALE_MILLIS, 250);
        assertEquals(3, changed.of(Limit.CALLS));
        assertEquals(250_000_000L, changed.nanos(Limit.STALE_MILLIS));
        assertEquals(Limit.RESENDS.usual(), changed.of(Limit.RESENDS));
        assertEquals(Limit.CALLS.usual(), Limits.DEFAULT.of(Limit.CALLS));
        assertEquals(9_000_000_000L, changed.nanos(Limit.SOCKET_QUEUE_SECONDS));
        assertThrows(IllegalArgumentException.class, () -> changed.nanos(Limit.CALLS));
        assertEquals(changed, Limits.DEFAULT.with(Limit.STALE_MILLIS, 250).with(Limit.CALLS, 3));
    }
}
