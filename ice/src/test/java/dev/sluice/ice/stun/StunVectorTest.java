package dev.sluice.ice.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class StunVectorTest {

    private final StunFrame frame = new StunFrame();

    @Test
    void shouldReadTheSampleRequest() {
        StunMessage request = read(Rfc5769.REQUEST);

        assertEquals(StunClass.REQUEST, request.type());
        assertEquals(new TransactionId(0xb7e7a701, 0xbc34d686fa87dfaeL), request.transactionId());
        assertEquals("evtj:h6vY", request.username());
        assertEquals(0x6e0001ffL, request.priority());
        assertEquals(IceRole.CONTROLLED, request.role());
        assertEquals(0x932ff9b151263b36L, request.tieBreaker());
        assertFalse(request.useCandidate());
        assertTrue(frame.hasFingerprint());
        assertTrue(new StunKey(Rfc5769.PASSWORD).verifies(frame));
        assertFalse(new StunKey(Rfc5769.PASSWORD + "x").verifies(frame));
        assertTrue(frame.isFor("evtj".getBytes(StandardCharsets.US_ASCII)));
        assertFalse(frame.isFor("evt".getBytes(StandardCharsets.US_ASCII)));
        assertFalse(frame.isFor("evtj:".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("evtj", peek(Rfc5769.REQUEST));
    }

    @Test
    void shouldReadTheSampleIpv4Response() {
        StunMessage response = read(Rfc5769.IPV4_RESPONSE);

        assertEquals(StunClass.SUCCESS, response.type());
        assertEquals(new InetSocketAddress("192.0.2.1", 32853), response.mappedAddress());
        assertTrue(new StunKey(Rfc5769.PASSWORD).verifies(frame));
        assertEquals(null, peek(Rfc5769.IPV4_RESPONSE));
    }

    @Test
    void shouldReadTheSampleIpv6Response() {
        StunMessage response = read(Rfc5769.IPV6_RESPONSE);

        assertEquals(
                new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32853),
                response.mappedAddress());
        assertTrue(new StunKey(Rfc5769.PASSWORD).verifies(frame));
    }

    @Test
    void shouldVerifyTheSampleLongTermRequest() throws Exception {
        StunMessage request = read(Rfc5769.LONG_TERM_REQUEST);
        String username = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";
        byte[] key =
                MessageDigest.getInstance("MD5")
                        .digest(
                                (username + ":example.org:TheMatrIX")
                                        .getBytes(StandardCharsets.UTF_8));

        assertEquals(username, request.username());
        assertFalse(frame.hasFingerprint());
        assertTrue(new StunKey(key).verifies(frame));
    }

    private StunMessage read(byte[] data) {
        byte[] shifted = new byte[data.length + 9]; // a datagram rarely starts at zero
        System.arraycopy(data, 0, shifted, 5, data.length);
        assertEquals(StunFault.NONE, frame.read(shifted, 5, data.length));
        StunMessage message = StunCodec.decode(frame);
        assertNotNull(message);
        return message;
    }

    private static String peek(byte[] data) {
        return StunPeek.localUfrag(data, 0, data.length);
    }
}
