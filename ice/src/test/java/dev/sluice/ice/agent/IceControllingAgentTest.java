package dev.sluice.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One agent, message by message; the test is its peer and its attacker. */
class IceControllingAgentTest {

    private static final long MS = 1_000_000L;
    private static final InetSocketAddress LOCAL = new InetSocketAddress("198.51.100.7", 5000);
    private static final Tuple PATH = path("203.0.113.1");
    private static final Tuple OTHER = path("203.0.113.66");

    private final RandomGenerator random = SimNetwork.random(11);
    private final IceCredentialsFactory factory = new IceCredentialsFactory(random);
    private final IceCredentials peer = factory.create(1);
    private final StunKey peerKey = new StunKey(peer.password());
    private final StunKey wrongKey = new StunKey(factory.create(1).password());
    private final IceControllingAgent agent =
            new IceControllingAgent(
                    0, factory.create(0), random, IceControllingAgent.Config.DEFAULT);
    private final List<byte[]> sent = new ArrayList<>();
    private final DatagramSink out =
            (tuple, data, offset, length) ->
                    sent.add(Arrays.copyOfRange(data, offset, offset + length));

    @BeforeEach
    void start() {
        agent.addLocal(Protocol.UDP, LOCAL);
        agent.remote(peer, Candidates.host(Protocol.UDP, List.of(PATH.remote())));
        agent.onTimeout(0, out);
    }

    @Test
    void shouldSendACheckAsRfc8445Says() {
        StunMessage check = last();
        assertEquals(StunClass.REQUEST, check.type());
        assertEquals(
                peer.usernameFragment() + ":" + agent.localCredentials().usernameFragment(),
                check.username());
        assertEquals(Candidates.priority(110, 65_535), check.priority());
        assertEquals(IceRole.CONTROLLING, check.role());
        assertEquals(false, check.useCandidate());
        assertTrue(peerKey.verifies(frame(sent.get(0))));
    }

    @Test
    void shouldPairAConnectionWithItsOwnEndOnly() {
        InetSocketAddress near = new InetSocketAddress("198.51.100.7", 6000);
        InetSocketAddress far = new InetSocketAddress("203.0.113.1", 7881);
        InetSocketAddress other = new InetSocketAddress("203.0.113.1", 443);
        List<Tuple> checked = new ArrayList<>();
        agent.addConnection(near, far);
        agent.remote(peer, Candidates.host(Protocol.TCP, List.of(far, other)));
        for (int i = 1; i < 20; i++) {
            agent.onTimeout(i * 50 * MS, (tuple, data, offset, length) -> checked.add(tuple));
        }
        assertTrue(checked.contains(new Tuple(Protocol.TCP, near, far)));
        assertTrue(checked.stream().noneMatch(tuple -> tuple.remote().equals(other)));
        agent.removeLocal(Protocol.TCP, near);
        checked.clear();
        for (int i = 20; i < 60; i++) {
            agent.onTimeout(i * 50 * MS, (tuple, data, offset, length) -> checked.add(tuple));
        }
        assertTrue(checked.stream().noneMatch(tuple -> tuple.protocol() == Protocol.TCP));
    }

    @Test
    void shouldValidateFirstAndNominateThen() {
        answer(10 * MS, PATH);
        assertNull(agent.selected());
        agent.onTimeout(50 * MS, out);
        assertTrue(last().useCandidate());
        answer(60 * MS, PATH);
        assertEquals(PATH, agent.selected());
        assertEquals(IceState.CONNECTED, agent.state());
    }

    @Test
    void shouldTakeNoAnswerThatThePeerDidNotSign() {
        StunMessage forged = StunMessage.success(last().transactionId(), LOCAL);
        assertEquals(StunVerdict.UNAUTHENTICATED, give(MS, PATH, forged, wrongKey));
        assertEquals(StunVerdict.UNAUTHENTICATED, give(MS, PATH, forged, null));
        StunMessage conflict =
                StunMessage.error(last().transactionId(), StunMessage.ROLE_CONFLICT, List.of());
        assertEquals(StunVerdict.UNAUTHENTICATED, give(MS, PATH, conflict, wrongKey));

        assertEquals(IceRole.CONTROLLING, agent.role());
        agent.onTimeout(50 * MS, out);
        assertEquals(1, sent.size(), "no nomination, and the retransmission is not due");
    }

    @Test
    void shouldTakeNoAnswerToWhatItDidNotAsk() {
        StunMessage stray = StunMessage.success(TransactionId.random(random), LOCAL);
        assertEquals(StunVerdict.IGNORED, give(MS, PATH, stray, peerKey));
    }

    @Test
    void shouldFailAPairThatAnswersFromAnotherAddress() {
        StunMessage answer = StunMessage.success(last().transactionId(), LOCAL);
        assertEquals(StunVerdict.REFUSED, give(MS, OTHER, answer, peerKey));
        agent.onTimeout(50 * MS, out);
        assertEquals(IceState.FAILED, agent.state());
        assertNull(agent.selected());
    }

    @Test
    void shouldTakeConsentOnlyFromTheSelectedAddress() {
        connect();
        agent.onTimeout(10_000 * MS, out); // a consent check is due after 6 s at the latest
        StunMessage answer = StunMessage.success(last().transactionId(), LOCAL);

        assertEquals(StunVerdict.REFUSED, give(10_001 * MS, OTHER, answer, peerKey));
        assertEquals(StunVerdict.UNAUTHENTICATED, give(10_001 * MS, PATH, answer, wrongKey));
        assertEquals(false, agent.consented(60 * MS + 30_000 * MS));
        assertEquals(StunVerdict.AUTHENTICATED, give(10_001 * MS, PATH, answer, peerKey));
        assertEquals(true, agent.consented(60 * MS + 30_000 * MS));
        assertEquals(StunVerdict.IGNORED, give(10_002 * MS, PATH, answer, peerKey), "once only");
    }

