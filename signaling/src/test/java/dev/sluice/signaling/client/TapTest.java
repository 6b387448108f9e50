package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.sfu.tap.FrameAssembler;
import dev.sluice.sfu.tap.FrameListener;
import dev.sluice.sfu.tap.KeyframeListener;
import dev.sluice.sfu.tap.MediaFrame;
import dev.sluice.sfu.tap.MediaWriter;
import dev.sluice.sfu.tap.PacketListener;
import dev.sluice.sfu.tap.Tap;
import dev.sluice.sfu.tap.TapConfig;
import dev.sluice.sfu.tap.TappedPacket;
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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Media into Java and out of it, through a real server on loopback. */
@Tag("once")
@Timeout(60)
class TapTest {

    private static SluiceServer media;
    private static SignalingServer signaling;
    private static ClientGroup clients;

    /** What a tap heard. */
    private static final class Heard implements PacketListener {

        final List<byte[]> payloads = new CopyOnWriteArrayList<>();
        final List<Long> indices = new CopyOnWriteArrayList<>();
        final AtomicInteger gaps = new AtomicInteger();
        final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void onPacket(TappedPacket packet) {
            payloads.add(Arrays.copyOf(packet.payload, packet.payloadBytes));
            indices.add(packet.index);
        }

        @Override
        public void onGap(long packets) {
            gaps.addAndGet((int) packets);
        }

        @Override
        public void onEnd() {
            ended.countDown();
        }
    }

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
    void shouldHearWhatIsPublishedInOrderThroughLoss(TestInfo test) throws Exception {
        Random dice = new Random(11);
        DatagramFilter lossy =
                (incoming, data, offset, length) ->
                        !incoming && (data[offset + 1] & 0x7F) == 100 && dice.nextInt(100) < 5;
        HeadlessParticipant alice = join(test, "alice", new Recorder(), lossy);
        LocalPublication camera = get(alice.publish(PublishOptions.of(Source.CAMERA, Codec.H264)));
        get(alice.connected());
        Heard heard = new Heard();
        Tap tap = get(media.tap(test.getDisplayName(), camera.id(), TapConfig.DEFAULT, heard));
        Thread.sleep(200);
        Sent video = new Sent(video(), 300);
        camera.play(video);
        await(video::done);
        await(() -> heard.payloads.size() > 270);

        List<byte[]> sent = video.payloads();
        long first = heard.indices.get(0);
        int skipped = indexOf(sent, heard.payloads.get(0));
        for (int i = 0; i < heard.payloads.size(); i++) {
            long at = heard.indices.get(i) - first;
            assertArrayEquals(sent.get(skipped + (int) at), heard.payloads.get(i));
            assertTrue(i == 0 || heard.indices.get(i) > heard.indices.get(i - 1), "order");
        }
        assertEquals(0, tap.dropped());
        assertEquals(0, heard.gaps.get(), "resends fill every gap");
        get(alice.leave());
        assertTrue(heard.ended.await(10, TimeUnit.SECONDS));
    }

    @Test
    void shouldLetASlowListenerCostNobodyElseAnything(TestInfo test) throws Exception {
        Recorder subscriber = new Recorder();
        HeadlessParticipant alice = join(test, "alice", new Recorder(), DatagramFilter.NONE);
        HeadlessParticipant bob = join(test, "bob", subscriber, DatagramFilter.NONE);
        LocalPublication voice =
                get(alice.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
        CountDownLatch go = new CountDownLatch(1);
        Heard heard = new Heard();
        PacketListener slow =
                packet -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    heard.onPacket(packet);
                };
        Tap tap =
                get(
                        media.tap(
                                test.getDisplayName(),
                                voice.id(),
                                TapConfig.DEFAULT.withQueuePackets(10),
                                slow));
        get(bob.connected());
        Thread.sleep(500);
        Sent audio = new Sent(new AudioSource(80, 20, AudioSource.TALKS, PayloadStamp.NONE, 0), 60);
        voice.play(audio);
        await(() -> subscriber.packets(voice.id()).size() == 60);
        assertEquals(50, tap.dropped());
        go.countDown();
        await(() -> heard.payloads.size() == 10);
        tap.close();
        get(alice.leave());
        get(bob.leave());
    }

