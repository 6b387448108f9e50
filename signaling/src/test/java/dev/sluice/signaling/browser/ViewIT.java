package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a video is shown decides what is sent of it. */
@Tag("timed")
@Timeout(120)
class ViewIT {

    private static final String TWO_LAYERS = "{ width: 640, height: 360, frameRate: 24 }";

    private static final String HELPERS =
            """
            window.show = (name, width) => {
              window.view = document.body.appendChild(document.createElement('video'));
              Object.assign(view, { autoplay: true, muted: true });
              resize(width);
              window.detach = room.attach(view, publication(name, 'camera'));
            };
            window.resize = (width) => Object.assign(view.style, { width: `${width}px`, height: `${width * 9 / 16}px` });
            window.framesOver = async (ms) => {
              const before = (await inbound('ada', 'camera')).framesReceived;
              await new Promise((resolve) => setTimeout(resolve, ms));
              return (await inbound('ada', 'camera')).framesReceived - before;
            };
            """;

    private static SluiceProcess server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        server = SluiceProcess.start("view");
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    private static Guest viewer(String room) {
        Guest grace = Guest.join(chromium, server, room, "grace");
        grace.page().run(HELPERS);
        return grace;
    }

    @Test
    void shouldSendNothingOfAHiddenVideoAndGoOnWhenItIsSeen() {
        try (Guest ada = Guest.join(chromium, server, "hidden", "ada");
                Guest grace = viewer("hidden")) {
            ada.publishCamera();
            grace.until("publication('ada', 'camera')?.track");
            grace.page().run("show('ada', 320);");
            grace.awaitPicture("ada", "camera");

            grace.page().run("view.style.display = 'none';");
            // The client settles for 100 ms, the server has 200 ms and a tick.
            grace.page().run("await new Promise((resolve) => setTimeout(resolve, 500));");
            assertEquals(0, grace.page().evaluate("framesOver(800)").asInt());

            grace.page().run("view.style.display = '';");
            grace.awaitPicture("ada", "camera");

            // Below the fold.
            grace.page().run("view.style.marginTop = '5000px';");
            grace.page().run("await new Promise((resolve) => setTimeout(resolve, 500));");
            assertEquals(0, grace.page().evaluate("framesOver(500)").asInt());
            grace.page().run("view.scrollIntoView();");
            grace.awaitPicture("ada", "camera");
        }
    }

    @Test
    void shouldSendASmallVideoSmallAndStopWhatNobodyWants() {
        try (Guest ada = Guest.join(chromium, server, "small", "ada");
                Guest grace = viewer("small")) {
            ada.publishCamera(TWO_LAYERS);
            grace.until("publication('ada', 'camera')?.track");
            grace.page().run("show('ada', 640);");
            grace.until(height(360));

            grace.page().run("resize(240);");
            grace.until(height(180));
            long small = System.nanoTime();
            String large =
                    "statsOf(room.peerConnection, 'outbound-rtp', (each) => each.rid === 'f')"
                            + ".then(([{ active }]) => active === %s)";
            assertTrue(ada.page().evaluate(large.formatted(true)).asBoolean());
            ada.page().until(large.formatted(false), Duration.ofSeconds(9));
            long millis = (System.nanoTime() - small) / 1_000_000;
            assertTrue(millis > 3_000, "a layer that is unwanted for a moment stopped at once");

            grace.page().run("resize(640);");
            ada.until(large.formatted(true));
            grace.until(height(360));
        }
    }

    /** The picture that comes has that height, and goes on. */
    private static String height(int pixels) {
        return "inbound('ada', 'camera').then((stats) => stats?.frameHeight === %d && framesOver(300))"
                .formatted(pixels);
    }
}