    @Test
    void shouldAskForConsentAtOnceWhenNothingComesAnyMore() {
        connect();
        agent.onTimeout(1_000 * MS, out);
        int before = sent.size();
        agent.suspect(1_000 * MS);
        agent.onTimeout(1_000 * MS, out);
        assertEquals(before + 1, sent.size());
        assertEquals(true, last().useCandidate(), "a lite peer follows a nomination");
        agent.onTimeout(2_000 * MS, out);
        assertEquals(before + 1, sent.size(), "once");
    }

    @Test
    void shouldBeSilentToRequestsThatAreNotSignedForIt() {
        sent.clear();
        StunMessage forUs = check(agent.localCredentials(), IceRole.CONTROLLED, 1);
        assertEquals(StunVerdict.UNAUTHENTICATED, give(MS, OTHER, forUs, wrongKey));
        assertEquals(StunVerdict.UNAUTHENTICATED, give(MS, OTHER, forUs, null));
        StunMessage forOthers = check(peer, IceRole.CONTROLLED, 1);
        assertEquals(StunVerdict.UNAUTHENTICATED, give(MS, OTHER, forOthers, peerKey));
        agent.onTimeout(50 * MS, out);
        assertEquals(List.of(), sent);
    }

    @Test
    void shouldCheckBackOnAnAddressThatChecksIt() {
        StunKey ours = new StunKey(agent.localCredentials().password());
        StunMessage request = check(agent.localCredentials(), IceRole.CONTROLLED, 1);

        assertEquals(StunVerdict.VALIDATED, give(MS, OTHER, request, ours));
        assertEquals(StunClass.SUCCESS, last().type());
        assertEquals(OTHER.remote(), last().mappedAddress());
        agent.onTimeout(50 * MS, out);
        assertEquals(StunClass.REQUEST, last().type());
        assertNotEquals(frame(sent.get(0)).transactionId(), last().transactionId());
    }

    @Test
    void shouldSettleARoleConflictByTheTieBreaker() {
        StunKey ours = new StunKey(agent.localCredentials().password());
        StunMessage weaker = check(agent.localCredentials(), IceRole.CONTROLLING, 0);
        assertEquals(StunVerdict.REFUSED, give(MS, PATH, weaker, ours));
        assertEquals(StunMessage.ROLE_CONFLICT, last().errorCode());
        assertEquals(IceRole.CONTROLLING, agent.role());

        StunMessage stronger = check(agent.localCredentials(), IceRole.CONTROLLING, -1);
        assertTrue(give(MS, PATH, stronger, ours).isAuthenticated());
        assertEquals(StunClass.SUCCESS, last().type());
        assertEquals(IceRole.CONTROLLED, agent.role());
    }

    @Test
    void shouldTryAgainInTheOtherRoleWhenToldOfAConflict() {
        StunMessage conflict =
                StunMessage.error(last().transactionId(), StunMessage.ROLE_CONFLICT, List.of());
        assertEquals(StunVerdict.REFUSED, give(MS, PATH, conflict, peerKey));
        agent.onTimeout(50 * MS, out);
        assertEquals(2, sent.size());
        assertEquals(IceRole.CONTROLLED, last().role());
    }

    @Test
    void shouldNotThrowOrAnswerUnderAStormOfMutatedMessages() {
        connect();
        byte[] request =
                StunCodec.encode(
                        check(agent.localCredentials(), IceRole.CONTROLLED, 1),
                        new StunKey(agent.localCredentials().password()));
        agent.onTimeout(10_000 * MS, out);
        byte[] response =
                StunCodec.encode(StunMessage.success(last().transactionId(), LOCAL), peerKey);
        sent.clear();
        for (int i = 0; i < 100_000; i++) {
            byte[] bad = (random.nextBoolean() ? request : response).clone();
            bad[random.nextInt(bad.length - 8)] ^= (byte) (1 + random.nextInt(255));
            StunVerdict verdict = agent.onDatagram(10_001 * MS, PATH, bad, 0, bad.length, out);
            assertEquals(false, verdict.isAuthenticated());
        }
        assertEquals(List.of(), sent);
        assertEquals(PATH, agent.selected());
    }

    private void connect() {
        answer(10 * MS, PATH);
        agent.onTimeout(50 * MS, out);
        answer(60 * MS, PATH);
        assertEquals(PATH, agent.selected());
    }

    private void answer(long nowNanos, Tuple from) {
        StunMessage success = StunMessage.success(last().transactionId(), LOCAL);
        assertEquals(StunVerdict.AUTHENTICATED, give(nowNanos, from, success, peerKey));
    }

    private StunVerdict give(long nowNanos, Tuple from, StunMessage message, StunKey key) {
        byte[] data = StunCodec.encode(message, key);
        return agent.onDatagram(nowNanos, from, data, 0, data.length, out);
    }

    private StunMessage check(IceCredentials to, IceRole role, long tieBreaker) {
        return StunMessage.check(
                TransactionId.random(random),
                to.usernameFragment() + ":" + peer.usernameFragment(),
                Candidates.priority(110, 65_535),
                false,
                role,
                tieBreaker);
    }

    private StunMessage last() {
        return StunCodec.decode(frame(sent.get(sent.size() - 1)));
    }

    private static StunFrame frame(byte[] data) {
        StunFrame frame = new StunFrame();
        assertEquals(StunFault.NONE, frame.read(data, 0, data.length));
        return frame;
    }

    private static Tuple path(String remote) {
        return new Tuple(Protocol.UDP, LOCAL, new InetSocketAddress(remote, 7882));
    }
}