    @Test
    void shouldPublishWhatJavaWrites(TestInfo test) throws Exception {
        String room = test.getDisplayName();
        Recorder heard = new Recorder();
        HeadlessParticipant bob = join(test, "bob", heard, DatagramFilter.NONE);
        Participant bot =
                get(media.join(room, JoinRequest.builder("bot", "Bot").build(), event -> {}))
                        .participant();
        AtomicInteger wishes = new AtomicInteger();
        MediaWriter voice =
                get(media.publish(bot, Source.MICROPHONE, Codec.OPUS, KeyframeListener.NONE));
        MediaWriter camera =
                get(media.publish(bot, Source.CAMERA, Codec.VP8, wishes::incrementAndGet));
        List<MediaFrame> frames = new CopyOnWriteArrayList<>();
        FrameListener keep = frames::add;
        get(media.tap(room, camera.publicationId(), TapConfig.DEFAULT, new FrameAssembler(keep)));
        get(bob.connected());
        await(() -> wishes.get() > 0);
        Thread.sleep(300);

        byte[] big = new byte[1_300];
        new Random(1).nextBytes(big);
        big[0] = 0;
        for (int i = 0; i < 25; i++) {
            voice.writeFrame(new byte[] {(byte) 0xF8, (byte) i}, i * 2_880L, 20);
            big[1] = (byte) i;
            camera.writeFrame(big.clone(), i * 5_400L, MediaWriter.NO_LEVEL);
            Thread.sleep(60);
        }
        await(() -> heard.packets(voice.publicationId()).size() == 25);
        // A congested minute may cost a subscriber frames; a tap it costs none.
        await(() -> heard.packets(camera.publicationId()).size() >= 30);
        assertEquals(25, frames.size());
        for (int i = 0; i < 25; i++) {
            assertEquals(i, heard.packets(voice.publicationId()).get(i).payload()[1]);
            assertEquals(i, frames.get(i).data()[1]);
            assertEquals(1_300, frames.get(i).data().length);
        }
        ParticipantInfo info =
                get(media.participants(room)).stream()
                        .filter(p -> p.identity().equals("bot"))
                        .findFirst()
                        .orElseThrow();
        assertEquals("CONNECTED", info.connection().name());
        get(bot.unpublish(camera.publicationId()));
        await(camera::ended);
        get(bot.leave());
        await(voice::ended);
        get(bob.leave());
    }

    @Test
    void shouldRefuseToTapWhatIsNotThere(TestInfo test) throws Exception {
        HeadlessParticipant alice = join(test, "alice", new Recorder(), DatagramFilter.NONE);
        CompletionException refused =
                assertThrows(
                        CompletionException.class,
                        () ->
                                media.tap(
                                                test.getDisplayName(),
                                                "nothing",
                                                TapConfig.DEFAULT,
                                                packet -> {})
                                        .toCompletableFuture()
                                        .join());
        assertEquals(
                RejectedException.Code.NOT_FOUND, ((RejectedException) refused.getCause()).code());
        get(alice.leave());
    }

    private static int indexOf(List<byte[]> all, byte[] one) {
        for (int i = 0; i < all.size(); i++) {
            if (Arrays.equals(all.get(i), one)) {
                return i;
            }
        }
        throw new AssertionError("nobody sent that");
    }

    private static HeadlessParticipant join(
            TestInfo test, String name, Recorder listener, DatagramFilter filter) throws Exception {
        URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
        return get(
                clients.join(
                        JoinOptions.of(server, test.getDisplayName())
                                .withIdentity(name)
                                .withFilter(filter),
                        listener));
    }

    private static VideoSource video() {
        return new VideoSource(
                new VideoConfig(
                        Codec.H264,
                        List.of(FrameSizes.constant(1_200, 3_000)),
                        30,
                        1_000,
                        VideoShape.BURST,
                        1,
                        PayloadStamp.NONE,
                        0));
    }

    private static void await(BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0, "waited 15 s");
            Thread.sleep(10);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(15, TimeUnit.SECONDS);
    }
}
