package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import org.junit.jupiter.api.Test;

class LivenessTest {

    private static final long SECOND = 1_000_000_000L;

    private final Liveness liveness = new Liveness(0, Limits.DEFAULT);

    @Test
    void shouldConnectOnceSecured() {
        assertFalse(liveness.update(SECOND));
        liveness.secured();
        assertTrue(liveness.update(SECOND));
        assertEquals(ConnectionState.CONNECTED, liveness.state());
    }

    @Test
    void shouldDisconnectAfterSevenSilentSecondsAndComeBack() {
        liveness.secured();
        liveness.alive(SECOND);
        liveness.update(SECOND);
        assertFalse(liveness.update(8 * SECOND - 1));
        assertTrue(liveness.update(8 * SECOND));
        assertEquals(ConnectionState.DISCONNECTED, liveness.state());
        liveness.alive(9 * SECOND);
        assertTrue(liveness.update(9 * SECOND));
        assertEquals(ConnectionState.CONNECTED, liveness.state());
    }

    @Test
    void shouldSurviveThirtySilentSecondsAndNotManyMoreConnectedOrNot() {
        assertFalse(liveness.dead(33 * SECOND - 1));
        assertTrue(liveness.dead(33 * SECOND));
        liveness.secured();
        liveness.alive(20 * SECOND);
        assertFalse(liveness.dead(33 * SECOND));
        assertTrue(liveness.dead(53 * SECOND));
    }

    @Test
    void shouldKeepToOtherLimits() {
        Limits limits =
                Limits.DEFAULT
                        .with(Limit.DISCONNECTED_MILLIS, 1_000)
                        .with(Limit.REMOVED_MILLIS, 2_000);
        Liveness hasty = new Liveness(0, limits);
        hasty.secured();
        hasty.update(999_999_999L);
        assertEquals(ConnectionState.CONNECTED, hasty.state());
        hasty.update(1_000_000_000L);
        assertEquals(ConnectionState.DISCONNECTED, hasty.state());
        assertFalse(hasty.dead(1_999_999_999L));
        assertTrue(hasty.dead(2_000_000_000L));
        assertEquals(2, hasty.deadSeconds());
    }
}
