package dev.sluice.rtp.ext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.packet.Hex;
import dev.sluice.rtp.packet.RtpPacket;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderExtensionsTest {

    private static final ExtensionIds IDS =
            ExtensionIds.of(
                    Map.of(
                            Extension.MID, 1,
                            Extension.TRANSPORT_CC, 2,
                            Extension.AUDIO_LEVEL, 3,
                            Extension.ABS_SEND_TIME, 4,
                            Extension.PLAYOUT_DELAY, 6,
                            Extension.ABS_CAPTURE_TIME, 7,
                            Extension.DEPENDENCY_DESCRIPTOR, 13,
                            Extension.RID, 200));

    private static final String[] ONE_BYTE = {
        "90 6F 0001 00000000 00000005 ; header",
        "BEDE 0005 ; one-byte form, five words",
        "11 6162 ; id 1: mid \"ab\"",
        "00 ; padding",
        "21 1234 ; id 2: transport-wide sequence number",
        "51 FFFF ; id 5 is not known",
        "30 85 ; id 3: voice, -5 dBov",
        "42 010203 ; id 4: send time",
        "00000000 ; padding",
        "CC ; payload"
    };

    private static final String[] TWO_BYTE = {
        "90 6F 0001 00000000 00000005 ; header",
        "1003 0004 ; two-byte form with appbits 3, four words",
        "01 02 6162 ; id 1",
        "00 ; padding",
        "C8 01 71 ; id 200: rid \"q\"",
        "03 00 ; id 3, empty",
        "02 02 ABCD ; id 2",
        "00 00 00 ; padding",
        "CC ; payload"
    };

    private final RtpPacket packet = new RtpPacket();
    private final HeaderExtensions extensions = new HeaderExtensions();

    @Test
    void shouldFindOneByteElements() {
        assertTrue(parse(Hex.bytes(ONE_BYTE)));
        assertTrue(extensions.matches(Extension.MID, "ab"));
        assertFalse(extensions.matches(Extension.MID, "a"));
        assertFalse(extensions.matches(Extension.MID, "ac"));
        assertEquals(0x1234, extensions.transportSequenceNumber());
        assertEquals(5, extensions.audioLevel());
        assertTrue(extensions.voice());
        assertEquals(0x010203, extensions.absSendTime());
        assertFalse(extensions.has(Extension.DEPENDENCY_DESCRIPTOR));
        assertFalse(extensions.matches(Extension.RID, "q"));
        assertEquals(2, extensions.length(Extension.MID));
        assertEquals('a', extensions.data()[extensions.offset(Extension.MID)]);
    }

    @Test
    void shouldFindTwoByteElements() {
        assertTrue(parse(Hex.bytes(TWO_BYTE)));
        assertTrue(extensions.matches(Extension.MID, "ab"));
        assertTrue(extensions.matches(Extension.RID, "q"));
        assertEquals(0xABCD, extensions.transportSequenceNumber());
        assertEquals(HeaderExtensions.ABSENT, extensions.audioLevel());
        assertEquals(0, extensions.length(Extension.AUDIO_LEVEL));
        assertEquals(HeaderExtensions.ABSENT, extensions.absSendTime());
    }

    @Test
    void shouldReadTimesOfCaptureAndPlayout() {
        parse(
                Hex.bytes(
                        "906F0001 00000000 00000005 BEDE0006",
                        "62 00A 0C8 ; 100 ms to 2 s",
                        "7F 83AA7E80 80000000 FFFFFFFF 80000000 ; 1970 and a half, half a second",
                        "000000 ; padding"));
        assertEquals(100, extensions.minPlayoutDelayMillis());
        assertEquals(2_000, extensions.maxPlayoutDelayMillis());
        assertEquals(0x83AA7E80_80000000L, extensions.absCaptureTime());
        assertEquals(-(1L << 31), extensions.captureClockOffset());
        parse(Hex.bytes("906F0001 00000000 00000005 BEDE0003", "77 83AA7E80 80000000", "61 0102"));
        assertEquals(0x83AA7E80_80000000L, extensions.absCaptureTime());
        assertEquals(0, extensions.captureClockOffset());
        assertEquals(HeaderExtensions.ABSENT, extensions.minPlayoutDelayMillis());
        assertEquals(HeaderExtensions.ABSENT, extensions.maxPlayoutDelayMillis());
    }

    @Test
    void shouldForgetThePacketBefore() {
        parse(Hex.bytes(ONE_BYTE));
        assertTrue(parse(Hex.bytes("80 6F 0001 00000000 00000005 CC")));
        for (Extension extension : Extension.values()) {
            assertFalse(extensions.has(extension));
        }
    }

    @Test
    void shouldStopAtReservedIds() {
        assertTrue(
                parse(
                        Hex.bytes(
                                "906F0001 00000000 00000005 BEDE0002",
                                "30 05 01 FFFF ; id 0 with a length ends the pass",
                                "21 1234")));
        assertEquals(5, extensions.audioLevel());
        assertEquals(HeaderExtensions.ABSENT, extensions.transportSequenceNumber());
        assertTrue(
                parse(
                        Hex.bytes(
                                "906F0001 00000000 00000005 BEDE0002",
                                "30 05 F0 00 ; id 15 ends the pass",
                                "21 1234 00")));
        assertEquals(5, extensions.audioLevel());
        assertEquals(HeaderExtensions.ABSENT, extensions.transportSequenceNumber());
    }

    @Test
    void shouldKeepWhatCameBeforeAnOverrun() {
        assertFalse(
                parse(Hex.bytes("906F0001 00000000 00000005 BEDE0001", "30 05 2F 00 ; 16 bytes")));
        assertEquals(5, extensions.audioLevel());
        assertFalse(parse(Hex.bytes("906F0001 00000000 00000005 10000001", "03 01 05 02")));
        assertEquals(5, extensions.audioLevel());
    }

    @Test
    void shouldTakeTheFirstOfTwo() {
        assertTrue(parse(Hex.bytes("906F0001 00000000 00000005 BEDE0001", "30 05 30 06")));
        assertEquals(5, extensions.audioLevel());
    }

    @Test
    void shouldRefuseAnUnknownProfile() {
        assertFalse(parse(Hex.bytes("906F0001 00000000 00000005 ABCD0001", "30 05 30 06")));
        assertEquals(HeaderExtensions.ABSENT, extensions.audioLevel());
    }

    /** The block ends in the middle of elements: its count of words is that of what is left. */
    @Test
    void shouldStayInsideEveryTruncatedBlock() {
        for (String[] lines : new String[][] {ONE_BYTE, TWO_BYTE}) {
            byte[] whole = Hex.bytes(lines);
            int words = (whole.length - 16) / 4;
            for (int left = 0; left < words; left++) {
                for (int shift = 0; shift < 4; shift++) {
                    // Elements begin elsewhere in the words, so that each is cut at each byte.
                    byte[] cut = Arrays.copyOf(whole, 16 + 4 * left);
                    Arrays.fill(cut, 16, Math.min(16 + shift, cut.length), (byte) 0);
                    int kept = Math.max(0, cut.length - 16 - shift);
                    System.arraycopy(whole, 16, cut, cut.length - kept, kept);
                    cut[15] = (byte) left;
                    assertEquals(RtpPacket.Verdict.OK, packet.parse(cut, 0, cut.length));
                    checkInside(cut);
                }
            }
        }
    }

    @Test
    void shouldNeverReadBeyondTheBlock() {
        Random random = new Random(8);
        for (String[] lines : new String[][] {ONE_BYTE, TWO_BYTE}) {
            byte[] whole = Hex.bytes(lines);
            for (int length = 0; length <= whole.length; length++) {
                checkInside(Arrays.copyOf(whole, length));
            }
            for (int i = 0; i < 100_000; i++) {
                byte[] data = whole.clone();
                data[12 + random.nextInt(data.length - 12)] = (byte) random.nextInt();
                data[12 + random.nextInt(data.length - 12)] = (byte) random.nextInt();
                checkInside(data);
            }
        }
    }

    private void checkInside(byte[] data) {
        if (packet.parse(data, 0, data.length) != RtpPacket.Verdict.OK) {
            return;
        }
        extensions.parse(packet, IDS);
        int end = packet.extensionOffset() + packet.extensionBytes();
        for (Extension extension : Extension.values()) {
            if (extensions.has(extension)) {
                assertTrue(extensions.offset(extension) >= packet.extensionOffset());
                assertTrue(extensions.offset(extension) + extensions.length(extension) <= end);
            }
        }
        extensions.transportSequenceNumber();
        extensions.absSendTime();
        extensions.audioLevel();
        extensions.minPlayoutDelayMillis();
        extensions.maxPlayoutDelayMillis();
        extensions.absCaptureTime();
        extensions.captureClockOffset();
    }

    private boolean parse(byte[] data) {
        assertEquals(RtpPacket.Verdict.OK, packet.parse(data, 0, data.length));
        return extensions.parse(packet, IDS);
    }
}
