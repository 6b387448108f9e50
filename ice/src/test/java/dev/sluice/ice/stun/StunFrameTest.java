package dev.sluice.ice.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StunFrameTest {

    private static final String HEADER_WITHOUT_LENGTH =
            "21 12 a4 42 01 02 03 04 05 06 07 08 09 0a 0b 0c";
    private static final String USERNAME = "00 06 00 09 61 62 63 64 3a 65 66 67 68 00 00 00";
    private static final String OTHER_USERNAME = "00 06 00 09 6d 6e 6f 70 3a 65 66 67 68 00 00 00";
    private static final String SOFTWARE = "80 22 00 00";
    private static final String USE_CANDIDATE = "00 25 00 00";
    private static final StunKey KEY = new StunKey("a password of ours");

    private final StunFrame frame = new StunFrame();

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("PRIORITY of 3 bytes", "00 24 00 03 00 00 00 00", "BAD_ATTRIBUTE"),
                Arguments.of("PRIORITY of 8 bytes", "00 24 00 08 " + zeros(8), "BAD_ATTRIBUTE"),
                Arguments.of(
                        "USE-CANDIDATE with a value", "00 25 00 04 00 00 00 00", "BAD_ATTRIBUTE"),
                Arguments.of("tie-breaker of 4 bytes", "80 2a 00 04 00 00 00 00", "BAD_ATTRIBUTE"),
                Arguments.of("integrity of 16 bytes", "00 08 00 10 " + zeros(16), "BAD_ATTRIBUTE"),
                Arguments.of(
                        "address without a family", "00 20 00 08 " + zeros(8), "BAD_ATTRIBUTE"),
                Arguments.of(
                        "IPv4 family, IPv6 size",
                        "00 20 00 14 00 01 " + zeros(18),
                        "BAD_ATTRIBUTE"),
                Arguments.of(
                        "IPv6 family, IPv4 size", "00 20 00 08 00 02 " + zeros(6), "BAD_ATTRIBUTE"),
                Arguments.of("error code 700", "00 09 00 04 00 00 07 00", "BAD_ATTRIBUTE"),
                Arguments.of("error code 499 + 1", "00 09 00 04 00 00 04 64", "BAD_ATTRIBUTE"),
                Arguments.of("odd unknown attributes", "00 0a 00 03 00 01 00 00", "BAD_ATTRIBUTE"),
                Arguments.of("empty USERNAME", "00 06 00 00", "BAD_ATTRIBUTE"),
                Arguments.of(
                        "reaches 1 past the end", "80 22 00 05 00 00 00 00", "TRUNCATED_ATTRIBUTE"),
                Arguments.of("reaches far past the end", "80 22 ff ff", "TRUNCATED_ATTRIBUTE"),
                Arguments.of("33 attributes", SOFTWARE.repeat(33), "TOO_MANY_ATTRIBUTES"),
                Arguments.of("32 attributes", SOFTWARE.repeat(32), "NONE"),
                Arguments.of("no attributes", "", "NONE"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void shouldNameTheFault(String name, String attributes, StunFault expected) {
        byte[] data = message(attributes);
        assertEquals(expected, frame.read(data, 0, data.length));
    }

    @Test
    void shouldRefuseWhatFollowsTheFingerprint() {
        byte[] data = message("80 28 00 04 00 00 00 00" + SOFTWARE);
        assertEquals(StunFault.FINGERPRINT_NOT_LAST, frame.read(data, 0, data.length));
    }

    @Test
    void shouldRefuseMoreThanADatagram() {
        byte[] data = message("80 22 05 c8 " + zeros(0x5c8));
        assertEquals(1504, data.length);
        assertEquals(StunFault.BAD_SIZE, frame.read(data, 0, data.length));
    }

    @Test
    void shouldIgnoreAttributesAfterIntegrity() {
        byte[] data =
                sign(message(USERNAME), "00 25 00 00" + "80 2a 00 03 00 00 00 00" + "7f ff 00 00");

        assertEquals(StunFault.NONE, frame.read(data, 0, data.length));
        StunMessage message = StunCodec.decode(frame);

        assertTrue(KEY.verifies(frame));
        assertNotNull(message);
        assertFalse(message.useCandidate());
        assertNull(message.role());
        assertEquals(List.of(), frame.unknownRequired());
    }

    @Test
    void shouldReadAUsernameOnlyBeforeIntegrity() {
        byte[] data = sign(message(USE_CANDIDATE), OTHER_USERNAME);

        assertEquals(StunFault.NONE, frame.read(data, 0, data.length));

        assertFalse(frame.isFor(new byte[] {'m', 'n', 'o', 'p'}));
        assertNull(StunCodec.decode(frame).username());
    }

    @Test
    void shouldTakeTheFirstOfTwoEqualAttributes() {
        byte[] data = message(USERNAME + OTHER_USERNAME);

        assertEquals(StunFault.NONE, frame.read(data, 0, data.length));

        assertTrue(frame.isFor(new byte[] {'a', 'b', 'c', 'd'}));
        assertEquals("abcd:efgh", StunCodec.decode(frame).username());
        assertEquals("abcd", StunPeek.localUfrag(data, 0, data.length));
    }

    @Test
    void shouldNameTheRequiredAttributesThatItDoesNotKnow() {
        byte[] data = message(USERNAME + "7f ff 00 00" + "80 ff 00 00" + "00 1e 00 00");

        assertEquals(StunFault.NONE, frame.read(data, 0, data.length));

        assertEquals(List.of(0x7fff, 0x001e), frame.unknownRequired());
    }

    @Test
    void shouldCheckTheFingerprint() {
        byte[] data = message(USERNAME + "80 28 00 04 00 00 00 00");
        assertEquals(StunFault.BAD_FINGERPRINT, frame.read(data, 0, data.length));

        CRC32 crc = new CRC32();
        crc.update(data, 0, data.length - 8);
        ByteBuffer.wrap(data).putInt(data.length - 4, (int) crc.getValue() ^ 0x5354554e);
        assertEquals(StunFault.NONE, frame.read(data, 0, data.length));
    }

    @Test
    void shouldPeekOnlyAtFragmentsThatIceAllows() {
        assertEquals("abcd", peek(USERNAME));
        assertNull(peek("00 06 00 08 61 62 63 3a 65 66 67 68"), "3 characters");
        assertNull(peek("00 06 00 04 61 62 63 64"), "no colon");
        assertNull(peek("00 06 00 09 61 62 2d 64 3a 65 66 67 68 00 00 00"), "a minus");
        assertNull(peek("00 06 00 09 61 62 63 ff 3a 65 66 67 68 00 00 00"), "no ASCII");
        assertNull(peek("00 06 01 02 " + "61".repeat(257) + "3a 00 00"), "257 characters");
        assertEquals(256, peek("00 06 01 01 " + "61".repeat(256) + "3a 00 00 00").length());
        assertNull(peek(SOFTWARE), "no USERNAME");
        assertNull(peek(SOFTWARE.repeat(32) + USERNAME), "too far behind");
    }

    private static String peek(String attributes) {
        byte[] data = message(attributes);
        return StunPeek.localUfrag(data, 0, data.length);
    }

    private static byte[] message(String attributes) {
        int length = Rfc5769.hex(attributes).length;
        return Rfc5769.hex(String.format("0001%04x", length) + HEADER_WITHOUT_LENGTH + attributes);
    }

    /** Appends MESSAGE-INTEGRITY and then what it does not cover. */
    private static byte[] sign(byte[] message, String after) {
        byte[] tail = Rfc5769.hex(after);
        ByteBuffer signed = ByteBuffer.allocate(message.length + 24 + tail.length);
        signed.put(message).putShort((short) 8).putShort((short) 20);
        signed.put(KEY.hmac(message, 0, message.length)).put(tail);
        return signed.putShort(2, (short) (signed.capacity() - 20)).array();
    }

    private static String zeros(int bytes) {
        return "00".repeat(bytes);
    }
}
