package dev.sluice.signaling.turn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TurnMessageTest {

    private static final byte[] ID = HexFormat.of().parseHex("78ad3433c6ad72c029da412e");

    /** RFC 5769, section 2.4: a request with long-term authentication. */
    private static final String LONG_TERM =
            "000100602112a44278ad3433c6ad72c029da412e"
                    + "00060012e3839ee38388e383aae38383e382afe382b90000"
                    + "0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341"
                    + "0014000b6578616d706c652e6f726700"
                    + "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666";

    @Test
    void shouldSignAsTheVectorDoes() throws Exception {
        String user = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";
        byte[] key =
                MessageDigest.getInstance("MD5")
                        .digest((user + ":example.org:TheMatrIX").getBytes(StandardCharsets.UTF_8));
        byte[] bytes =
                TurnMessage.request(1, ID)
                        .with(TurnMessage.USERNAME, user)
                        .with(TurnMessage.NONCE, "f//499k954d6OL34oL9FSTvy64sA")
                        .with(TurnMessage.REALM, "example.org")
                        .encode(key);
        assertEquals(LONG_TERM, HexFormat.of().formatHex(bytes));
    }

    @Test
    void shouldReadWhatItWrote() throws Exception {
        for (String host : new String[] {"203.0.113.7", "2001:db8::7"}) {
            InetSocketAddress end = new InetSocketAddress(InetAddress.getByName(host), 50_000);
            TurnMessage request =
                    TurnMessage.request(TurnMessage.CHANNEL_BIND, ID)
                            .with(TurnMessage.PEER_ADDRESS, end)
                            .with(TurnMessage.REALM, "abc");
            TurnMessage read = TurnMessage.decode(request.encode(null));
            assertNotNull(read);
            assertEquals(end, read.address(TurnMessage.PEER_ADDRESS));
            assertEquals("abc", read.text(TurnMessage.REALM));
            assertArrayEquals(ID, read.id());
            assertFalse(read.answers(request));
        }
    }

    @Test
    void shouldReadAnError() {
        TurnMessage request = TurnMessage.request(TurnMessage.ALLOCATE, ID);
        byte[] value = HexFormat.of().parseHex("00000456" + "51756f7461");
        TurnMessage error =
                new TurnMessage(0x113, ID, request.attributes())
                        .with(TurnMessage.ERROR_CODE, value);
        TurnMessage read = TurnMessage.decode(error.encode(null));
        assertNotNull(read);
        assertTrue(read.isError() && read.answers(request));
        assertEquals(486, read.errorCode());
        assertEquals("Quota", read.reason());
    }

    @Test
    void shouldSurviveWhateverComes() {
        Random random = new Random(7);
        byte[] good = HexFormat.of().parseHex(LONG_TERM);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 8));
            if (bad.length > 0) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            TurnMessage read = TurnMessage.decode(bad);
            if (read != null) {
                assertEquals(0, read.errorCode() & ~0x3FF);
                assertNotNull(read.reason());
            }
        }
        assertNull(TurnMessage.decode(new byte[0]));
    }
}
