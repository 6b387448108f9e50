package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.ice.agent.Addresses;
import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NewcomersTest {

    private final Newcomers newcomers = new Newcomers(5, 2);

    @Test
    void shouldBoundEachAddress() {
        Newcomers.Place first = admit("192.0.2.1");
        admit("192.0.2.1");
        assertNull(newcomers.admit(address("192.0.2.1")));
        admit("192.0.2.2");
        first.release();
        first.release();
        admit("192.0.2.1");
        assertNull(newcomers.admit(address("192.0.2.1")));
        assertEquals(3, newcomers.waiting());
        assertEquals(2, newcomers.refused());
    }

    @Test
    void shouldBoundAll() {
        for (int i = 0; i < 5; i++) {
            admit("192.0.2." + i);
        }
        assertNull(newcomers.admit(address("192.0.2.9")));
        assertEquals(5, newcomers.waiting());
    }

    @Test
    void shouldTakeAnIpv6NetworkForOneAddress() {
        admit("2001:db8:0:1::1");
        admit("2001:db8:0:1::2");
        assertNull(newcomers.admit(address("2001:db8:0:1:ffff::")));
        admit("2001:db8:0:2::1");
    }

    private Newcomers.Place admit(String from) {
        Newcomers.Place place = newcomers.admit(address(from));
        assertNotNull(place);
        return place;
    }

    private static InetAddress address(String literal) {
        return Objects.requireNonNull(Addresses.parse(literal));
    }
}
