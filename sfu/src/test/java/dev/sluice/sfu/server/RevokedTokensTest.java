package dev.sluice.sfu.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.JoinRequest.Access;
import org.junit.jupiter.api.Test;

class RevokedTokensTest {

    private final RevokedTokens revoked = new RevokedTokens();

    @Test
    void shouldKnowWhatWasRevokedAndNothingElse() {
        revoked.revoke(new Access("a", 2_000), 1_000);
        assertTrue(revoked.contains("a"));
        assertFalse(revoked.contains("b"));
    }

    @Test
    void shouldNotKeepWhatHasExpired() {
        revoked.revoke(new Access("a", 1_000), 1_000);
        assertFalse(revoked.contains("a"));
    }

    @Test
    void shouldStayWithinItsBoundAndForgetFirstWhatExpiresFirst() {
        revoked.revoke(new Access("soon", 1_500), 1_000);
        for (int i = 0; i < 100_000; i++) {
            revoked.revoke(new Access("t" + i, 1_000_000 + i), 1_000);
        }
        assertEquals(100_000, revoked.size());
        assertFalse(revoked.contains("soon"));
        assertTrue(revoked.contains("t0"));
        revoked.revoke(new Access("late", 5_000_000), 2_000_000);
        assertEquals(1, revoked.size(), "those that expired meanwhile went");
    }
}
