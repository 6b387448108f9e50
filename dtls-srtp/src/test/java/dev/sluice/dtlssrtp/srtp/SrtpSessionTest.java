package dev.sluice.dtlssrtp.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpSessionTest {

    private static final int SSRC = 0x1234abcd;
    private static final int OFFSET = 7;

    private final Random random = new Random(1);
    private final byte[] buffer = new byte[2048];

    /** The two ends of one association. */
    private record Ends(SrtpSession sender, SrtpSession receiver, SrtpKeyingMaterial sent) {}

    private Ends ends(SrtpProfile profile) {
        byte[] key = bytes(profile.keyBytes());
        byte[] salt = bytes(profile.saltBytes());
        byte[] otherKey = bytes(profile.keyBytes());
        byte[] otherSalt = bytes(profile.saltBytes());
        SrtpKeyingMaterial sent = new SrtpKeyingMaterial(profile, key, salt, otherKey, otherSalt);
        return new Ends(
                new SrtpSession(sent),
                new SrtpSession(new SrtpKeyingMaterial(profile, otherKey, otherSalt, key, salt)),
                sent);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Version 2, no CSRC, no extension, random payload. */
    private byte[] rtp(int ssrc, int sequence, int payloadBytes) {
        byte[] packet = bytes(12 + payloadBytes);
        packet[0] = (byte) 0x80;
        packet[2] = (byte) (sequence >> 8);
        packet[3] = (byte) sequence;
        System.arraycopy(RfcOracle.int32(ssrc), 0, packet, 8, 4);
        return packet;
    }

    private byte[] rtcp(int ssrc, int bodyBytes) {
        byte[] packet = bytes(8 + bodyBytes);
        packet[0] = (byte) 0x80;
        packet[1] = (byte) 200;
        System.arraycopy(RfcOracle.int32(ssrc), 0, packet, 4, 4);
        return packet;
    }

    private byte[] protectRtp(SrtpSession session, byte[] rtp) {
        System.arraycopy(rtp, 0, buffer, OFFSET, rtp.length);
        int length = session.protectRtp(buffer, OFFSET, rtp.length);
        assertTrue(length > rtp.length, "verdict " + length);
        return Arrays.copyOfRange(buffer, OFFSET, OFFSET + length);
    }

    private byte[] protectRtcp(SrtpSession session, byte[] rtcp) {
        System.arraycopy(rtcp, 0, buffer, OFFSET, rtcp.length);
        int length = session.protectRtcp(buffer, OFFSET, rtcp.length);
        assertTrue(length > rtcp.length, "verdict " + length);
        return Arrays.copyOfRange(buffer, OFFSET, OFFSET + length);
    }

    private int unprotectRtp(SrtpSession session, byte[] srtp) {
        System.arraycopy(srtp, 0, buffer, OFFSET, srtp.length);
        return session.unprotectRtp(buffer, OFFSET, srtp.length);
    }

    private int unprotectRtcp(SrtpSession session, byte[] srtcp) {
        System.arraycopy(srtcp, 0, buffer, OFFSET, srtcp.length);
        return session.unprotectRtcp(buffer, OFFSET, srtcp.length);
    }

    private void assertOpened(byte[] plain, int length) {
        assertEquals(plain.length, length);
        assertArrayEquals(plain, Arrays.copyOfRange(buffer, OFFSET, OFFSET + length));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldWriteWhatTheRfcsSay(SrtpProfile profile) throws GeneralSecurityException {
        Ends ends = ends(profile);
        byte[] key = ends.sent.localKey();
        byte[] salt = ends.sent.localSalt();
        byte[] plain = rtp(SSRC, 700, 100);
        byte[] extended = rtp(SSRC, 701, 100);
        extended[0] = (byte) 0x92; // X, two CSRCs
        System.arraycopy(RfcOracle.hex("bede0003"), 0, extended, 20, 4); // three words
        byte[] rtcp = rtcp(SSRC, 20);

        assertArrayEquals(
                RfcOracle.srtp(profile, key, salt, plain, 12, 0), protectRtp(ends.sender, plain));
        assertArrayEquals(
                RfcOracle.srtp(profile, key, salt, extended, 36, 0),
                protectRtp(ends.sender, extended));
        for (int index = 0; index < 3; index++) {
            assertArrayEquals(
                    RfcOracle.srtcp(profile, key, salt, rtcp, index),
                    protectRtcp(ends.sender, rtcp));
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldCrossThreeWrapsOfTheSequenceNumber(SrtpProfile profile)
            throws GeneralSecurityException {
        Ends ends = ends(profile);
        byte[] plain = rtp(SSRC, 0, 20);
        for (int i = 65_500; i < 65_500 + 3 * 65_536 + 100; i++) {
            plain[2] = (byte) (i >> 8);
            plain[3] = (byte) i;
            byte[] sealed = protectRtp(ends.sender, plain);
            if (i % 4096 == 0) {
                assertArrayEquals(
                        RfcOracle.srtp(
                                profile,
                                ends.sent.localKey(),
                                ends.sent.localSalt(),
                                plain,
                                12,
                                i >> 16),
                        sealed);
            }
            assertOpened(plain, unprotectRtp(ends.receiver, sealed));
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldCarryRtcpBothWays(SrtpProfile profile) {
        Ends ends = ends(profile);
        for (int i = 0; i < 1_000; i++) {
            byte[] plain = rtcp(SSRC + i % 3, 4 * random.nextInt(100));
            assertOpened(plain, unprotectRtcp(ends.receiver, protectRtcp(ends.sender, plain)));
            assertOpened(plain, unprotectRtcp(ends.sender, protectRtcp(ends.receiver, plain)));
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldRefuseReplaysAndAcceptReordering(SrtpProfile profile) {
        Ends ends = ends(profile);
        byte[][] sealed = new byte[200][];
        for (int i = 0; i < sealed.length; i++) {
            sealed[i] = protectRtp(ends.sender, rtp(SSRC, 65_500 + i, 30));
        }
        assertEquals(42, unprotectRtp(ends.receiver, sealed[0]));
        assertEquals(42, unprotectRtp(ends.receiver, sealed[60]));
        for (int i = 59; i > 0; i--) {
            assertEquals(42, unprotectRtp(ends.receiver, sealed[i]), "packet " + i);
        }
        for (int i = 0; i <= 60; i++) {
            assertEquals(SrtpSession.REPLAYED, unprotectRtp(ends.receiver, sealed[i]));
        }
        assertEquals(42, unprotectRtp(ends.receiver, sealed[199]));
        assertEquals(SrtpSession.REPLAYED, unprotectRtp(ends.receiver, sealed[100]), "too old");

        byte[] rtcp = protectRtcp(ends.sender, rtcp(SSRC, 20));
        assertEquals(28, unprotectRtcp(ends.receiver, rtcp));
        assertEquals(SrtpSession.REPLAYED, unprotectRtcp(ends.receiver, rtcp));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldNotBeMovedByBadTags(SrtpProfile profile) {
        Ends ends = ends(profile);
        byte[] first = rtp(SSRC, 10, 50);
        assertOpened(first, unprotectRtp(ends.receiver, protectRtp(ends.sender, first)));
        assertEquals(28, unprotectRtcp(ends.receiver, protectRtcp(ends.sender, rtcp(SSRC, 20))));
        byte[] forged = protectRtp(ends.sender, rtp(SSRC, 11, 50));
        byte[] forgedRtcp = protectRtcp(ends.sender, rtcp(SSRC, 20));
        for (int i = 0; i < 100_000; i++) {
            byte[] copy = forged.clone();
            copy[2] = (byte) random.nextInt(); // any sequence number: no guess of the ROC may stick
            copy[3] = (byte) random.nextInt();
            copy[12 + random.nextInt(copy.length - 12)] ^= (byte) (1 + random.nextInt(255));
            int verdict = unprotectRtp(ends.receiver, copy);
            assertTrue(
                    verdict == SrtpSession.AUTH_FAILED || verdict == SrtpSession.REPLAYED,
                    "verdict " + verdict);
            if (i % 10 == 0) {
                byte[] report = forgedRtcp.clone();
                report[8 + random.nextInt(20)] ^= 1;
                assertEquals(SrtpSession.AUTH_FAILED, unprotectRtcp(ends.receiver, report));
            }
        }

        assertEquals(62, unprotectRtp(ends.receiver, forged), "the genuine one");
        assertEquals(28, unprotectRtcp(ends.receiver, forgedRtcp));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldKeepNothingForUnknownSsrcsThatDoNotAuthenticate(SrtpProfile profile) {
        Ends ends = ends(profile);
        for (int i = 0; i < 100_000; i++) {
            byte[] forged = rtp(random.nextInt(), random.nextInt(), 40);
            assertEquals(SrtpSession.AUTH_FAILED, unprotectRtp(ends.receiver, forged));
            if (i % 10 == 0) {
                byte[] report = rtcp(random.nextInt(), 40);
                setEncrypted(profile, report);
                assertEquals(SrtpSession.AUTH_FAILED, unprotectRtcp(ends.receiver, report));
            }
        }
        assertEquals(0, ends.receiver.remoteContexts());

        byte[] genuine = rtp(SSRC, 50_000, 40);
        assertOpened(genuine, unprotectRtp(ends.receiver, protectRtp(ends.sender, genuine)));
        byte[] report = rtcp(SSRC, 40);
        assertOpened(report, unprotectRtcp(ends.receiver, protectRtcp(ends.sender, report)));
        assertEquals(2, ends.receiver.remoteContexts());
    }

    private static void setEncrypted(SrtpProfile profile, byte[] srtcp) {
        srtcp[srtcp.length - 4 - (profile.aead() ? 0 : 10)] |= (byte) 0x80;
    }

    @Test
    void shouldForgetTheLeastRecentlyUsedOfTooManySsrcs() {
        Ends ends = ends(SrtpProfile.AEAD_AES_128_GCM);
        byte[] busy = protectRtp(ends.sender, rtp(-1, 1, 10));
        assertEquals(22, unprotectRtp(ends.receiver, busy));
        for (int i = 0; i < 1_000; i++) {
            assertEquals(22, unprotectRtp(ends.receiver, protectRtp(ends.sender, rtp(i, 1, 10))));
            assertEquals(SrtpSession.REPLAYED, unprotectRtp(ends.receiver, busy));
            assertTrue(ends.receiver.remoteContexts() <= SrtpSession.MAX_REMOTE_SSRCS);
        }
        assertEquals(SrtpSession.MAX_REMOTE_SSRCS, ends.receiver.remoteContexts());
        assertEquals(
                1_001 - SrtpSession.MAX_REMOTE_SSRCS, ends.receiver.evictedContexts(), "evicted");
    }

    @Test
    void shouldNeverForgetAnSsrcOfItsOwn() {
        Ends ends = ends(SrtpProfile.AEAD_AES_128_GCM);
        for (int i = 0; i < SrtpSession.MAX_LOCAL_SSRCS; i++) {
            protectRtp(ends.sender, rtp(i, 1, 10));
            protectRtcp(ends.sender, rtcp(i, 10));
        }
        byte[] rtp = Arrays.copyOf(rtp(-1, 1, 10), 100);
        byte[] rtcp = Arrays.copyOf(rtcp(-1, 20), 100);

        assertEquals(SrtpSession.TOO_MANY_SSRCS, ends.sender.protectRtp(rtp, 0, 22));
        assertEquals(SrtpSession.TOO_MANY_SSRCS, ends.sender.protectRtcp(rtcp, 0, 28));
        protectRtp(ends.sender, rtp(0, 2, 10));
    }

    @Test
    void shouldNotSendPlaintextWhenTheCipherRefusesANonce() {
        Ends ends = ends(SrtpProfile.AEAD_AES_128_GCM);
        byte[] packet = rtp(SSRC, 5, 30);
        protectRtp(ends.sender, packet);
        byte[] again = Arrays.copyOf(packet, 100);

        assertEquals(SrtpSession.CIPHER_FAILED, ends.sender.protectRtp(again, 0, packet.length));
        for (int i = 0; i < 63; i++) {
            protectRtp(ends.sender, rtp(SSRC + 1, i, 30));
            protectRtp(ends.sender, rtp(SSRC, 6 + i, 30));
            assertEquals(
                    SrtpSession.CIPHER_FAILED, ends.sender.protectRtp(again, 0, packet.length));
        }
        assertArrayEquals(packet, Arrays.copyOf(again, packet.length));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldWantTailRoom(SrtpProfile profile) {
        Ends ends = ends(profile);
        byte[] rtp = Arrays.copyOf(rtp(SSRC, 1, 30), 42 + SrtpSession.RTP_TAIL_BYTES);
        byte[] rtcp = Arrays.copyOf(rtcp(SSRC, 20), 28 + SrtpSession.RTCP_TAIL_BYTES);

        assertEquals(SrtpSession.NO_ROOM, ends.sender.protectRtp(rtp, 1, 42));
        assertEquals(SrtpSession.NO_ROOM, ends.sender.protectRtcp(rtcp, 1, 28));
        assertTrue(ends.sender.protectRtp(rtp, 0, 42) > 42);
        assertTrue(ends.sender.protectRtcp(rtcp, 0, 28) > 28);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldRefuseUnencryptedRtcp(SrtpProfile profile) {
        Ends ends = ends(profile);
        byte[] sealed = protectRtcp(ends.sender, rtcp(SSRC, 20));
        sealed[sealed.length - 4 - (profile.aead() ? 0 : 10)] &= 0x7f;

        assertEquals(SrtpSession.MALFORMED, unprotectRtcp(ends.receiver, sealed));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldGiveAVerdictOnAnythingAtAll(SrtpProfile profile) {
        Ends ends = ends(profile);
        for (int i = 0; i < 100_000; i++) {
            byte[] packet;
            switch (random.nextInt(4)) {
                case 0 -> packet = bytes(random.nextInt(64));
                case 1 -> packet = protectRtp(ends.sender, rtp(SSRC, i, random.nextInt(64)));
                case 2 -> packet = protectRtcp(ends.sender, rtcp(SSRC, random.nextInt(64)));
                default -> packet = bytes(28 + random.nextInt(200));
            }
            for (int flips = random.nextInt(3); flips > 0 && packet.length > 0; flips--) {
                packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] exact = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
            int rtp = ends.receiver.unprotectRtp(exact.clone(), 0, exact.length);
            int rtcp = ends.receiver.unprotectRtcp(exact.clone(), 0, exact.length);
            assertTrue(rtp >= SrtpSession.CIPHER_FAILED && rtp <= exact.length);
            assertTrue(rtcp >= SrtpSession.CIPHER_FAILED && rtcp <= exact.length);
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldRefuseToProtectWhatIsNotAPacket(SrtpProfile profile) {
        Ends ends = ends(profile);
        for (int i = 0; i < 20_000; i++) {
            byte[] junk = bytes(100);
            int length = random.nextInt(60);
            assertTrue(ends.sender.protectRtp(junk, 0, length) != length);
            assertTrue(ends.sender.protectRtcp(junk, 0, length) != length);
        }
    }

    @Test
    void shouldRefuseToWorkOnceClosed() {
        Ends ends = ends(SrtpProfile.AEAD_AES_128_GCM);
        byte[] sealed = protectRtp(ends.sender, rtp(SSRC, 5, 30));
        assertEquals(42, unprotectRtp(ends.receiver, sealed));
        ends.sender.close();
        ends.receiver.close();

        assertThrows(IllegalStateException.class, () -> protectRtp(ends.sender, rtp(SSRC, 6, 30)));
        assertThrows(IllegalStateException.class, () -> unprotectRtp(ends.receiver, sealed));
    }

    @Test
    void shouldNotPrintKeys() {
        SrtpKeyingMaterial keys = ends(SrtpProfile.AEAD_AES_256_GCM).sent;

        assertEquals("SrtpKeyingMaterial[AEAD_AES_256_GCM]", keys.toString());
    }

    @Test
    void shouldWarmUp() {
        SrtpSession.warmUp();
    }
}
