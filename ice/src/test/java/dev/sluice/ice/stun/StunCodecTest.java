package dev.sluice.ice.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.SimNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StunCodecTest {

    private static final TransactionId ID = new TransactionId(0x01020304, 0x05060708090a0b0cL);

    private final StunFrame frame = new StunFrame();
    private final StunKey key = new StunKey("0123456789abcdefghijkl");

    @Test
    void shouldReadItsOwnChecks() {
        StunMessage check =
                StunMessage.check(ID, "abcd:efgh", 0x6e7f00ffL, true, IceRole.CONTROLLING, -2);
        assertEquals(check, roundTrip(check));
        StunMessage other =
                StunMessage.check(ID, "abcde:f", 1, false, IceRole.CONTROLLED, Long.MIN_VALUE);
        assertEquals(other, roundTrip(other));
    }

    @Test
    void shouldReadItsOwnResponses() {
        for (String host : List.of("192.0.2.1", "2001:db8::1", "fe80::1", "255.255.255.255")) {
            for (int port : new int[] {1, 7882, 65_535}) {
                StunMessage success = StunMessage.success(ID, new InetSocketAddress(host, port));
                assertEquals(success, roundTrip(success));
            }
        }
        StunMessage conflict = StunMessage.error(ID, StunMessage.ROLE_CONFLICT, List.of());
        assertEquals(conflict, roundTrip(conflict));
        StunMessage unknown = StunMessage.error(ID, 420, List.of(0x7fff, 0x001e));
        assertEquals(unknown, roundTrip(unknown));
    }

    @Test
    void shouldReadRandomMappedAddresses() throws Exception {
        RandomGenerator random = SimNetwork.random(20);
        for (int i = 0; i < 2_000; i++) {
            byte[] address = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(address);
            InetSocketAddress mapped =
                    new InetSocketAddress(
                            InetAddress.getByAddress(address), random.nextInt(65_536));
            StunMessage success = StunMessage.success(TransactionId.random(random), mapped);
            assertEquals(success, roundTrip(success));
        }
    }

    @Test
    void shouldStayWithinTheSizeOfTheRequest() {
        StunMessage check =
                StunMessage.check(ID, "SAAabcdefghi:abcd", 1, true, IceRole.CONTROLLING, 1);
        StunMessage success = StunMessage.success(ID, new InetSocketAddress("2001:db8::1", 1));
        assertTrue(StunCodec.encode(success, key).length <= StunCodec.encode(check, key).length);
    }

    @Test
    void shouldEncodeWithoutAKey() {
        byte[] data = StunCodec.encode(StunMessage.error(ID, 400, List.of()), null);
        assertEquals(StunFault.NONE, frame.read(data, 0, data.length));
        assertFalse(frame.hasIntegrity());
        assertFalse(key.verifies(frame));
        assertTrue(frame.hasFingerprint());
    }

    @Test
    void shouldRefuseASuccessWithoutAnAddress() {
        StunMessage nonsense =
                new StunMessage(StunClass.SUCCESS, ID, null, 0, false, null, 0, null, 0, List.of());
        assertThrows(IllegalArgumentException.class, () -> StunCodec.encode(nonsense, key));
    }

    @Test
    void shouldKeepTheBytesOfATransactionId() {
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, ID.toBytes());
        assertEquals(ID, TransactionId.read(ID.toBytes(), 0));
    }

    private StunMessage roundTrip(StunMessage message) {
        byte[] data = StunCodec.encode(message, key);
        assertEquals(StunFault.NONE, frame.read(data, 0, data.length));
        assertTrue(frame.hasFingerprint());
        assertTrue(key.verifies(frame));
        return StunCodec.decode(frame);
    }
}
