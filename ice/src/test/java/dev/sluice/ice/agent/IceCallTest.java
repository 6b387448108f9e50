package dev.sluice.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.ice.stun.IceRole;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.mediacore.sim.LinkConditions;
import dev.sluice.mediacore.sim.SimClock;
import dev.sluice.mediacore.sim.SimNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A client and a server (or two clients) over a simulated network, in virtual time. */
class IceCallTest {

    private static final InetSocketAddress SERVER = new InetSocketAddress("203.0.113.1", 7882);
    private static final InetSocketAddress SERVER_V6 = new InetSocketAddress("2001:db8::1", 7882);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 5000);
    private static final InetSocketAddress CLIENT_V6 = new InetSocketAddress("2001:db8::7", 5000);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("192.0.2.9", 6000);
    private static final LinkConditions DEAD = LinkConditions.PERFECT.withLoss(1);
    private static final LinkConditions GOOD =
            LinkConditions.PERFECT.withDelay(Duration.ofMillis(20));

    private final SimClock clock = new SimClock();
    private final RandomGenerator random = SimNetwork.random(7);
    private final IceCredentialsFactory credentials = new IceCredentialsFactory(random);
    private SimNetwork network = new SimNetwork(clock, 1, GOOD);

    @Test
    void shouldConnectOnACleanNetwork() {
        LiteNode server = server(SERVER);
        ClientNode client = client(CLIENT);
        connect(client, server);

        clock.run(Duration.ofMillis(150));

        assertConnected(client, server, CLIENT, SERVER);
        assertEquals(StunVerdict.VALIDATED, server.verdicts.get(0));
        assertTrue(server.agent.validated(tuple(SERVER, CLIENT)));
        assertFalse(server.agent.validated(tuple(SERVER, ELSEWHERE)));
    }

    @Test
    void shouldConnectThroughLossReorderingAndDuplicates() {
        List<Long> took = new ArrayList<>();
        for (int seed = 0; seed < 200; seed++) {
            SimClock time = new SimClock();
            LinkConditions bad =
                    GOOD.withLoss(0.2).withReorder(0.2, Duration.ofMillis(30)).withDuplicates(0.1);
            SimNetwork lossy = new SimNetwork(time, seed, bad);
            LiteNode server = new LiteNode(lossy, credentials.create(1), SERVER);
            ClientNode client = new ClientNode(time, lossy, random, CLIENT);
            connect(client, server);

            while (client.agent.state() == IceState.CHECKING) {
                time.run(Duration.ofMillis(100));
            }

            if (client.agent.state() == IceState.CONNECTED) {
                took.add(time.elapsed().toMillis());
                assertEquals(tuple(SERVER, CLIENT), server.agent.selected(), "seed " + seed);
            }
        }
        // A round trip fails with 0.36; seven in a row, in either of two checks, with 0.0016.
        assertTrue(took.size() >= 199, took.size() + " of 200");
        Collections.sort(took);
        assertTrue(took.get(100) <= 1_000, "median " + took.get(100) + " ms");
    }

    @Test
    void shouldChooseThePairOfHighestPriorityThatWorks() {
        LiteNode server = server(SERVER_V6, SERVER);
        ClientNode client = client(CLIENT_V6, CLIENT);
        connect(client, server);

        clock.run(Duration.ofMillis(400));

        assertConnected(client, server, CLIENT_V6, SERVER_V6);
    }

    @Test
    void shouldFallBackWhenTheBestPairIsDead() {
        network.conditions(CLIENT_V6, SERVER_V6, DEAD);
        LiteNode server = server(SERVER_V6, SERVER);
        ClientNode client = client(CLIENT_V6, CLIENT);
        connect(client, server);

        clock.run(Duration.ofMillis(500));

        assertConnected(client, server, CLIENT, SERVER);
    }

    @Test
    void shouldFailWhenNothingAnswers() {
        ClientNode client = client(CLIENT);
        LiteNode server = server(SERVER);
        network.conditions(CLIENT, SERVER, DEAD);
        connect(client, server);

        clock.run(Duration.ofSeconds(39));
        assertEquals(IceState.CHECKING, client.agent.state());
        clock.run(Duration.ofSeconds(2));

        assertEquals(IceState.FAILED, client.agent.state());
        assertNull(client.agent.selected());
        assertEquals(7, client.sentNanos.size());
        assertEquals(Long.MAX_VALUE, client.agent.nextDeadlineNanos());
    }

    @Test
    void shouldPaceFirstTransmissions() {
        ClientNode client = client(CLIENT);
        InetSocketAddress[] unheard = new InetSocketAddress[10];
        for (int i = 0; i < unheard.length; i++) {
            unheard[i] = new InetSocketAddress("203.0.113.1", 9000 + i);
        }
        connect(client, new LiteNode(network, credentials.create(1), unheard));
        for (InetSocketAddress address : unheard) {
            network.unbind(address);
        }

        clock.run(Duration.ofMillis(499));

        assertEquals(10, new HashSet<>(client.sentTo).size());
        for (int i = 1; i < client.sentNanos.size(); i++) {
            assertEquals(50_000_000L, client.sentNanos.get(i) - client.sentNanos.get(i - 1));
        }
    }

    @Test
    void shouldKeepConsentForAsLongAsThePeerAnswers() {
        LiteNode server = server(SERVER);
        ClientNode client = client(CLIENT);
        connect(client, server);

        clock.run(Duration.ofMinutes(10));

        assertConnected(client, server, CLIENT, SERVER);
        int consentChecks = client.sentNanos.size() - 2;
        assertTrue(consentChecks >= 100 && consentChecks <= 150, "" + consentChecks);
    }

    @Test
    void shouldLoseConsentThirtySecondsAfterThePeerIsGone() {
        LiteNode server = server(SERVER);
        ClientNode client = client(CLIENT);
        connect(client, server);
        clock.run(Duration.ofSeconds(60));
        network.conditions(CLIENT, SERVER, DEAD);
        long lastHeard = server.agent.lastAuthenticatedNanos();

        clock.runUntil(lastHeard + Duration.ofSeconds(29).toNanos());
        assertTrue(client.agent.consented(clock.nowNanos()));
        assertTrue(server.agent.consented(clock.nowNanos()));
        assertEquals(lastHeard + Duration.ofSeconds(30).toNanos(), server.agent.consentEndNanos());

        clock.run(Duration.ofSeconds(2));
        assertEquals(IceState.FAILED, client.agent.state());
        assertNull(client.agent.selected());
        assertFalse(server.agent.consented(clock.nowNanos()));
    }

    @Test
    void shouldComeBackByItselfAfterABlackoutShorterThanConsent() {
        LiteNode server = server(SERVER);
        ClientNode client = client(CLIENT);
        connect(client, server);
        clock.run(Duration.ofSeconds(10));
        network.conditions(CLIENT, SERVER, DEAD);
        clock.run(Duration.ofSeconds(20));
        network.conditions(CLIENT, SERVER, GOOD);

        clock.run(Duration.ofSeconds(60));

        assertConnected(client, server, CLIENT, SERVER);
    }

    @Test
    void shouldComeBackByRestartAfterConsentWasLost() {
        LiteNode server = server(SERVER);
        ClientNode client = client(CLIENT);
        connect(client, server);
        network.conditions(CLIENT, SERVER, DEAD);
        clock.run(Duration.ofSeconds(60));
        assertEquals(IceState.FAILED, client.agent.state());
        network.conditions(CLIENT, SERVER, GOOD);

        restart(client, server);
        clock.run(Duration.ofMillis(200));

        assertConnected(client, server, CLIENT, SERVER);
    }

    @Test
    void shouldKeepTheOldPairThroughARestart() {
        LiteNode server = server(SERVER);
        ClientNode client = client(CLIENT);
        connect(client, server);
        clock.run(Duration.ofSeconds(3));
        IceCredentials old = server.agent.localCredentials();

        IceCredentials fresh = credentials.create(1);
        assertFalse(server.agent.isRestart(client.agent.localCredentials()));
        server.agent.restart(fresh);
        clock.run(Duration.ofSeconds(10)); // old consent checks, while the answer is on its way
        assertTrue(server.agent.answersTo(old.usernameFragment()));
        assertEquals(clock.nowNanos(), server.agent.lastAuthenticatedNanos(), 7e9);

        client.agent.restart(credentials.create(0));
        assertTrue(server.agent.isRestart(client.agent.localCredentials()));
        client.agent.remote(fresh, server.candidates());
        assertEquals(tuple(CLIENT, SERVER), client.agent.selected());
        assertTrue(client.agent.consented(clock.nowNanos()));
        assertEquals(tuple(SERVER, CLIENT), server.agent.selected());
        clock.run(Duration.ofMillis(200));

        assertConnected(client, server, CLIENT, SERVER);
        assertFalse(server.agent.answersTo(old.usernameFragment()));
    }

    @Test
    void shouldMoveToAnotherAddressWithoutARestart() {
        LiteNode server = server(SERVER);
        ClientNode client = client(CLIENT);
        connect(client, server);
        clock.run(Duration.ofSeconds(3));

        client.close(CLIENT);
        client.open(ELSEWHERE);
        clock.run(Duration.ofMillis(300));

        assertConnected(client, server, ELSEWHERE, SERVER);
    }

    @Test
    void shouldFollowANatThatMovesTheClient() {
        LiteNode server = server(SERVER);
        ClientNode client = client(CLIENT);
        connect(client, server);
        clock.run(Duration.ofSeconds(3));

        // From now on the client's datagrams leave from ELSEWHERE, and answers come back to it.
        network.unbind(CLIENT);
        network.bind(
                CLIENT,
                (now, t, data, offset, length) -> {
                    throw new AssertionError("the old mapping is gone");
                });
        network.bind(
                ELSEWHERE,
                (now, t, data, offset, length) ->
                        client.receive(now, tuple(CLIENT, SERVER), data, offset, length));
        natted(client, server);
        clock.run(Duration.ofSeconds(7));

        assertEquals(tuple(SERVER, ELSEWHERE), server.agent.selected());
        clock.run(Duration.ofSeconds(60));
        assertEquals(IceState.CONNECTED, client.agent.state());
        assertTrue(server.agent.consented(clock.nowNanos()));
    }

    @Test
    void shouldSettleTheRolesOfTwoControllingAgents() {
        for (int seed = 0; seed < 20; seed++) {
            SimClock time = new SimClock();
            SimNetwork net = new SimNetwork(time, seed, GOOD.withLoss(0.1));
            ClientNode a = new ClientNode(time, net, SimNetwork.random(seed), CLIENT);
            ClientNode b = new ClientNode(time, net, SimNetwork.random(seed + 1000), SERVER);
            a.agent.remote(b.agent.localCredentials(), host(SERVER));
            b.agent.remote(a.agent.localCredentials(), host(CLIENT));

            time.run(Duration.ofSeconds(30));

            assertNotEquals(a.agent.role(), b.agent.role());
            assertEquals(IceState.CONNECTED, a.agent.state(), "seed " + seed);
            assertEquals(IceState.CONNECTED, b.agent.state(), "seed " + seed);
            assertEquals(tuple(CLIENT, SERVER), a.agent.selected());
            assertEquals(tuple(SERVER, CLIENT), b.agent.selected());
        }
    }

    @Test
    void shouldLearnAPeerThatItWasNotToldOf() {
        ClientNode a = client(CLIENT);
        ClientNode b = new ClientNode(clock, network, random, SERVER);
        a.agent.remote(b.agent.localCredentials(), List.of()); // nothing but the name
        b.agent.remote(a.agent.localCredentials(), host(CLIENT));

        clock.run(Duration.ofSeconds(5));

        assertEquals(tuple(CLIENT, SERVER), a.agent.selected());
        assertEquals(tuple(SERVER, CLIENT), b.agent.selected());
        assertEquals(
                1,
                List.of(a, b).stream()
                        .filter(node -> node.agent.role() == IceRole.CONTROLLING)
                        .count());
    }

    @Test
    void shouldNotSendToNamesOrToNoAddress() {
        ClientNode client = client(CLIENT);
        client.agent.remote(
                credentials.create(1),
                List.of(
                        candidate("4f2a1c.local", 7882),
                        candidate("example.org", 7882),
                        candidate("0.0.0.0", 7882),
                        candidate("224.0.0.1", 7882),
                        candidate("203.0.113.1", 0)));

        clock.run(Duration.ofSeconds(60));

        assertEquals(List.of(), client.sentTo);
        assertEquals(IceState.CHECKING, client.agent.state());
    }

    private void natted(ClientNode client, LiteNode server) {
        network.bind(
                SERVER,
                (now, t, data, offset, length) -> {
                    InetSocketAddress from = t.remote().equals(CLIENT) ? ELSEWHERE : t.remote();
                    server.receive(now, tuple(SERVER, from), data, offset, length);
                });
    }

    private LiteNode server(InetSocketAddress... addresses) {
        return new LiteNode(network, credentials.create(1), addresses);
    }

    private ClientNode client(InetSocketAddress... bases) {
        return new ClientNode(clock, network, random, bases);
    }

    private static void connect(ClientNode client, LiteNode server) {
        server.agent.remoteCredentials(client.agent.localCredentials());
        client.agent.remote(server.agent.localCredentials(), server.candidates());
    }

    private void restart(ClientNode client, LiteNode server) {
        client.agent.restart(credentials.create(0));
        server.agent.restart(credentials.create(1));
        connect(client, server);
    }

    private void assertConnected(
            ClientNode client,
            LiteNode server,
            InetSocketAddress clientEnd,
            InetSocketAddress serverEnd) {
        assertEquals(IceState.CONNECTED, client.agent.state());
        assertEquals(tuple(clientEnd, serverEnd), client.agent.selected());
        assertTrue(client.agent.consented(clock.nowNanos()));
        assertEquals(tuple(serverEnd, clientEnd), server.agent.selected());
        assertEquals(server.agent.selected(), server.agent.path());
        assertTrue(server.agent.consented(clock.nowNanos()));
    }

    private static Tuple tuple(InetSocketAddress local, InetSocketAddress remote) {
        return new Tuple(Protocol.UDP, local, remote);
    }

    private static List<Candidate> host(InetSocketAddress address) {
        return Candidates.host(Protocol.UDP, List.of(address));
    }

    private static Candidate candidate(String host, int port) {
        return new Candidate("1", 1, Protocol.UDP, 1, host, port, "host", "");
    }
}
