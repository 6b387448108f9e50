package dev.sluice.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.mediacore.sim.LinkConditions;
import dev.sluice.mediacore.sim.SimClock;
import dev.sluice.mediacore.sim.SimNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client with a socket and a connection to one server, in virtual time. */
class TcpToUdpTest {

    private static final InetSocketAddress SERVER = new InetSocketAddress("203.0.113.1", 7882);
    private static final InetSocketAddress SERVER_TCP = new InetSocketAddress("203.0.113.1", 7881);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 5000);
    private static final InetSocketAddress CLIENT_TCP = new InetSocketAddress("198.51.100.7", 6000);
    private static final LinkConditions GOOD =
            LinkConditions.PERFECT.withDelay(Duration.ofMillis(20));
    private static final LinkConditions DEAD = GOOD.withLoss(1);

    private final SimClock clock = new SimClock();
    private final RandomGenerator random = SimNetwork.random(7);
    private final SimNetwork network = new SimNetwork(clock, 1, GOOD);
    private final LiteNode server =
            new LiteNode(network, new IceCredentialsFactory(random).create(1), SERVER);
    private final ClientNode client = new ClientNode(clock, network, random, CLIENT);

    @BeforeEach
    void connectOverTcp() {
        network.bind(
                SERVER_TCP,
                (now, t, data, offset, length) ->
                        server.receive(now, tcp(t), data, offset, length));
        network.bind(
                CLIENT_TCP,
                (now, t, data, offset, length) ->
                        client.receive(now, tcp(t), data, offset, length));
        client.agent.addConnection(CLIENT_TCP, SERVER_TCP);
        server.agent.remoteCredentials(client.agent.localCredentials());
        client.agent.remote(
                server.agent.localCredentials(),
                Stream.concat(
                                Candidates.host(Protocol.UDP, List.of(SERVER)).stream(),
                                Candidates.host(Protocol.TCP, List.of(SERVER_TCP)).stream())
                        .toList());
    }

    @Test
    void shouldTakeUdpAtOnceWhereItWorks() {
        clock.run(Duration.ofMillis(150));
        assertPath(Protocol.UDP);
    }

    @Test
    void shouldChangeToUdpAsSoonAsItAnswers() {
        network.conditions(CLIENT, SERVER, DEAD);
        clock.run(Duration.ofSeconds(60));
        assertPath(Protocol.TCP);

        network.conditions(CLIENT, SERVER, GOOD);
        clock.run(Duration.ofMillis(5_100));

        assertPath(Protocol.UDP);
        client.sentTo.clear();
        clock.run(Duration.ofMinutes(1));
        assertPath(Protocol.UDP);
        assertFalse(client.sentTo.contains(SERVER_TCP), "nothing more over TCP");
        assertTrue(client.sentTo.size() <= 15, client.sentTo.size() + ": consent alone");
    }

    /** As when a server is too busy for its UDP socket while it takes connections. */
    @Test
    void shouldTakeAnAnswerThatComesAfterTcpWasNominated() {
        network.conditions(CLIENT, SERVER, GOOD.withDelay(Duration.ofMillis(900)));
        clock.run(Duration.ofMillis(1_000));
        assertPath(Protocol.TCP);

        // The first check is answered after 1.8 s, the nomination as much later.
        clock.run(Duration.ofMillis(2_700));

        assertPath(Protocol.UDP);
    }

    @Test
    void shouldChangeToUdpThatAnswersWhileTcpIsBeingNominated() {
        // TCP works at 90 ms, is nominated at 190 ms and answers at 230 ms.
        network.conditions(CLIENT, SERVER, GOOD.withDelay(Duration.ofMillis(105)));
        clock.run(Duration.ofMillis(235));
        assertEquals(Protocol.TCP, protocol(client.agent.selected()));

        clock.run(Duration.ofMillis(300));

        assertPath(Protocol.UDP);
    }

    @Test
    void shouldStayOnTcpWhereUdpIsBlocked() {
        network.conditions(CLIENT, SERVER, DEAD);
        clock.run(Duration.ofSeconds(2));
        List<Long> checks = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            assertPath(Protocol.TCP);
            client.sentTo.clear();
            client.sentNanos.clear();
            clock.run(Duration.ofSeconds(1));
            for (int i = 0; i < client.sentTo.size(); i++) {
                if (client.sentTo.get(i).equals(SERVER)) {
                    checks.add(client.sentNanos.get(i));
                }
            }
        }
        assertTrue(checks.size() >= 120 && checks.size() <= 200, checks.size() + " in 600 s");
        for (int i = 1; i < checks.size(); i++) {
            long gap = checks.get(i) - checks.get(i - 1);
            assertTrue(gap >= 500_000_000L && gap <= 5_000_000_000L, gap + " ns");
        }
    }

    /** A plain check nominates nothing, so the server sends nothing where nothing arrives. */
    @Test
    void shouldKeepTheServerOnTcpWhereUdpGoesOneWayOnly() {
        network.link(SERVER, CLIENT).conditions(DEAD);
        clock.run(Duration.ofSeconds(2));
        for (int second = 0; second < 120; second++) {
            assertPath(Protocol.TCP);
            clock.run(Duration.ofSeconds(1));
        }
        assertTrue(server.agent.validated(new Tuple(Protocol.UDP, SERVER, CLIENT)));
    }

    /** The next repetition of the first check would be 16 s later. */
    @Test
    void shouldFindUdpSoonWhenTcpConnectedLate() {
        connectAfter(Duration.ofSeconds(16), IceState.CHECKING);
    }

    @Test
    void shouldFindUdpThatHadFailedBeforeTcpConnected() {
        connectAfter(Duration.ofSeconds(60), IceState.FAILED);
    }

    private void connectAfter(Duration wait, IceState state) {
        client.agent.removeLocal(Protocol.TCP, CLIENT_TCP);
        network.conditions(CLIENT, SERVER, DEAD);
        clock.run(wait);
        assertEquals(state, client.agent.state());
        client.agent.addConnection(CLIENT_TCP, SERVER_TCP);
        clock.run(Duration.ofMillis(300));
        assertPath(Protocol.TCP);

        network.conditions(CLIENT, SERVER, GOOD);
        clock.run(Duration.ofMillis(5_100));

        assertPath(Protocol.UDP);
    }

    private void assertPath(Protocol protocol) {
        assertEquals(IceState.CONNECTED, client.agent.state());
        assertEquals(protocol, protocol(client.agent.selected()));
        assertEquals(protocol, protocol(server.agent.path()));
        assertTrue(client.agent.consented(clock.nowNanos()));
        assertTrue(server.agent.consented(clock.nowNanos()));
    }

    private static Protocol protocol(Tuple tuple) {
        return tuple.protocol();
    }

    private static Tuple tcp(Tuple tuple) {
        return new Tuple(Protocol.TCP, tuple.local(), tuple.remote());
    }
}
