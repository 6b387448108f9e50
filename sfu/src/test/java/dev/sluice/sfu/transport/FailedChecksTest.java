package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class FailedChecksTest {

    private static final long SECOND = 1_000_000_000L;
    private static final InetAddress SCHOOL = address("192.0.2.1");
    private static final InetAddress HOME = address("192.0.2.2");

    private final FailedChecks checks = new FailedChecks(3);

    @Test
    void shouldBoundOneAddressForASecond() {
        for (int i = 0; i < 3; i++) {
            assertFalse(checks.tooMany(5, SCHOOL));
            checks.add(5, SCHOOL);
        }
        assertTrue(checks.tooMany(6, SCHOOL));
        assertFalse(checks.tooMany(6, HOME));
        assertTrue(checks.tooMany(4 + SECOND, SCHOOL));
        assertFalse(checks.tooMany(5 + SECOND, SCHOOL));
        checks.add(5 + SECOND, SCHOOL);
        assertFalse(checks.tooMany(5 + SECOND, SCHOOL));
    }

    @Test
    void shouldTakeAnIpv6NetworkForOneAddress() {
        for (int i = 1; i <= 3; i++) {
            checks.add(0, address("2001:db8::" + i));
        }
        assertTrue(checks.tooMany(0, address("2001:db8::99")));
        assertFalse(checks.tooMany(0, address("2001:db8:1::1")));
    }

    /** More addresses than the table has places: nobody is blamed for another. */
    @Test
    void shouldBlameNobodyForOthers() {
        for (int i = 0; i < 100_000; i++) {
            checks.add(0, address("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)));
        }
        for (int i = 0; i < 1_000; i++) {
            assertFalse(checks.tooMany(0, address("192.168." + (i >> 8) + "." + (i & 255))));
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
