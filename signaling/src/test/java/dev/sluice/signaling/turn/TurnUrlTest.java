package dev.sluice.signaling.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.signaling.turn.TurnUrl.Transport;
import org.junit.jupiter.api.Test;

class TurnUrlTest {

    @Test
    void shouldReadWhatRfc7065Writes() {
        assertEquals(new TurnUrl(Transport.UDP, "example.org", 3478), read("turn:example.org"));
        assertEquals(
                new TurnUrl(Transport.TCP, "203.0.113.7", 80),
                read("turn:203.0.113.7:80?transport=tcp"));
        assertEquals(new TurnUrl(Transport.TLS, "example.org", 5349), read("turns:example.org"));
        assertEquals(
                new TurnUrl(Transport.TLS, "example.org", 443),
                read("turns:Example.org:443?transport=tcp"));
        assertEquals(
                new TurnUrl(Transport.UDP, "2001:db8::7", 3478), read("turn:[2001:db8::7]:3478"));
    }

    @Test
    void shouldRefuseTheRest() {
        for (String bad :
                new String[] {
                    "stun:example.org",
                    "turn:",
                    "turn:example.org:0",
                    "turn:example.org:70000",
                    "turn:example.org?transport=sctp",
                    "turns:example.org?transport=udp"
                }) {
            assertThrows(IllegalArgumentException.class, () -> read(bad), bad);
        }
    }

    private static TurnUrl read(String text) {
        return TurnUrl.parse(text);
    }
}
