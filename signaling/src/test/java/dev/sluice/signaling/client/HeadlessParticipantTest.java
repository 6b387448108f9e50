package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.client.Recorder.Packet;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.FrameSizes;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.client.source.VideoConfig;
import dev.sluice.signaling.client.source.VideoShape;
import dev.sluice.signaling.client.source.VideoSource;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.net.InetAddress;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * Headless participants through a real server on loopback: sockets, ICE, DTLS, SRTP and signalling
 * are all real.
 */
@Timeout(180)
class HeadlessParticipantTest {

    private static final int H264_TYPE = 100;
    private static final int PATIENCE_SECONDS = 40;

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
                                .withAddresses(List.of(InetAddress.getByName("127.0.0.1"))));
        signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
        clients = ClientGroup.start(1);
    }

    @AfterAll
    static void stop() {
        clients.close();
        signaling.close();
        media.close();
    }

    @Test
    void shouldDeliverEveryPacketOnceInOrderAndUnchanged(TestInfo test) throws Exception {
        Recorder heard = new Recorder();
        HeadlessParticipant alice = join(test, "alice", new Recorder(), DatagramFilter.NONE);
        HeadlessParticipant bob = join(test, "bob", heard, DatagramFilter.NONE);
        LocalPublication voice = publish(alice, Source.MICROPHONE, Codec.OPUS);
        LocalPublication camera = publish(alice, Source.CAMERA, Codec.H264);
        awaitBound(test, heard, voice, camera);

        Sent audio = new Sent(audio(), 100);
        Sent video = new Sent(video(Codec.H264), 200);
        voice.play(audio);
        camera.play(video);
        await(() -> audio.done() && video.done());
        awaitPackets(test, bob, heard, camera, video.payloads().size());

        assertSame(audio.payloads(), heard.packets(voice.id()));
        assertSame(video.payloads(), heard.packets(camera.id()));
        assertEquals(0, get(bob.stats()).badSrtp());
        get(alice.leave());
        get(bob.leave());
    }

    @Test
    void shouldBeAskedForLittleFeedbackWhileThereIsOnlySound(TestInfo test) throws Exception {
        Recorder heard = new Recorder();
        HeadlessParticipant alice = join(test, "alice", new Recorder(), DatagramFilter.NONE);
        HeadlessParticipant bob = join(test, "bob", heard, DatagramFilter.NONE);
        LocalPublication voice = publish(alice, Source.MICROPHONE, Codec.OPUS);
        awaitBound(test, heard, voice);
        voice.play(audio());
        awaitPackets(test, bob, heard, voice, 50);
        // A machine that is held up makes a queue, and then all carry one for a while.
        await(() -> {
            int all = heard.packets(voice.id()).size();
            long tracked = trackedOf(heard, voice, all - 50, all);
            return tracked >= 1 && tracked <= 12;
        });

        LocalPublication camera = publish(alice, Source.CAMERA, Codec.VP8);
        awaitBound(test, heard, camera);
        camera.play(video(Codec.VP8));
        awaitPackets(test, bob, heard, camera, 20);
        int heardThen = heard.packets(voice.id()).size();
        awaitPackets(test, bob, heard, voice, heardThen + 50);
        assertEquals(50, trackedOf(heard, voice, heardThen, heardThen + 50));
        get(alice.leave());
        get(bob.leave());
    }

    /** Packets with a transport-wide sequence number. */
    private static long trackedOf(Recorder heard, LocalPublication of, int from, int to) {
        return heard.packets(of.id()).subList(from, to).stream().filter(Packet::tracked).count();
    }

    private static void assertSame(List<byte[]> sent, List<Packet> received) {
        assertEquals(sent.size(), received.size());
        for (int i = 0; i < sent.size(); i++) {
            assertArrayEquals(sent.get(i), received.get(i).payload(), "packet " + i);
            assertEquals(received.get(0).index() + i, received.get(i).index(), "packet " + i);
        }
    }

    @Test
    void shouldRecoverWhatBothWaysLose(TestInfo test) throws Exception {
        Random dice = new Random(7);
        AtomicBoolean losing = new AtomicBoolean();
        DatagramFilter lossy =
                (incoming, data, offset, length) ->
                        losing.get()
                                && (data[offset + 1] & 0x7F) == H264_TYPE
                                && dice.nextInt(100) < 10;
        Recorder heard = new Recorder();
        HeadlessParticipant alice = join(test, "alice", new Recorder(), lossy);
        HeadlessParticipant bob = join(test, "bob", heard, lossy);
        LocalPublication camera = publish(alice, Source.CAMERA, Codec.H264);
        awaitBound(test, heard, camera);

        Sent video = new Sent(video(Codec.H264), 400);
        camera.play(video);
        // Nobody can miss what was lost before the first packet or behind the last one.
        await(() -> heard.packets(camera.id()).size() >= 20);
        losing.set(true);
        await(() -> video.payloads().size() >= 380);
        losing.set(false);
        await(() -> heard.packets(camera.id()).size() >= 400);

        List<Packet> received =
                heard.packets(camera.id()).stream()
                        .sorted(Comparator.comparingLong(Packet::index))
                        .toList();
        assertTrue(received.stream().filter(Packet::recovered).count() > 20);
        assertTrue(get(alice.stats()).resentPackets() > 20);
        assertSame(video.payloads(), received);
        get(alice.leave());
        get(bob.leave());
    }

    @Test
    void shouldPlaySimulcastAsOneUnbrokenStream(TestInfo test) throws Exception {
        Recorder heard = new Recorder();
        HeadlessParticipant alice = join(test, "alice", new Recorder(), DatagramFilter.NONE);
        HeadlessParticipant bob = join(test, "bob", heard, DatagramFilter.NONE);
        LocalPublication camera =
                get(
                        alice.publish(
                                new PublishOptions(
                                        Source.CAMERA, Codec.VP8, List.of("q", "h", "f"))));
        awaitBound(test, heard, camera);
        camera.play(
                new VideoSource(
                        new VideoConfig(
                                Codec.VP8,
                                List.of(
                                        FrameSizes.constant(300, 1_000),
                                        FrameSizes.constant(1_000, 3_000),
                                        FrameSizes.constant(3_000, 9_000)),
                                30,
                                1_000,
                                VideoShape.EVEN,
                                3,
                                PayloadStamp.NONE,
                                0)));
        // What a busy machine loses comes again by RTX, hence late: gaps count once it had time.
        await(() -> heard.packets(camera.id()).size() >= 400);
        camera.play(null);

        List<Packet> received =
                heard.packets(camera.id()).stream()
                        .sorted(Comparator.comparingLong(Packet::index))
                        .limit(300)
                        .toList();
        for (int i = 1; i < received.size(); i++) {
            long step = received.get(i).index() - received.get(i - 1).index();
            assertTrue(step == 1 || step == 2, "packet " + i + " steps by " + step);
        }
        get(alice.leave());
        get(bob.leave());
    }

    @Test
    void shouldGoOnAfterAnIceRestart(TestInfo test) throws Exception {
        Recorder heard = new Recorder();
        HeadlessParticipant alice = join(test, "alice", new Recorder(), DatagramFilter.NONE);
        HeadlessParticipant bob = join(test, "bob", heard, DatagramFilter.NONE);
        LocalPublication voice = publish(alice, Source.MICROPHONE, Codec.OPUS);
        awaitBound(test, heard, voice);
        Sent audio = new Sent(audio(), 100);
        voice.play(audio);
        await(() -> audio.payloads().size() >= 20);
        get(alice.restartIce());
        get(bob.restartIce());
        await(audio::done);
        await(() -> heard.packets(voice.id()).size() >= 100);

        assertSame(audio.payloads(), heard.packets(voice.id()));
        get(alice.leave());
        get(bob.leave());
    }

    @Test
    void shouldReuseSlotsAndTellWhoCameAndWent(TestInfo test) throws Exception {
        Recorder heard = new Recorder();
        HeadlessParticipant bob = join(test, "bob", heard, DatagramFilter.NONE);
        for (int i = 0; i < 3; i++) {
            HeadlessParticipant guest = join(test, "guest", new Recorder(), DatagramFilter.NONE);
            LocalPublication voice = publish(guest, Source.MICROPHONE, Codec.OPUS);
            awaitBound(test, heard, voice);
            voice.play(audio());
            await(() -> heard.packets(voice.id()).size() >= 10);
            get(guest.leave());
        }
        await(() -> count(heard, ClientEvent.ParticipantLeft.class) == 3);
        assertEquals(3, count(heard, ClientEvent.ParticipantJoined.class));
        assertEquals(
                1,
                heard.events.stream()
                        .filter(ClientEvent.SlotBound.class::isInstance)
                        .map(e -> ((ClientEvent.SlotBound) e).mid())
                        .distinct()
                        .count());
        get(bob.leave());
        assertTrue(heard.closed);
        assertNull(heard.failure);
    }

    @Test
    void shouldSayWhyAJoinFailed() {
        JoinOptions nowhere = JoinOptions.of(URI.create("ws://127.0.0.1:1/ws"), "r");
        assertThrows(
                CompletionException.class,
                () -> clients.join(nowhere, new Recorder()).toCompletableFuture().join());
        JoinOptions unnamed = JoinOptions.of(server(), "");
        CompletionException refused =
                assertThrows(
                        CompletionException.class,
                        () -> clients.join(unnamed, new Recorder()).toCompletableFuture().join());
        assertTrue(refused.getCause() instanceof RejectedException, refused.toString());
    }

    @Test
    void shouldEndWhenTheConnectionBreaks(TestInfo test) throws Exception {
        Recorder heard = new Recorder();
        HeadlessParticipant bob = join(test, "bob", heard, DatagramFilter.NONE);
        get(bob.connected());
        bob.abort();
        get(bob.closed());
        CompletionException late =
                assertThrows(
                        CompletionException.class,
                        () -> bob.subscribe("pu").toCompletableFuture().join());
        assertTrue(late.getCause() instanceof java.io.IOException, late.toString());
    }

    private static HeadlessParticipant join(
            TestInfo test, String name, Recorder listener, DatagramFilter filter) throws Exception {
        JoinOptions options =
                JoinOptions.of(server(), test.getDisplayName())
                        .withIdentity(name)
                        .withFilter(filter);
        HeadlessParticipant joined = get(clients.join(options, listener));
        get(joined.connected());
        return joined;
    }

    private static URI server() {
        return URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
    }

    private static LocalPublication publish(HeadlessParticipant who, Source source, Codec codec)
            throws Exception {
        return get(who.publish(PublishOptions.of(source, codec)));
    }

    /**
     * Until media of these would be delivered: the slots are bound, and the server has the keys of
     * everybody, which a client may have a moment earlier.
     */
    private static void awaitBound(
            TestInfo test, Recorder recorder, LocalPublication... publications) throws Exception {
        for (LocalPublication publication : publications) {
            await(() ->
                    recorder.events.stream()
                            .anyMatch(e ->
                                    e instanceof ClientEvent.SlotBound bound
                                            && bound.publication() != null
                                            && bound.publication().id().equals(publication.id())));
        }
        await(() ->
                media.participants(test.getDisplayName()).toCompletableFuture().join().stream()
                        .allMatch(each -> each.connection() == ConnectionState.CONNECTED));
    }

    private static long count(Recorder recorder, Class<? extends ClientEvent> type) {
        return recorder.events.stream().filter(type::isInstance).count();
    }

    private static AudioSource audio() {
        return new AudioSource(80, 20, AudioSource.TALKS, PayloadStamp.NONE, 0);
    }

    private static VideoSource video(Codec codec) {
        return new VideoSource(
                new VideoConfig(
                        codec,
                        List.of(FrameSizes.constant(1_200, 3_000)),
                        30,
                        1_000,
                        VideoShape.BURST,
                        1,
                        PayloadStamp.NONE,
                        0));
    }

    /** Or says what the server knows of those that did not come. */
    private static void awaitPackets(
            TestInfo test, HeadlessParticipant who, Recorder heard, LocalPublication of, int count)
            throws Exception {
        try {
            await(() -> heard.packets(of.id()).size() >= count);
        } catch (TimeoutException e) {
            String said = get(media.trace(test.getDisplayName(), who.id())).toString();
            throw new AssertionError(
                    heard.packets(of.id()).size() + " of " + count + "; " + said, e);
        }
    }

    private static void await(BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("waited " + PATIENCE_SECONDS + " s");
            }
            Thread.sleep(10);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
