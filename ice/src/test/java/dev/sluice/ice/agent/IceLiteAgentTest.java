package dev.sluice.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.ice.stun.IceRole;
import dev.sluice.ice.stun.StunClass;
import dev.sluice.ice.stun.StunCodec;
import dev.sluice.ice.stun.StunFault;
import dev.sluice.ice.stun.StunFrame;
import dev.sluice.ice.stun.StunKey;
import dev.sluice.ice.stun.StunMessage;
import dev.sluice.ice.stun.TransactionId;
import dev.sluice.mediacore.net.DatagramSink;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.mediacore.sim.SimNetwork;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class IceLiteAgentTest {

    private static final long SECOND = 1_000_000_000L;
    private static final InetSocketAddress LOCAL = new InetSocketAddress("203.0.113.1", 7882);

    private final RandomGenerator random = SimNetwork.random(3);
    private final IceCredentialsFactory factory = new IceCredentialsFactory(random);
    private final IceCredentials local = factory.create(2);
    private final IceLiteAgent agent = new IceLiteAgent(local, IceLiteAgent.Config.DEFAULT);
    private final List<byte[]> replies = new ArrayList<>();
    private final List<Tuple> repliedTo = new ArrayList<>();
    private final DatagramSink out =
            (tuple, data, offset, length) -> {
                repliedTo.add(tuple);
                replies.add(Arrays.copyOfRange(data, offset, offset + length));
            };

    @Test
    void shouldAnswerAnAuthenticatedCheckAlongItsTuple() {
        StunMessage check = check(local, false);

        assertEquals(StunVerdict.VALIDATED, give(SECOND, remote(1), encode(check, local)));
        StunMessage reply = reply(local);

        assertEquals(StunClass.SUCCESS, reply.type());
        assertEquals(check.transactionId(), reply.transactionId());
        assertEquals(remote(1).remote(), reply.mappedAddress());
        assertEquals(List.of(remote(1)), repliedTo);
        assertTrue(agent.validated(remote(1)));
        assertEquals(StunVerdict.AUTHENTICATED, give(SECOND, remote(1), encode(check, local)));
    }

    @Test
    void shouldSelectTheTupleNominatedLast() {
        assertNull(agent.path());
        give(0, remote(1), false);
        assertNull(agent.selected());
        assertEquals(remote(1), agent.path());
        give(0, remote(2), true);
        assertEquals(remote(2), agent.selected());
        give(0, remote(1), false);
        assertEquals(remote(2), agent.selected());
        give(0, remote(1), true);
        assertEquals(remote(1), agent.selected());
    }

    @Test
    void shouldTakeTheTupleHeardLastWhenTheSelectedOneIsLost() {
        give(0, remote(1), false);
        give(SECOND, remote(2), false);
        give(2 * SECOND, remote(3), true);
        agent.lost(remote(3));
        assertNull(agent.selected());
        assertEquals(remote(2), agent.path());
        assertFalse(agent.validated(remote(3)));
        agent.lost(remote(2));
        agent.lost(remote(1));
        assertNull(agent.path());
        assertFalse(agent.consented(2 * SECOND));
        assertTrue(agent.heard());
        assertEquals(2 * SECOND, agent.lastAuthenticatedNanos());
        give(3 * SECOND, remote(1), true);
        assertEquals(remote(1), agent.selected());
    }

    @Test
    void shouldLeaveASilentTupleForOneThatIsHeard() {
        give(0, remote(1), true);
        give(8 * SECOND, remote(2), false);
        assertEquals(remote(1), agent.selected());
        give(9 * SECOND, remote(2), false);
        assertEquals(remote(2), agent.selected());
    }

    @Test
    void shouldBeSilentToWhoeverCannotSign() {
        IceCredentials stranger = factory.create(2);
        IceCredentials guess = new IceCredentials(local.usernameFragment(), stranger.password());
        byte[] unsigned = StunCodec.encode(check(local, true), null);
        byte[] good = encode(check(local, true), local);
        byte[] indication =
                StunCodec.encode(
                        new StunMessage(
                                StunClass.INDICATION,
                                TransactionId.random(random),
                                null,
                                0,
                                false,
                                null,
                                0,
                                null,
                                0,
                                List.of()),
                        new StunKey(local.password()));
        byte[] response =
                StunCodec.encode(
                        StunMessage.success(TransactionId.random(random), LOCAL),
                        new StunKey(local.password()));

        assertEquals(
                StunVerdict.UNAUTHENTICATED,
                give(0, remote(1), encode(check(stranger, true), stranger)));
        assertEquals(
                StunVerdict.UNAUTHENTICATED, give(0, remote(1), encode(check(guess, true), guess)));
        assertEquals(StunVerdict.UNAUTHENTICATED, give(0, remote(1), unsigned));
        assertEquals(
                StunVerdict.MALFORMED, give(0, remote(1), Arrays.copyOf(good, good.length - 4)));
        assertEquals(StunVerdict.MALFORMED, give(0, remote(1), new byte[0]));
        assertEquals(StunVerdict.IGNORED, give(0, remote(1), indication));
        assertEquals(StunVerdict.IGNORED, give(0, remote(1), response));

        assertEquals(List.of(), replies);
        assertNull(agent.path());
        assertFalse(agent.heard());
        assertFalse(agent.consented(0));
        assertFalse(agent.validated(remote(1)));
    }

    /** Spoofed: any byte of a recorded check changed, with the checksum put right. */
    @Test
    void shouldBeSilentToAForgedCopyOfACheck() {
        give(0, remote(1), true);
        replies.clear();
        byte[] good = encode(check(local, true), local);
        int accepted = 0;
        for (int i = 0; i < good.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] forged = good.clone();
                forged[i] ^= (byte) (1 << bit);
                CRC32 crc = new CRC32();
                crc.update(forged, 0, forged.length - 8);
                ByteBuffer.wrap(forged)
                        .putInt(forged.length - 4, (int) crc.getValue() ^ 0x5354554e);
                accepted += give(SECOND, remote(9), forged).isAuthenticated() ? 1 : 0;
            }
        }

        // Not signed, hence without effect: FINGERPRINT's value (32 bits, mended) and its type (16
        // bits; any other makes it an attribute after MESSAGE-INTEGRITY, to be ignored).
        assertEquals(48, accepted);
        assertEquals(48, replies.size());
    }

    @Test
    void shouldNotThrowOrAnswerUnderAStormOfMutatedChecks() {
        give(0, remote(1), true);
        replies.clear();
        byte[] good = encode(check(local, true), local);
        for (int i = 0; i < 100_000; i++) {
            byte[] bad = good.clone();
            // Before the checksum, which alone is not what authenticates.
            bad[random.nextInt(bad.length - 8)] ^= (byte) (1 + random.nextInt(255));
            assertFalse(give(SECOND, remote(9), bad).isAuthenticated());
        }
        assertEquals(List.of(), replies);
        assertEquals(remote(1), agent.selected());
        assertEquals(0, agent.lastAuthenticatedNanos());
    }

    @Test
    void shouldRefuseThePeersControlledRoleWhateverTheTieBreaker() {
        for (long tieBreaker : new long[] {0, 1, -1}) {
            replies.clear();
            StunMessage check =
                    StunMessage.check(
                            TransactionId.random(random),
                            username(local),
                            1,
                            true,
                            IceRole.CONTROLLED,
                            tieBreaker);
            assertEquals(StunVerdict.REFUSED, give(0, remote(1), encode(check, local)));
            assertEquals(StunMessage.ROLE_CONFLICT, reply(local).errorCode());
            assertNull(agent.path());
        }
    }

    /** Who forges the source address of a request that it may make gains nothing by the reply. */
    @Test
    void shouldNotReplyAtGreaterLengthThanItIsAsked() {
        Tuple six =
                new Tuple(
                        Protocol.UDP,
                        new InetSocketAddress("2001:db8::1", 7882),
                        new InetSocketAddress("2001:db8::2", 5000));
        for (Tuple tuple : List.of(remote(1), six)) {
            for (IceRole role : IceRole.values()) {
                StunMessage check =
                        StunMessage.check(
                                TransactionId.random(random), username(local), 1, false, role, 1);
                byte[] request = encode(check, local);
                give(0, tuple, request);
                byte[] reply = replies.remove(replies.size() - 1);
                assertTrue(
                        reply.length <= request.length,
                        role + " at " + tuple + ": " + reply.length + " for " + request.length);
            }
        }
    }

    @Test
    void shouldNameTheRequiredAttributesThatItDoesNotKnow() {
        byte[] good = StunCodec.encode(check(local, true), null);
        byte[] bare = Arrays.copyOf(good, good.length - 8); // without FINGERPRINT
        byte[] tail = {0x7f, (byte) 0xff, 0, 0};

        assertEquals(StunVerdict.REFUSED, give(0, remote(1), sign(bare, tail, local)));
        StunMessage reply = reply(local);

        assertEquals(StunMessage.UNKNOWN_ATTRIBUTE, reply.errorCode());
        assertEquals(List.of(0x7fff), reply.unknownAttributes());
        assertNull(agent.path());
    }

    @Test
    void shouldKeepTheOldCredentialsUntilTheNewOnesAreUsed() {
        give(0, remote(1), true);
        IceCredentials fresh = agent.restart(factory.create(2));
        assertEquals(fresh, agent.localCredentials());

        assertEquals(
                StunVerdict.AUTHENTICATED, give(0, remote(1), encode(check(local, true), local)));
        assertEquals(StunVerdict.VALIDATED, give(0, remote(2), encode(check(fresh, false), fresh)));
        assertEquals(remote(1), agent.selected());
        assertEquals(
                StunVerdict.UNAUTHENTICATED, give(0, remote(1), encode(check(local, true), local)));
        assertFalse(agent.answersTo(local.usernameFragment()));
        give(0, remote(2), encode(check(fresh, true), fresh));
        assertEquals(remote(2), agent.selected());
    }

    @Test
    void shouldKeepTheCredentialsInUseThroughTwoRestarts() {
        give(0, remote(1), true);
        IceCredentials skipped = agent.restart(factory.create(2));
        IceCredentials fresh = agent.restart(factory.create(2));

        assertTrue(agent.answersTo(local.usernameFragment()));
        assertFalse(agent.answersTo(skipped.usernameFragment()));
        assertTrue(agent.answersTo(fresh.usernameFragment()));
        assertTrue(give(0, remote(1), encode(check(local, true), local)).isAuthenticated());
    }

    @Test
    void shouldRememberOnlySoManyTuplesAndNeverForgetTheSelectedOne() {
        int cap = IceLiteAgent.Config.DEFAULT.maxTuples();
        give(0, remote(1), true);
        for (int i = 2; i <= cap; i++) {
            give(i, remote(i), false);
            assertNull(agent.forgotten());
        }
        for (int i = cap + 1; i <= 1000; i++) {
            assertEquals(
                    StunVerdict.VALIDATED, give(i, remote(i), encode(check(local, false), local)));
            assertEquals(remote(i - cap + 1), agent.forgotten());
            assertFalse(agent.validated(remote(i - cap + 1)));
            assertTrue(agent.validated(remote(1)));
        }
        assertEquals(remote(1), agent.selected());
    }

    @Test
    void shouldTakeAMappedAddressForTheIpv4AddressThatItIs() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(remote(1).remote().getAddress().getAddress(), 0, mapped, 12, 4);
        InetSocketAddress same =
                new InetSocketAddress(
                        Inet6Address.getByAddress(null, mapped, -1), remote(1).remote().getPort());
        Tuple viaIpv6 = new Tuple(Protocol.UDP, LOCAL, same);
        assertTrue(same.getAddress() instanceof Inet6Address);

        assertEquals(StunVerdict.VALIDATED, give(0, viaIpv6, encode(check(local, true), local)));

        assertEquals(remote(1).remote(), reply(local).mappedAddress());
        assertEquals(viaIpv6, repliedTo.get(0));
        assertEquals(remote(1), agent.selected());
        assertTrue(agent.validated(viaIpv6));
        assertTrue(agent.validated(remote(1)));
    }

    @Test
    void shouldEndConsentThirtySecondsAfterTheLastRequest() {
        assertEquals(Long.MAX_VALUE, agent.consentEndNanos());
        long start = -5 * SECOND; // an arbitrary origin, as System.nanoTime has
        give(start, remote(1), true);
        give(start + SECOND, remote(2), false); // life on another tuple is no consent to this
        assertTrue(agent.consented(start + 30 * SECOND - 1));
        assertFalse(agent.consented(start + 30 * SECOND));
        assertEquals(start + SECOND, agent.lastAuthenticatedNanos());
    }

    private void give(long nowNanos, Tuple tuple, boolean nominate) {
        assertTrue(give(nowNanos, tuple, encode(check(local, nominate), local)).isAuthenticated());
    }

    private StunVerdict give(long nowNanos, Tuple tuple, byte[] data) {
        return agent.onDatagram(nowNanos, tuple, data, 0, data.length, out);
    }

    private StunMessage check(IceCredentials to, boolean nominate) {
        return StunMessage.check(
                TransactionId.random(random), username(to), 1, nominate, IceRole.CONTROLLING, 7);
    }

    private static String username(IceCredentials to) {
        return to.usernameFragment() + ":peer";
    }

    private static byte[] encode(StunMessage message, IceCredentials signer) {
        return StunCodec.encode(message, new StunKey(signer.password()));
    }

    /** Appends an attribute that the codec would not write, and signs it by the JDK's own HMAC. */
    private static byte[] sign(byte[] message, byte[] attribute, IceCredentials signer) {
        int size = message.length + attribute.length;
        ByteBuffer signed = ByteBuffer.allocate(size + 24);
        signed.put(message).put(attribute).putShort(2, (short) (size + 24 - 20));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(
                    new SecretKeySpec(
                            signer.password().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            mac.update(signed.array(), 0, size);
            signed.putShort((short) 8).putShort((short) 20).put(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return signed.array();
    }

    private StunMessage reply(IceCredentials signer) {
        byte[] last = replies.get(replies.size() - 1);
        StunFrame frame = new StunFrame();
        assertEquals(StunFault.NONE, frame.read(last, 0, last.length));
        assertTrue(new StunKey(signer.password()).verifies(frame));
        StunMessage message = StunCodec.decode(frame);
        assertNotNull(message);
        return message;
    }

    private static Tuple remote(int n) {
        return new Tuple(Protocol.UDP, LOCAL, new InetSocketAddress("198.51.100.7", 1000 + n));
    }
}
