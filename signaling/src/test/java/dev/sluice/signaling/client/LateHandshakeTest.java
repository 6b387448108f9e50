package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.api.TransportStats.DecisionStats;
import dev.sluice.sfu.api.TransportTrace;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.client.source.FrameSizes;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.client.source.VideoConfig;
import dev.sluice.signaling.client.source.VideoShape;
import dev.sluice.signaling.client.source.VideoSource;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A viewer whose handshake takes longer than the patience with video that does not fit: nothing is
 * known of its path yet, so its picture is not paused before the first packet.
 */
@Timeout(120)
class LateHandshakeTest {

    /** Longer than the 2 s after which video that does not fit is paused. */
    private static final long HELD_MILLIS = 2_600;

    /** 1.2 Mbps at 25 frames per second: four times what is sent to an unknown path at first. */
    private static final int FRAME_BYTES = 6_000;

    private volatile boolean held = true;

    @Test
    void shouldShowAPictureWithoutSoundAfterALateHandshake() throws Exception {
        SluiceServer media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(1)
                                .withAddresses(List.of(InetAddress.getLoopbackAddress())));
        SignalingServer signaling =
                SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
        try (ClientGroup clients = ClientGroup.start(1)) {
            URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
            JoinOptions options = JoinOptions.of(server, "late");
            HeadlessParticipant ada =
                    get(clients.join(options.withIdentity("Ada"), new ParticipantListener() {}));
            LocalPublication camera =
                    get(ada.publish(new PublishOptions(Source.CAMERA, Codec.VP8, List.of())));
            get(ada.connected());
            camera.play(video());
            Recorder seen = new Recorder();
            HeadlessParticipant bob =
                    get(clients.join(options.withIdentity("Bob").withFilter(this::loses), seen));
            await("a slot", () -> !slots(media, bob).isEmpty());
            Thread.sleep(HELD_MILLIS);
            assertEquals(List.of(), pauses(media, bob), "before the handshake");
            assertTrue(seen.packets(camera.id()).isEmpty(), "nothing can have come yet");
            held = false;
            await("pictures", () -> seen.packets(camera.id()).size() > 100);
        } finally {
            signaling.close();
            media.close();
        }
    }

    /** Loses the handshake, whose first byte is 20 to 63, while it is held. */
    private boolean loses(boolean incoming, byte[] data, int offset, int length) {
        int first = data[offset] & 0xFF;
        return held && first >= 20 && first <= 63;
    }

    private static List<?> slots(SluiceServer media, HeadlessParticipant bob) throws Exception {
        TransportTrace transport = get(media.trace("late", bob.id())).transport();
        return transport == null ? List.of() : transport.stats().slots();
    }

    private static List<DecisionStats> pauses(SluiceServer media, HeadlessParticipant bob)
            throws Exception {
        TransportTrace transport = get(media.trace("late", bob.id())).transport();
        return Objects.requireNonNull(transport).decisions().stream()
                .filter(decision -> decision.kind().equals("PAUSE"))
                .toList();
    }

    private static VideoSource video() {
        return new VideoSource(
                new VideoConfig(
                        Codec.VP8,
                        List.of(FrameSizes.constant(FRAME_BYTES, FRAME_BYTES)),
                        25,
                        1_100,
                        VideoShape.EVEN,
                        1,
                        PayloadStamp.NONE,
                        0));
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "60 s without " + what);
            Thread.sleep(50);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
