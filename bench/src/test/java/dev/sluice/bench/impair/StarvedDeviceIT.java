package dev.sluice.bench.impair;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.explain.Finding;
import dev.sluice.sfu.explain.Finding.Cause;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.browser.Chromium;
import dev.sluice.signaling.browser.Page;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Browsers that get too little of the processor, and the sentence that says so. */
@Tag("timed")
@EnabledIfSystemProperty(named = "sluice.long", matches = "true")
@Timeout(300)
class StarvedDeviceIT {

    private static final String ROOM = "algebra";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private SluiceServer media;
    private SignalingServer signaling;
    private ClientGroup clients;

    @BeforeEach
    void start() throws Exception {
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(1)
                                .withAddresses(List.of(LOOPBACK)));
        signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
        clients = ClientGroup.start(1);
    }

    @AfterEach
    void stop() {
        clients.close();
        signaling.close();
        media.close();
    }

    /**
     * Chromium calls the processor the reason only when encoding alone is too slow. Of a device
     * that is slow at everything, what it measures tells: frames that it does not take, and timers
     * that come late.
     */
    @Test
    void shouldSayThatThePublishersDeviceIsTooSlow() throws Exception {
        try (Chromium device = Chromium.launch("--allow-loopback-in-peer-connection");
                Page hal = join(device, "Hal")) {
            hal.run("await room.publishCamera({ width: 1280, height: 720, frameRate: 30 });");
            HeadlessParticipant bob = watch("Bob");
            Starvation.to(
                    20,
                    device.pids(),
                    () ->
                            awaitSentence(
                                    bob.id(),
                                    Cause.PUBLISHER_CPU,
                                    "Hal's device is too busy: it encodes \\d+ of 30 frames per"
                                            + " second, each in \\d+ ms, and comes \\d+ ms late"
                                            + " to its work\\."));
        }
    }

    @Test
    void shouldSayThatTheViewersDeviceIsTooSlow() throws Exception {
        try (Chromium publisher = Chromium.launch("--allow-loopback-in-peer-connection");
                Chromium device = Chromium.launch("--allow-loopback-in-peer-connection");
                Page hal = join(publisher, "Hal");
                Page bob = join(device, "Bob")) {
            hal.run("await room.publishCamera({ width: 1280, height: 720, frameRate: 30 });");
            bob.until("document.querySelector('video')?.videoWidth > 0", PATIENCE);
            String id = bob.evaluate("room.me.id").asString();
            String words = "This participant's device is too busy to show all of Hal's";
            Starvation.to(
                    20, device.pids(), () -> awaitSentence(id, Cause.VIEWER_CPU, words + ".*"));
        }
    }

    private void awaitSentence(String viewer, Cause cause, String words) throws Exception {
        List<Finding> said = List.of();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (said.stream()
                .noneMatch(each -> each.cause() == cause && each.sentence().matches(words))) {
            assertTrue(System.nanoTime() < end, words + "? 90 s later: " + said);
            Thread.sleep(500);
            said = get(media.explain(ROOM, viewer));
        }
        System.out.println("Starved device: " + said);
    }

    private Page join(Chromium device, String name) {
        Page page = device.open("http://127.0.0.1:" + signaling.port() + "/health");
        page.run(
                """
                const client = await import('/sluice-client.js');
                window.room = await client.join({ room: '%s', name: '%s' });
                room.addEventListener('track', ({ detail }) => {
                  const video = document.createElement('video');
                  video.autoplay = true;
                  video.srcObject = detail.stream;
                  document.body.appendChild(video);
                });
                """
                        .formatted(ROOM, name));
        return page;
    }

    private HeadlessParticipant watch(String name) throws Exception {
        URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
        JoinOptions options = JoinOptions.of(server, ROOM).withIdentity(name);
        return get(clients.join(options, new ParticipantListener() {}));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
