package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.signaling.kit.TestServer;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A publisher that is deaf to requests for keyframes, by WHIP, with viewers who come later. */
@Tag("once")
@Timeout(120)
class ObsLikeTest {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @Test
    void shouldJoinViewersAtTheNextKeyframeAndAskSparingly() throws Exception {
        try (TestServer server = TestServer.withRooms(config -> config);
                ClientGroup clients = ClientGroup.start(1)) {
            long since = System.nanoTime();
            try (ObsLike obs = new ObsLike(server, "studio")) {
                await("reports on all four streams", () -> obs.reported.size() == 4);
                for (int i = 0; i < 3; i++) {
                    Viewer viewer = new Viewer();
                    HeadlessParticipant participant =
                            get(clients.join(options(server, "viewer" + i), viewer));
                    await("video", () -> viewer.frames() >= 45);
                    await("sound", () -> viewer.sounds() >= 20);
                    // None, but for a first packet of a keyframe that was lost on a busy machine.
                    assertTrue(viewer.useless() < 10, viewer.useless() + " before a keyframe");
                    get(participant.leave());
                }
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
                // Two a second and layer at most, whoever waits, and three layers.
                long most = 3 * (2 * seconds + 2);
                assertTrue(
                        obs.keyframeRequests.get() <= most,
                        obs.keyframeRequests + " requests in " + seconds + " s");
            }
        }
    }

    private static JoinOptions options(TestServer server, String identity) {
        URI socket = URI.create(server.address().replace("http", "ws") + "/ws");
        return JoinOptions.of(socket, "studio").withIdentity(identity);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "waited too long for " + what);
            Thread.sleep(10);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** Watches what a decoder would be given. */
    private static final class Viewer implements ParticipantListener {

        private boolean keyframe;
        private int useless;
        private int frames;
        private int sounds;

        @Override
        public synchronized void onMedia(ReceivedMedia media) {
            MediaPacket packet = media.packet;
            if (packet.codec.kind() == MediaKind.AUDIO) {
                sounds++;
                return;
            }
            if (packet.rtp.payloadBytes() == 0) {
                return;
            }
            keyframe |= packet.frame.keyframe;
            if (!keyframe) {
                useless++;
            }
            if (packet.rtp.marker()) {
                frames++;
            }
        }

        /** Packets that came before a keyframe. */
        synchronized int useless() {
            return useless;
        }

        synchronized int frames() {
            return frames;
        }

        synchronized int sounds() {
            return sounds;
        }
    }
}
