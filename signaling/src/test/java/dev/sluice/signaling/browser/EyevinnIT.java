package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.kit.NpmClients;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Eyevinn's WHIP client and WHEP player in Chromium. */
@Timeout(300)
class EyevinnIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void shouldPublishAndPlay() throws Exception {
        Path modules = NpmClients.install();
        NpmClients.script(modules, "eyevinn.mjs");
        boolean bundled =
                NpmClients.run(
                        modules,
                        List.of(
                                "node_modules/.bin/esbuild",
                                "eyevinn.mjs",
                                "--bundle",
                                "--format=iife",
                                "--outfile=eyevinn.js"));
        assertTrue(bundled, "esbuild could not bundle the clients");
        String clients = Files.readString(modules.resolve("eyevinn.js"));
        try (SluiceProcess server = SluiceProcess.start("eyevinn");
                Chromium chromium = Chromium.launch();
                Page publisher = chromium.open(server.address() + "/health");
                Page player = chromium.open(server.address() + "/health")) {
            publisher.run(
                    clients
                            + """
                            const media = { audio: true, video: { width: 320, height: 180 } };
                            const stream = await navigator.mediaDevices.getUserMedia(media);
                            window.whip = new eyevinn.WHIPClient({
                              endpoint: location.origin + '/whip/eye', opts: { iceServers: [] },
                            });
                            await whip.ingest(stream);
                            """);
            publisher.until("whip.getICEConnectionState() === 'connected'", PATIENCE);
            player.run(
                    clients
                            + """
                            window.video = document.body.appendChild(document.createElement('video'));
                            video.muted = true;
                            video.autoplay = true;
                            window.viewer = new eyevinn.WebRTCPlayer({ video, type: 'whep', iceServers: [] });
                            await viewer.load(new URL(location.origin + '/whep/eye'));
                            """);
            player.until("video.videoWidth > 0 && video.currentTime > 1", PATIENCE);
            publisher.run("await whip.destroy();");
        }
    }
}
