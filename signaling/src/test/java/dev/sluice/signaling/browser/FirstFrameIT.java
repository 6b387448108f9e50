package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long it takes from pressing join until a picture of somebody else is seen. */
@Tag("timed")
@Timeout(120)
class FirstFrameIT {

    private static final int RUNS = 10;
    private static final int AIM_MILLIS = 1_000;

    @Test
    void shouldShowTheFirstFrameSoonAfterTheJoin() throws IOException {
        try (SluiceProcess server = SluiceProcess.start("first-frame");
                Chromium chromium = Chromium.launch();
                Guest ada = Guest.join(chromium, server, "soon", "ada");
                Guest grace = Guest.open(chromium, server, "grace")) {
            ada.publishCamera().publishMicrophone();
            ada.until("room.state === 'connected'");
            int[] millis = new int[RUNS];
            for (int run = 0; run < RUNS; run++) {
                millis[run] = joinAndSee(grace);
            }
            Arrays.sort(millis);
            int median = (millis[RUNS / 2 - 1] + millis[RUNS / 2]) / 2;
            System.out.printf(
                    "Join to first remote frame: median %d ms of %s%n",
                    median, Arrays.toString(millis));
            assertTrue(median < AIM_MILLIS, "median " + median + " ms");
        }
    }

    private static int joinAndSee(Guest guest) {
        String measure =
                """
                const started = performance.now();
                await enter({ room: 'soon', name: 'grace' });
                const seen = await new Promise((resolve) => {
                  const watch = ({ detail }) => {
                    if (detail.publication.kind !== 'video') return;
                    play(detail.stream).requestVideoFrameCallback((now) => resolve(now));
                  };
                  room.addEventListener('track', watch);
                });
                await room.leave();
                document.querySelectorAll('video').forEach((each) => each.remove());
                return seen - started;
                """;
        return guest.page().run(measure).asInt();
    }
}
