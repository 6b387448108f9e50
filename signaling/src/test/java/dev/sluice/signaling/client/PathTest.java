package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.Candidates;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.client.Recorder.Packet;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.kit.RebindingNat;
import dev.sluice.signaling.server.BoundPort;
import dev.sluice.signaling.server.LanCertificate;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import dev.sluice.signaling.server.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Calls over UDP, over TCP and through the port of HTTP, and from one to another. */
@Timeout(60)
class PathTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static SluiceServer media;
    private static SignalingServer signaling;
    private static ClientGroup clients;

    @BeforeAll
    static void start() throws Exception {
        BoundPort http = BoundPort.bind(SignalingConfig.builder().port(0).build());
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withTcpPort(0)
                                .withLoops(2)
                                .withAddresses(List.of(LOOPBACK))
                                .withAdvertisedTcp(
                                        List.of(new InetSocketAddress(LOOPBACK, http.port()))));
        signaling = http.serve(media, media.tcpShare());
        clients = ClientGroup.start(1);
    }

    @AfterAll
    static void stop() {
        clients.close();
        signaling.close();
        media.close();
    }

    @Test
    void shouldPreferUdp(TestInfo test) throws Exception {
        Call call = new Call(test, Protocol.values(), Protocol.values());
        call.plays(20);
        // At once, unless the machine is held up for the second that UDP is ahead of TCP.
        call.goesOver(Protocol.UDP);
        call.end();
    }

    /** A server closes connections that nothing is checked on; they are not made anew. */
    @Test
    void shouldNotConnectWhileThereIsAPath(TestInfo test) throws Exception {
        try (ServerSocket unused = new ServerSocket(0, 50, LOOPBACK)) {
            Candidate way = candidate(Protocol.TCP, unused.getLocalPort());
            UnaryOperator<JoinOptions> more =
                    options ->
                            options.withCandidates(offered ->
                                    Stream.concat(offered.stream(), Stream.of(way)).toList());
            Call call = new Call(test, more, more);
            call.plays(20);
            while (connects(unused, 1)) {}
            assertFalse(connects(unused, 1_500));
            call.end();
        }
    }

    /** Nothing of what is said is lost or heard twice, and the connections are closed. */
    @Test
    void shouldLeaveTcpWhenUdpGetsThroughAfterAll(TestInfo test) throws Exception {
        try (RebindingNat firewall = new RebindingNat();
                ServerSocket unused = new ServerSocket(0, 50, LOOPBACK)) {
            UnaryOperator<JoinOptions> behind =
                    options ->
                            options.withCandidates(offered ->
                                    List.of(
                                            candidate(Protocol.UDP, firewall.port()),
                                            candidate(Protocol.TCP, media.tcpPort()),
                                            candidate(Protocol.TCP, unused.getLocalPort())));
            Call call = new Call(test, behind, behind);
            unused.setSoTimeout(20_000);
            try (Socket idle = unused.accept()) {
                call.plays(50);
                assertEquals(Protocol.TCP, call.path(call.alice).protocol());

                firewall.leadTo(media.udpPort());
                call.goesOver(Protocol.UDP);
                call.hearsMore();
                call.isWhole();

                idle.setSoTimeout(20_000);
                assertTrue(idle.getInputStream().readAllBytes().length > 0, "checked, then closed");
                assertEquals(Protocol.UDP, call.path(call.alice).protocol());
                call.hearsMore();
                call.isWhole();
            }
            call.end();
        }
    }

    /** Whether somebody did, within that time; whoever did is cut off. */
    private static boolean connects(ServerSocket server, int millis) throws IOException {
        server.setSoTimeout(millis);
        try {
            server.accept().close();
            return true;
        } catch (SocketTimeoutException none) {
            return false;
        }
    }

    @Test
    void shouldCarryMediaOverTcpBothWaysUnchanged(TestInfo test) throws Exception {
        for (int i = 0; i < 4; i++) {
            Call call = new Call(test, new Protocol[] {Protocol.TCP}, Protocol.values());
            call.plays(50);
            assertEquals(Protocol.TCP, call.path(call.alice).protocol());
            assertEquals(Protocol.UDP, call.path(call.bob).protocol());
            call.end();
        }
        Call call = new Call(test, Protocol.values(), new Protocol[] {Protocol.TCP});
        call.plays(50);
        assertEquals(Protocol.TCP, call.path(call.bob).protocol());
        call.end();
    }

    @Test
    void shouldCarryMediaThroughThePortOfHttp(TestInfo test) throws Exception {
        Call call = new Call(test, new Protocol[] {Protocol.TCP}, new Protocol[] {Protocol.TCP});
        call.plays(20);
        // The advertised port stands first: it is the preferred of both.
        assertEquals(signaling.port(), call.path(call.alice).remote().getPort());
        assertEquals(signaling.port(), call.path(call.bob).remote().getPort());
        call.end();
    }

    /** Beside TLS, as where port 443 alone is open. */
    @Test
    void shouldCarryMediaThroughThePortOfHttps(TestInfo test) throws Exception {
        TlsIdentity identity =
                LanCertificate.generate(List.of(LOOPBACK), new SecureRandom(), Instant.now());
        SignalingConfig config = SignalingConfig.builder().port(0).tls(identity).build();
        try (SignalingServer secure = BoundPort.bind(config).serve(media, media.tcpShare())) {
            Candidate way = candidate(Protocol.TCP, secure.port());
            UnaryOperator<JoinOptions> only =
                    options ->
                            options.withProtocols(Protocol.TCP)
                                    .withCandidates(offered -> List.of(way));
            Call call = new Call(test, only, only);
            call.plays(20);
            assertEquals(secure.port(), call.path(call.alice).remote().getPort());
            assertEquals(secure.port(), call.path(call.bob).remote().getPort());
            call.end();
        }
    }

    @Test
    void shouldFollowAClientToAnotherSocket(TestInfo test) throws Exception {
        for (Protocol protocol : Protocol.values()) {
            Call call = new Call(test, new Protocol[] {protocol}, new Protocol[] {protocol});
            call.plays(20);
            long gapMillis = Long.MAX_VALUE;
            // The fastest of three: what else runs on the machine is not the server's doing.
            for (int i = 0; i < 3 && gapMillis >= 1_000; i++) {
                Tuple before = call.path(call.bob);
                long moved = System.nanoTime();
                get(call.bob.move(null));
                call.hearsMore();
                gapMillis = Math.min(gapMillis, (System.nanoTime() - moved) / 1_000_000);
                assertNotEquals(before, call.path(call.bob));
            }
            assertTrue(gapMillis < 1_000, protocol + ": " + gapMillis + " ms");

            get(call.alice.move(null));
            call.hearsMore();
            call.end();
        }
    }

    @Test
    void shouldRestartIceOverTcp(TestInfo test) throws Exception {
        Call call = new Call(test, new Protocol[] {Protocol.TCP}, new Protocol[] {Protocol.TCP});
        call.plays(20);
        get(call.alice.restartIce());
        get(call.bob.restartIce());
        call.hearsMore();
        call.isUnbroken();
        call.end();
    }

    private static Candidate candidate(Protocol protocol, int port) {
        return Candidates.host(protocol, List.of(new InetSocketAddress(LOOPBACK, port))).get(0);
    }

    /** Alice speaks to Bob. */
    private static final class Call {

        final Recorder heard = new Recorder();
        final HeadlessParticipant alice;
        final HeadlessParticipant bob;
        final LocalPublication voice;
        final Sent audio =
                new Sent(new AudioSource(80, 20, AudioSource.TALKS, PayloadStamp.NONE, 0), 5_000);

        Call(TestInfo test, Protocol[] ofAlice, Protocol[] ofBob) throws Exception {
            this(
                    test,
                    options -> options.withProtocols(ofAlice),
                    options -> options.withProtocols(ofBob));
        }

        Call(TestInfo test, UnaryOperator<JoinOptions> ofAlice, UnaryOperator<JoinOptions> ofBob)
                throws Exception {
            alice = join(test, "alice", new Recorder(), ofAlice);
            bob = join(test, "bob", heard, ofBob);
            voice = get(alice.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
            get(alice.connected());
            get(bob.connected());
            voice.play(audio);
        }

        private static HeadlessParticipant join(
                TestInfo test, String name, Recorder listener, UnaryOperator<JoinOptions> way)
                throws Exception {
            URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
            return get(
                    clients.join(
                            way.apply(
                                    JoinOptions.of(server, test.getDisplayName())
                                            .withIdentity(name)),
                            listener));
        }

        void plays(int packets) throws Exception {
            await(() -> heard.packets(voice.id()).size() >= packets);
            isUnbroken();
        }

        void hearsMore() throws Exception {
            int before = heard.packets(voice.id()).size();
            await(() -> heard.packets(voice.id()).size() >= before + 10);
        }

        /** Until both do. */
        void goesOver(Protocol protocol) throws Exception {
            for (HeadlessParticipant one : List.of(alice, bob)) {
                await(() -> protocolOf(one) == protocol);
            }
        }

        /** What was heard is what was said, without a gap. */
        void isUnbroken() {
            isSaid(heard.packets(voice.id()));
        }

        /** As {@link #isUnbroken}, but what was sent on another path may have overtaken. */
        void isWhole() {
            isSaid(
                    heard.packets(voice.id()).stream()
                            .sorted(Comparator.comparingLong(Packet::index))
                            .toList());
        }

        private void isSaid(List<Packet> packets) {
            List<byte[]> said = audio.payloads();
            int first = 0;
            while (!java.util.Arrays.equals(said.get(first), packets.get(0).payload())) {
                first++;
            }
            for (int i = 0; i < packets.size(); i++) {
                assertArrayEquals(said.get(first + i), packets.get(i).payload(), "packet " + i);
            }
        }

        Tuple path(HeadlessParticipant of) throws Exception {
            Optional<Tuple> path = get(of.path());
            return path.orElseThrow();
        }

        private static @Nullable Protocol protocolOf(HeadlessParticipant one) {
            return one.path().toCompletableFuture().join().map(Tuple::protocol).orElse(null);
        }

        void end() throws Exception {
            get(alice.leave());
            get(bob.leave());
        }
    }

    private static void await(BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("waited 20 s");
            }
            Thread.sleep(10);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
