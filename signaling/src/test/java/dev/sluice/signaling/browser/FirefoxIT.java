package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Firefox ESR with Chromium in one room, both ways. */
@Timeout(300)
class FirefoxIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Firefox firefox;
    private static Chromium chromium;
    private static SluiceProcess server;

    @BeforeAll
    static void launch() throws IOException {
        assumeTrue(
                Files.isExecutable(Firefox.EXECUTABLE),
                "there is no " + Firefox.EXECUTABLE + ": install firefox-esr");
        server = SluiceProcess.start("firefox");
        chromium = Chromium.launch();
        firefox = Firefox.launch();
    }

    @AfterAll
    static void close() {
        if (firefox != null) {
            firefox.close();
        }
        if (chromium != null) {
            chromium.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void shouldSeeAndHearChromiumAndBeSeenAndHeard() {
        try (Guest fox = Guest.open(firefox, server, "fox").enter("zoo");
                Guest chrome = Guest.join(chromium, server, "zoo", "chrome")) {
            fox.publishMicrophone().publishCamera();
            chrome.publishMicrophone().publishCamera();
            chrome.awaitPicture("fox", "camera", PATIENCE);
            chrome.awaitSound("fox", "microphone");
            fox.awaitPicture("chrome", "camera", PATIENCE);
            fox.awaitSound("chrome", "microphone");
        }
    }

    @Test
    void shouldPublishSimulcast() throws InterruptedException {
        try (Guest fox = Guest.open(firefox, server, "fox").enter("layers");
                Guest chrome = Guest.join(chromium, server, "layers", "chrome")) {
            fox.publishCamera("{ width: 1280, height: 720, frameRate: 15 }");
            chrome.awaitPicture("fox", "camera", PATIENCE);
            String sending =
                    "statsOf(room.peerConnection, 'outbound-rtp', (each) => each.kind === 'video'"
                            + " && each.packetsSent > 0).then((found) => found.length)";
            fox.tab().until(sending + ".then((count) => count >= 2)", PATIENCE);
            awaitLargestLayer(fox, chrome);
            chrome.awaitPicture("fox", "camera", PATIENCE);
        }
    }

    /** The width of the largest layer that Firefox sends now: 1280, unless it lacks the CPU. */
    private static int widest(Guest fox) {
        return fox.tab()
                .evaluate(
                        "statsOf(room.peerConnection, 'outbound-rtp', (each) => each.frameWidth > 0)"
                                + ".then((found) => Math.max(0, ...found.map((each) => each.frameWidth)))")
                .asInt();
    }

    /** Waits until what is seen is as wide as what is sent, and is no small layer. */
    private static void awaitLargestLayer(Guest fox, Guest chrome) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int shown = 0;
        while (shown < 640 || shown != widest(fox)) {
            assertTrue(System.nanoTime() - end < 0, "seen " + shown + ", sent " + widest(fox));
            shown = chrome.inbound("fox", "camera").path("frameWidth").asInt();
            Thread.sleep(100);
        }
        System.out.printf("Firefox's largest layer is seen: %d pixels wide%n", shown);
    }

    @Test
    void shouldShareAScreen() {
        try (Guest fox = Guest.open(firefox, server, "fox").enter("screen");
                Guest chrome = Guest.join(chromium, server, "screen", "chrome")) {
            // Without a display there is no screen to choose: what is shared is drawn.
            fox.tab()
                    .run(
                            """
                            const canvas = document.createElement('canvas');
                            Object.assign(canvas, { width: 640, height: 360 });
                            const context = canvas.getContext('2d');
                            let step = 0;
                            setInterval(() => {
                              context.fillStyle = `hsl(${step++ * 9} 60% 50%)`;
                              context.fillRect(0, 0, 640, 360);
                            }, 66);
                            await room.publishScreen({ stream: canvas.captureStream(15) });
                            """);
            chrome.awaitPicture("fox", "screen", PATIENCE);
            chrome.publishCamera();
            fox.awaitPicture("chrome", "camera", PATIENCE);
        }
    }

    @Test
    void shouldStayThroughAnIceRestart() {
        try (Guest fox = Guest.open(firefox, server, "fox").enter("restart");
                Guest chrome = Guest.join(chromium, server, "restart", "chrome")) {
            fox.publishCamera();
            chrome.awaitPicture("fox", "camera", PATIENCE);
            String ufrag = "room.peerConnection.localDescription.sdp.match(/a=ice-ufrag:(.*)/)[1]";
            String before = fox.tab().evaluate(ufrag).asString();
            // The client offers with its next change.
            fox.tab().run("room.peerConnection.restartIce(); await room.publishMicrophone();");
            fox.until(ufrag + " !== '" + before + "'");
            chrome.awaitPicture("fox", "camera", PATIENCE);
            chrome.awaitSound("fox", "microphone");
            assertEquals("[]", fox.tab().evaluate("errors").toString());
        }
    }
}
