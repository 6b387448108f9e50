package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import org.junit.jupiter.api.Test;

class LivenessTest {

    private static final long SECOND = 1_000_000_000L;

    private final Liveness liveness = new Liveness(0);

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
}
