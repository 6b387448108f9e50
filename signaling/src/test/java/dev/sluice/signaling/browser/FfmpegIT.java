package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The WHIP muxer of ffmpeg 8: H264 Baseline and Opus, DTLS client roles reversed, no RTX. */
@Timeout(300)
class FfmpegIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path DIRECTORY =
            Path.of("target", "interop", "ffmpeg", "org", "bytedeco", "ffmpeg", "linux-x86_64");

    @Test
    void shouldPublishToABrowserAndSayGoodbye() throws Exception {
        Path ffmpeg = DIRECTORY.resolve("ffmpeg").toAbsolutePath();
        assumeTrue(
                Files.exists(ffmpeg) && ffmpeg.toFile().setExecutable(true),
                "there is no ffmpeg 8 in target/interop: Maven unpacks it on Linux on x86-64");
        try (SluiceProcess server = SluiceProcess.start("ffmpeg");
                Chromium chromium = Chromium.launch();
                Guest viewer = Guest.join(chromium, server, "studio", "viewer")) {
            Process process = publish(ffmpeg, server.address() + "/whip/studio");
            try {
                viewer.until("room.participants.size === 1");
                String name =
                        viewer.tab().evaluate("[...room.participants.values()][0].name").asString();
                viewer.awaitPicture(name, "camera", PATIENCE);
                viewer.awaitSound(name, "microphone");
            } finally {
                process.destroy();
                assertTrue(process.waitFor(10, TimeUnit.SECONDS), "it does not end");
            }
            viewer.until("room.participants.size === 0");
        }
    }

    private static Process publish(Path ffmpeg, String endpoint) throws IOException {
        String pattern = "testsrc=size=320x180:rate=15";
        String tone = "sine=sample_rate=48000";
        String flags =
                "-hide_banner -re -f lavfi -i %s -re -f lavfi -i %s -pix_fmt yuv420p"
                        + " -c:v libopenh264 -profile:v constrained_baseline -g 15 -b:v 500k"
                        + " -c:a libopus -ac 2 -f whip %s";
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(flags.formatted(pattern, tone, endpoint).split(" ")));
        command.add(0, ffmpeg.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LD_LIBRARY_PATH", ffmpeg.getParent().toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(Path.of("target", "interop", "ffmpeg.log").toFile())
                .start();
    }
}
