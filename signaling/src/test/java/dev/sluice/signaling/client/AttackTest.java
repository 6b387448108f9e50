package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What strangers send to the media port, while others call: docs/SECURITY.md lists it. */
@Timeout(120)
class AttackTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final boolean LONG = Boolean.getBoolean("sluice.long");
    private static final int ANSWER_MILLIS = 300;
    private static final int STUN_HEADER_BYTES = 20;
    private static final int FINGERPRINT_BYTES = 8;

    private static SluiceServer media;
    private static SignalingServer signaling;
    private static ClientGroup clients;

    @BeforeAll
    static void start() throws Exception {
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(2)
                                .withAddresses(List.of(LOOPBACK)));
        signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
        clients = ClientGroup.start(1);
    }

    @AfterAll
    static void stop() {
        clients.close();
        signaling.close();
        media.close();
    }

    /** CVE-2023-49786 and its kin: whose DTLS comes first must not win. */
    @Test
    void shouldLetEverybodyInWhileStrangersSprayHellos() throws Exception {
        int joins = LONG ? 100 : 20;
        AtomicBoolean over = new AtomicBoolean();
        long[] sprayed = new long[1];
        try (DatagramSocket stranger = new DatagramSocket()) {
            Thread spray = new Thread(() -> sprayed[0] = spray(stranger, over), "spray");
            long begun = System.nanoTime();
            spray.start();
            try {
                for (int i = 0; i < joins; i += 5) {
                    List<HeadlessParticipant> batch = new ArrayList<>();
                    for (int j = i; j < i + 5; j++) {
                        batch.add(join("spray", "guest" + j, null, new Recorder()));
                    }
                    for (HeadlessParticipant guest : batch) {
                        get(guest.connected());
                    }
                    for (HeadlessParticipant guest : batch) {
                        get(guest.leave());
                    }
                }
            } finally {
                over.set(true);
                spray.join();
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertEquals(0, answers(stranger), "answers to hellos");
            System.out.printf(
                    "ClientHello spray: %d of %d joins, %.0f hellos/s, 0 answers%n",
                    joins, joins, sprayed[0] / seconds);
        }
    }

    /** 1,000 a second, what was missed made up for; says how many. */
    private static long spray(DatagramSocket from, AtomicBoolean over) {
        byte[] hello = new byte[200];
        byte[] head = {22, (byte) 0xfe, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 187, 1};
        System.arraycopy(head, 0, hello, 0, head.length);
        long sent = 0;
        long begun = System.nanoTime();
        try {
            while (!over.get()) {
                for (; sent * 1_000_000 <= System.nanoTime() - begun; sent++) {
                    from.send(new DatagramPacket(hello, hello.length, LOOPBACK, media.udpPort()));
                }
                Thread.sleep(10);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return sent;
    }

    /**
     * RTP bleed (CVE-2017-14099): a stranger who repeats what it saw of a call, and forges more,
     * gets nothing of it and does it no harm.
     */
    @Test
    void shouldSendNothingToWhoIsNotAuthenticated() throws Exception {
        Recorder heard = new Recorder();
        InetSocketAddress port = new InetSocketAddress(LOOPBACK, media.udpPort());
        try (Wiretap ofAlice = new Wiretap(port);
                Wiretap ofBob = new Wiretap(port)) {
            HeadlessParticipant alice = join("bleed", "alice", ofAlice, new Recorder());
            HeadlessParticipant bob = join("bleed", "bob", ofBob, heard);
            LocalPublication voice =
                    get(alice.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
            get(alice.connected());
            get(bob.connected());
            voice.play(
                    new Sent(
                            new AudioSource(80, 20, AudioSource.TALKS, PayloadStamp.NONE, 0),
                            20_000));
            await(() -> heard.packets(voice.id()).size() >= 20);

            int strays = LONG ? 100_000 : 20_000;
            try (DatagramSocket stranger = new DatagramSocket()) {
                int bytes = strike(stranger, strays, ofAlice, ofBob);
                assertEquals(0, answers(stranger), "datagrams to the stranger");
                System.out.printf(
                        "RTP bleed: %d datagrams, %d bytes, 0 came back%n", strays, bytes);
            }

            int before = heard.packets(voice.id()).size();
            await(() -> heard.packets(voice.id()).size() >= before + 20);
            get(alice.leave());
            get(bob.leave());
        }
    }

    /** Repeats of media and forgeries of everything, 50 at a time. */
    private static int strike(DatagramSocket from, int count, Wiretap alice, Wiretap bob)
            throws Exception {
        List<List<byte[]>> seen = List.of(alice.others, bob.others, alice.checks, bob.checks);
        Random random = new Random(7);
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            List<byte[]> of = seen.get(i % seen.size());
            byte[] stray = of.get(random.nextInt(of.size())).clone();
            boolean isCheck = i % seen.size() >= 2;
            if (isCheck) {
                forge(stray, random);
            } else if (random.nextBoolean()) {
                stray[random.nextInt(stray.length)] ^= (byte) (1 + random.nextInt(255));
            }
            from.send(new DatagramPacket(stray, stray.length, LOOPBACK, media.udpPort()));
            bytes += stray.length;
            if (i % 50 == 49) {
                Thread.sleep(1);
            }
        }
        return bytes;
    }

    /** Changes a byte that MESSAGE-INTEGRITY covers, or it itself, and makes FINGERPRINT right. */
    private static void forge(byte[] check, Random random) {
        int end = check.length - FINGERPRINT_BYTES;
        check[STUN_HEADER_BYTES + random.nextInt(end - STUN_HEADER_BYTES)] ^=
                (byte) (1 + random.nextInt(255));
        CRC32 crc = new CRC32();
        crc.update(check, 0, end);
        ByteBuffer.wrap(check).putInt(end + 4, (int) crc.getValue() ^ 0x5354554E);
    }

    /** How many datagrams are there, or come soon. */
    private static int answers(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(ANSWER_MILLIS);
        int answers = 0;
        try {
            while (true) {
                socket.receive(new DatagramPacket(new byte[1500], 1500));
                answers++;
            }
        } catch (SocketTimeoutException nothing) {
            return answers;
        }
    }

    private static HeadlessParticipant join(
            String room, String name, @Nullable Wiretap tap, Recorder listener) throws Exception {
        URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
        JoinOptions options = JoinOptions.of(server, room).withIdentity(name);
        if (tap != null) {
            options = options.withCandidates(all -> List.of(through(tap, all.get(0))));
        }
        return get(clients.join(options, listener));
    }

    private static Candidate through(Wiretap tap, Candidate to) {
        return new Candidate(
                to.foundation(),
                to.component(),
                to.protocol(),
                to.priority(),
                LOOPBACK.getHostAddress(),
                tap.port(),
                to.type(),
                to.tcpType());
    }

    private static void await(BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("waited 30 s");
            }
            Thread.sleep(10);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
