package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What running a room does to its media: packets stop, and go on where a decoder can. */
@Timeout(60)
class RoomControlTest {

    private SluiceServer media;
    private SignalingServer signaling;
    private ClientGroup clients;

    @BeforeEach
    void start() throws Exception {
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(2)
                                .withAddresses(List.of(InetAddress.getLoopbackAddress())));
        signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
        clients = ClientGroup.start(1);
    }

    @AfterEach
    void stop() {
        clients.close();
        signaling.close();
        media.close();
    }

    /** Of a packet: its place in the stream, and whether a decoder can start there. */
    private record Heard(long index, boolean keyframe) {}

    private static final class Listener implements ParticipantListener {

        private final List<Heard> heard = new ArrayList<>();
        volatile boolean closed;

        @Override
        public void onEvent(ClientEvent event) {}

        @Override
        public void onMedia(ReceivedMedia received) {
            if (received.packet.rtp.payloadBytes() > 0) {
                synchronized (heard) {
                    heard.add(new Heard(received.packet.index, received.packet.frame.keyframe));
                }
            }
        }

        @Override
        public void onClosed(@Nullable Throwable why) {
            closed = true;
        }

        List<Heard> heard() {
            synchronized (heard) {
                return List.copyOf(heard);
            }
        }
    }

    private HeadlessParticipant join(String identity, Listener listener) throws Exception {
        URI url = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
        return get(clients.join(JoinOptions.of(url, "r").withIdentity(identity), listener));
    }

    @Test
    void shouldForwardNothingWhilePausedAndGoOnAtAKeyframe() throws Exception {
        Listener bobHears = new Listener();
        HeadlessParticipant host = join("host", new Listener());
        HeadlessParticipant bob = join("bob", bobHears);
        LocalPublication camera = get(host.publish(PublishOptions.of(Source.CAMERA, Codec.VP8)));
        Sent video = new Sent(video(), Integer.MAX_VALUE);
        camera.play(video);
        await(() -> bobHears.heard().size() > 60);

        ask(host, "pause-session");
        Thread.sleep(300);
        int before = bobHears.heard().size();
        int sentBefore = video.payloads().size();
        Thread.sleep(1_000);
        assertEquals(before, bobHears.heard().size(), "nothing comes while paused");
        assertTrue(video.payloads().size() > sentBefore + 20, "though it is sent");
        assertTrue(get(bob.path()).isPresent());

        ask(host, "resume-session");
        await(() -> bobHears.heard().size() > before + 30);
        Heard last = bobHears.heard().get(before - 1);
        Heard next = bobHears.heard().get(before);
        assertTrue(next.keyframe(), "it goes on at a keyframe");
        assertEquals(last.index() + 1, next.index(), "as one unbroken stream");
        assertTrue(!bobHears.closed);
    }

    @Test
    void shouldForwardNothingOfWhoWasMutedUntilItUnmutes() throws Exception {
        Listener hostHears = new Listener();
        HeadlessParticipant host = join("host", hostHears);
        HeadlessParticipant bob = join("bob", new Listener());
        LocalPublication voice = get(bob.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
        Sent audio = new Sent(audio(), Integer.MAX_VALUE);
        voice.play(audio);
        await(() -> hostHears.heard().size() > 20);

        get(host.request(message("mute-other").put("publication", voice.id())));
        Thread.sleep(300);
        int before = hostHears.heard().size();
        int sentBefore = audio.payloads().size();
        Thread.sleep(700);
        assertEquals(before, hostHears.heard().size(), "a muted client is not trusted to be mute");
        assertTrue(audio.payloads().size() > sentBefore + 10, "it goes on sending");

        get(bob.mute(voice, false));
        await(() -> hostHears.heard().size() > before + 20);
        assertEquals(
                hostHears.heard().get(before - 1).index() + 1,
                hostHears.heard().get(before).index());
    }

    @Test
    void shouldPutOutWhoIsRemovedAndStopItsMedia() throws Exception {
        Listener bobHears = new Listener();
        Listener eveHears = new Listener();
        HeadlessParticipant host = join("host", new Listener());
        join("bob", bobHears);
        HeadlessParticipant eve = join("eve", eveHears);
        LocalPublication voice = get(eve.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
        voice.play(new Sent(audio(), Integer.MAX_VALUE));
        await(() -> bobHears.heard().size() > 20);
        get(host.request(message("remove").put("participant", eve.id())));
        await(() -> eveHears.closed);
        Thread.sleep(200);
        int before = bobHears.heard().size();
        Thread.sleep(400);
        assertEquals(before, bobHears.heard().size());
    }

    private static JsonNode ask(HeadlessParticipant who, String type) throws Exception {
        return get(who.request(message(type)));
    }

    private static ObjectNode message(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static AudioSource audio() {
        return new AudioSource(80, 20, AudioSource.TALKS, PayloadStamp.NONE, 0);
    }

    private static VideoSource video() {
        return new VideoSource(
                new VideoConfig(
                        Codec.VP8,
                        List.of(FrameSizes.constant(1_200, 3_000)),
                        30,
                        1_000,
                        VideoShape.BURST,
                        1,
                        PayloadStamp.NONE,
                        0));
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
