package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.explain.Finding;
import dev.sluice.sfu.explain.Finding.Cause;
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
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real call says about itself while it is hurt. */
@Timeout(90)
class ExplainTest {

    private static final String ROOM = "kitchen";

    @Test
    void shouldSayWhatHurtsACall() throws Exception {
        ServerConfig config =
                ServerConfig.DEFAULT
                        .withUdpPort(0)
                        .withLoops(2)
                        .withAddresses(List.of(InetAddress.getByName("127.0.0.1")));
        AtomicInteger lossUp = new AtomicInteger();
        AtomicInteger lossDown = new AtomicInteger();
        ClientGroup clients = ClientGroup.start(1);
        try (SluiceServer media = SluiceServer.start(config);
                SignalingServer signaling =
                        SignalingServer.start(SignalingConfig.builder().port(0).build(), media)) {
            URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
            HeadlessParticipant ada = join(clients, server, "Ada", losing(lossUp, false));
            HeadlessParticipant bob = join(clients, server, "Bob", losing(lossDown, true));
            LocalPublication camera = get(ada.publish(PublishOptions.of(Source.CAMERA, Codec.VP8)));
            get(bob.connected());
            camera.play(video());
            await(media, bob, found -> found.stream().noneMatch(PICTURE));

            lossUp.set(60);
            List<Finding> up = await(media, bob, has(Cause.LOSS_UP));
            String sentence = sentence(up, Cause.LOSS_UP);
            assertTrue(sentence.endsWith("of what Ada sends gets lost on its way up."), sentence);
            lossUp.set(0);

            lossDown.set(30);
            await(media, bob, has(Cause.LOSS_DOWN));
            lossDown.set(0);

            get(ada.mute(camera, true));
            List<Finding> muted = await(media, bob, has(Cause.MUTED));
            assertEquals("Ada's picture is muted.", sentence(muted, Cause.MUTED));
        } finally {
            clients.close();
        }
    }

    private static final Predicate<Finding> PICTURE = finding -> finding.publicationId() != null;

    private static Predicate<List<Finding>> has(Cause cause) {
        return found -> found.stream().anyMatch(finding -> finding.cause() == cause);
    }

    private static String sentence(List<Finding> found, Cause cause) {
        return found.stream()
                .filter(finding -> finding.cause() == cause)
                .map(Finding::sentence)
                .findFirst()
                .orElseThrow();
    }

    private static List<Finding> await(
            SluiceServer media, HeadlessParticipant who, Predicate<List<Finding>> condition)
            throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        List<Finding> found = get(media.explain(ROOM, who.id()));
        while (!condition.test(found)) {
            assertTrue(System.nanoTime() < end, "after 20 s: " + found);
            Thread.sleep(100);
            found = get(media.explain(ROOM, who.id()));
        }
        return found;
    }

    private static DatagramFilter losing(AtomicInteger percent, boolean down) {
        Random dice = new Random(3);
        // RTP only: checks, handshakes and RTCP (192 to 223 in the second byte) come through.
        return (incoming, data, offset, length) ->
                incoming == down
                        && (data[offset] & 0xC0) == 0x80
                        && ((data[offset + 1] & 0xFF) < 192 || (data[offset + 1] & 0xFF) > 223)
                        && dice.nextInt(100) < percent.get();
    }

    private static HeadlessParticipant join(
            ClientGroup clients, URI server, String name, DatagramFilter filter) throws Exception {
        JoinOptions options = JoinOptions.of(server, ROOM).withIdentity(name).withFilter(filter);
        return get(clients.join(options, new ParticipantListener() {}));
    }

    private static VideoSource video() {
        return new VideoSource(
                new VideoConfig(
                        Codec.VP8,
                        List.of(FrameSizes.constant(600, 3_000)),
                        30,
                        30,
                        VideoShape.BURST,
                        1,
                        PayloadStamp.NONE,
                        0));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
