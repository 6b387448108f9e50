package dev.sluice.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IceCredentialsFactoryTest {

    private final IceCredentialsFactory factory = new IceCredentialsFactory(new SecureRandom());

    @Test
    void shouldCarryTheOwnerInTheFragment() {
        Set<String> seen = new HashSet<>();
        for (int loop = 0; loop < IceCredentialsFactory.MAX_LOOPS; loop++) {
            IceCredentials credentials = factory.create(loop);
            assertEquals(loop, IceCredentialsFactory.loopOf(credentials.usernameFragment()));
            assertTrue(credentials.usernameFragment().matches("[A-Za-z0-9+/]{12}"));
            assertTrue(credentials.password().matches("[A-Za-z0-9+/]{24}"));
            assertTrue(seen.add(credentials.usernameFragment()));
            assertFalse(credentials.toString().contains(credentials.password()));
        }
    }

    @Test
    void shouldNotKnowTheFragmentsOfOthers() {
        for (String other :
                List.of("", "S", "abcd", "XAAabcdefghi", "SAAabcdefgh", "S-Aabcdefghi")) {
            assertEquals(-1, IceCredentialsFactory.loopOf(other), other);
        }
    }

    @Test
    void shouldRefuseLoopsThatAFragmentCannotName() {
        assertThrows(IllegalArgumentException.class, () -> factory.create(-1));
        assertThrows(
                IllegalArgumentException.class,
                () -> factory.create(IceCredentialsFactory.MAX_LOOPS));
    }
}
