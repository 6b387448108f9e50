package dev.sluice.rtp.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpPacketTest {

    private static final byte[] WHOLE =
            Hex.bytes(
                    "B1 ; version 2, padding, extension, one CSRC",
                    "E0 ; marker, payload type 96",
                    "FFFE ; sequence number",
                    "80000001 ; timestamp",
                    "FEDCBA98 ; SSRC",
                    "00000007 ; CSRC",
                    "BEDE 0001 ; one-byte extensions, one word",
                    "10 AA 00 00",
                    "0102030405 ; payload",
                    "000003 ; padding");

    private final RtpPacket packet = new RtpPacket();

    @Test
    void shouldReadEveryField() {
        byte[] shifted = new byte[WHOLE.length + 9];
        System.arraycopy(WHOLE, 0, shifted, 5, WHOLE.length);
        assertEquals(RtpPacket.Verdict.OK, packet.parse(shifted, 5, WHOLE.length));
        assertTrue(packet.marker());
        assertEquals(96, packet.payloadType());
        assertEquals(0xFFFE, packet.sequenceNumber());
        assertEquals(0x80000001L, packet.timestamp());
        assertEquals(0xFEDCBA98L, packet.ssrc());
        assertEquals(24, packet.headerBytes());
        assertTrue(packet.hasExtension());
        assertEquals(0xBEDE, packet.extensionProfile());
        assertEquals(5 + 20, packet.extensionOffset());
        assertEquals(4, packet.extensionBytes());
        assertEquals(5 + 24, packet.payloadOffset());
        assertEquals(5, packet.payloadBytes());
        assertEquals(3, packet.paddingBytes());
    }

    @Test
    void shouldReadPaddingOnly() {
        byte[] padding = Hex.bytes("A06F0001 00000000 00000005", "000004");
        padding[padding.length - 1] = 3;
        assertEquals(RtpPacket.Verdict.OK, packet.parse(padding, 0, padding.length));
        assertEquals(0, packet.payloadBytes());
        assertFalse(packet.hasExtension());
        assertEquals(0, packet.extensionBytes());
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertVerdict(RtpPacket.Verdict.TOO_SHORT, "800000010000000000000");
        assertVerdict(RtpPacket.Verdict.WRONG_VERSION, "406F0001 00000000 00000005");
        assertVerdict(RtpPacket.Verdict.TOO_SHORT, "816F0001 00000000 00000005");
        assertVerdict(RtpPacket.Verdict.EXTENSION_OVERRUN, "906F0001 00000000 00000005 BEDE");
        assertVerdict(RtpPacket.Verdict.EXTENSION_OVERRUN, "906F0001 00000000 00000005 BEDE0001");
        assertVerdict(RtpPacket.Verdict.PADDING_OVERRUN, "A06F0001 00000000 00000005 00");
        assertVerdict(RtpPacket.Verdict.PADDING_OVERRUN, "A06F0001 00000000 00000005 0002 04");
        assertVerdict(RtpPacket.Verdict.PADDING_OVERRUN, "A06F0001 00000000 00000005");
    }

    private void assertVerdict(RtpPacket.Verdict verdict, String hex) {
        String digits = hex.replace(" ", "");
        byte[] data = Hex.bytes(digits.substring(0, digits.length() / 2 * 2));
        assertEquals(verdict, packet.parse(data, 0, data.length));
    }

    @Test
    void shouldStayInsideEveryTruncation() {
        for (int length = 0; length <= WHOLE.length; length++) {
            byte[] cut = Arrays.copyOf(WHOLE, length);
            check(cut);
        }
    }

    @Test
    void shouldStayInsideDamagedPackets() {
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            byte[] data = Arrays.copyOf(WHOLE, random.nextInt(WHOLE.length + 1));
            for (int k = 0; k < 3 && data.length > 0; k++) {
                data[random.nextInt(data.length)] = (byte) random.nextInt();
            }
            check(data);
        }
    }

    private void check(byte[] data) {
        if (packet.parse(data, 0, data.length) == RtpPacket.Verdict.OK) {
            int parts = packet.headerBytes() + packet.payloadBytes() + packet.paddingBytes();
            assertEquals(data.length, parts);
            assertTrue(packet.payloadBytes() >= 0);
            assertTrue(
                    packet.extensionOffset() + packet.extensionBytes() <= packet.payloadOffset());
        }
    }
}
