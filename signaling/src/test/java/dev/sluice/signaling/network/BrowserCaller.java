package dev.sluice.signaling.network;

import dev.sluice.signaling.browser.Chromium;
import dev.sluice.signaling.browser.Page;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A page of Chromium with two participants, one of whom shows the other a drawn picture. Takes
 * commands from its input, one a line:
 *
 * <ul>
 *   <li>{@code call URL ROOM TOKEN}: prints {@code first MILLIS}, from before the second joins
 *   <li>{@code mark}: prints {@code marked}; the longest gap between frames is counted from here
 *   <li>{@code gap}: awaits a second of frames, prints {@code gap MILLIS RESTARTED STATES}, the
 *       longest, whether ICE was restarted since the mark, and what the client's state was
 * </ul>
 */
final class BrowserCaller {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String CALL =
            """
            const { join } = await import('/sluice-client.js');
            const [room, token] = ['%s', '%s'];
            const canvas = document.createElement('canvas');
            Object.assign(canvas, { width: 320, height: 180 });
            const context = canvas.getContext('2d');
            let step = 0;
            setInterval(() => {
              context.fillStyle = `hsl(${step++ * 9} 60%% 50%%)`;
              context.fillRect(0, 0, 320, 180);
            }, 50);
            const [track] = canvas.captureStream(20).getVideoTracks();
            window.ada = await join({ room, token, identity: 'ada' });
            await ada.publish(track, { source: 'camera', simulcast: false });
            while (ada.state !== 'connected') await new Promise((done) => setTimeout(done, 20));
            window.states = [];
            window.frames = 0;
            window.gap = 0;
            const since = performance.now();
            window.bob = await join({ room, token, identity: 'bob' });
            window.fragment = () => /ice-ufrag:(\\S+)/.exec(bob.peerConnection.localDescription.sdp)[1];
            bob.addEventListener('state', ({ detail }) => states.push(detail.state));
            await new Promise((seen) => {
              bob.addEventListener('track', ({ detail }) => {
                const video = document.body.appendChild(document.createElement('video'));
                Object.assign(video, { autoplay: true, muted: true, srcObject: detail.stream });
                let last = 0;
                const watch = (now) => {
                  if (last) gap = Math.max(gap, now - last);
                  last = now;
                  frames++;
                  seen();
                  video.requestVideoFrameCallback(watch);
                };
                if (detail.publication.kind === 'video') video.requestVideoFrameCallback(watch);
              });
            });
            return Math.round(performance.now() - since);
            """;

    private BrowserCaller() {}

    /** Ends with its input. */
    public static void main(String... args) throws Exception {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Chromium chromium = Chromium.launch()) {
            System.out.println("ready");
            Page page = null;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "call" -> {
                        page = chromium.open(words[1] + "/health");
                        String script = CALL.formatted(words[2], words[3]);
                        System.out.println("first " + page.run(script));
                    }
                    case "mark" -> {
                        page.evaluate(
                                "states.length = 0, window.gap = 0, window.marked = fragment()");
                        System.out.println("marked");
                    }
                    default -> {
                        page.until("gap > 200", PATIENCE);
                        page.evaluate("window.base = frames");
                        page.until("frames > base + 20", PATIENCE);
                        System.out.println(
                                "gap "
                                        + page.evaluate(
                                                        "[Math.round(gap), fragment() !== marked, states.join('-')].join(' ')")
                                                .asString());
                    }
                }
            }
        }
        System.exit(0);
    }
}
