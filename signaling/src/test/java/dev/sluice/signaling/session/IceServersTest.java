package dev.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.signaling.session.IceServers.IceServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class IceServersTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
    private static final List<String> URLS = List.of("turn:192.0.2.1:3478?transport=udp");

    @Test
    void shouldSignCredentialsThatEnd() {
        IceServers servers = servers("sixteen letters!");
        // openssl dgst -sha1 -hmac 'sixteen letters!' -binary | base64, of the user name
        assertEquals(
                List.of(new IceServer(URLS, "1700003600:ada", "D3mwruDCnQFAGygD1NhIi6PnYG8=")),
                servers.of("ada"));
    }

    @Test
    void shouldTellNothingWithoutServers() {
        assertEquals(List.of(), IceServers.NONE.of("ada"));
    }

    @Test
    void shouldFollowTheSecret() {
        StringBuilder secret = new StringBuilder("the first secret");
        IceServers servers = new IceServers(URLS, secret::toString, Duration.ofHours(1), CLOCK);
        IceServer first = servers.of("ada").get(0);
        secret.append(" and more");
        IceServer second = servers.of("ada").get(0);
        assertEquals(first.username(), second.username());
        assertEquals(
                servers("the first secret and more").of("ada").get(0).credential(),
                second.credential());
    }

    private static IceServers servers(String secret) {
        return new IceServers(URLS, () -> secret, Duration.ofHours(1), CLOCK);
    }
}
