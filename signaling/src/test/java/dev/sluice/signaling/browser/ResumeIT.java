package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A browser whose WebSocket breaks goes on by itself. */
@Tag("timed")
@Timeout(120)
class ResumeIT {

    /** About 100 ms on a quiet machine; without media meanwhile it would be as long as the test. */
    private static final int MAX_GAP_MILLIS = 2_500;

    private static final String WATCH_GAPS =
            """
            const video = play(person('Ada').stream);
            window.gap = 0;
            let last = 0;
            const watch = (now) => {
              if (last) window.gap = Math.max(gap, now - last);
              last = now;
              video.requestVideoFrameCallback(watch);
            };
            video.requestVideoFrameCallback(watch);
            """;

    private static SluiceProcess server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        server = SluiceProcess.start("resume");
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void shouldGoOnWhereTheSocketBroke() throws IOException {
        try (BreakableProxy proxy = new BreakableProxy(server);
                Page ada =
                        chromium.open(proxy.address() + "/?room=resume&name=Ada&join=1&audio=0");
                Guest grace = Guest.join(chromium, server, "resume", "grace")) {
            grace.publishCamera();
            grace.awaitPicture("Ada", "camera");
            until(ada, "document.querySelectorAll('.people .tile.playing').length === 2");
            grace.page()
                    .run(
                            "window.left = 0; window.ada = person('Ada').id;"
                                    + "room.addEventListener('participant-left', () => { left++; });");

            grace.page().run(WATCH_GAPS);
            proxy.cut();
            until(ada, "document.querySelector('[data-key=link]')");
            grace.until("person('Ada').presence === 'reconnecting'");
            grace.page().run("await room.chat.send('are you there?');");
            grace.awaitPicture("Ada", "camera");
            // Asked for while nothing gets through.
            ada.evaluate("document.querySelector('#hand').click()");

            proxy.mend(server);
            until(ada, "!document.querySelector('[data-key=link]')");
            grace.until("person('Ada').presence === 'here' && person('Ada').hand > 0");
            until(
                    ada,
                    "document.querySelector('#messages .text')?.textContent === 'are you there?'");
            until(ada, "document.querySelector('#connection').dataset.state === 'connected'");

            // Back on a network: the old socket lives, but the page cannot know that.
            ada.run(
                    """
                    const Plain = WebSocket;
                    window.opened = [];
                    window.WebSocket = function (url) {
                      opened.push(new Plain(url));
                      return opened[0];
                    };
                    window.dispatchEvent(new Event('online'));
                    """);
            until(ada, "opened.length === 1 && opened[0].readyState === 1");
            until(ada, "document.querySelector('#hand').title === 'Lower hand'");
            until(ada, "!document.querySelector('#hand').disabled");
            ada.evaluate("document.querySelector('#hand').click()");
            grace.until("person('Ada').hand === 0 && person('Ada').presence === 'here'");
            int gap = grace.page().evaluate("Math.round(gap)").asInt();
            System.out.printf("Longest gap of the picture while its socket broke: %d ms%n", gap);
            assertTrue(gap > 0 && gap < MAX_GAP_MILLIS, gap + " ms");
            assertTrue(grace.page().evaluate("left === 0 && person('Ada').id === ada").asBoolean());
        }
    }

    /** Its session is lost, and the next one too, before it has published anything again. */
    @Test
    void shouldJoinAnewWithTheSameIdentityAndPublications() throws IOException {
        try (Guest grace = Guest.join(chromium, server, "rejoin", "grace")) {
            try (SluiceProcess first = SluiceProcess.start("rejoin-first");
                    BreakableProxy proxy = new BreakableProxy(first);
                    Page ada = chromium.open(proxy.address() + "/health")) {
                ada.run(
                        """
                        const { join } = await import('/sluice-client.js');
                        window.waits = 0;
                        const giveUp = new AbortController();
                        window.room = await join({
                          room: 'rejoin', identity: 'ada-1', name: 'Ada', signal: giveUp.signal, onWaiting: () => waits++,
                        });
                        // It concerned the join, not what comes after it.
                        giveUp.abort();
                        await room.publishCamera({ width: 320, height: 180, frameRate: 15 });
                        const microphone = await room.publishMicrophone();
                        await room.mute(microphone, true);
                        window.sockets = [];
                        window.WebSocket = class extends WebSocket {
                          constructor(url) {
                            super(url);
                            sockets.push(this);
                          }
                          send(text) {
                            super.send(text.includes('"resume"') ? text.replace(/"token":"[^"]*"/, '"token":"x"') : text);
                          }
                        };
                        window.rejoins = 0;
                        room.addEventListener('rejoined', () => {
                          if (++rejoins === 1) sockets.at(-1).close(4002);
                        });
                        """);
                grace.page().run("await room.host.change({ waitingRoom: true });");
                // Nothing of the session is known to the second server.
                proxy.cut();
                first.kill();
                proxy.mend(server);
                // The page shows a room; that it waits anew is not its user's business.
                grace.until("room.waiting.size === 1");
                assertEquals("reconnecting 0", ada.evaluate("`${room.state} ${waits}`").asString());
                grace.page().run("await room.host.admit();");
                until(ada, "rejoins === 2 && room.state === 'connected'");
                until(ada, "room.publications.size === 2");
                grace.awaitPicture("Ada", "camera");
                grace.until("publication('Ada', 'microphone')?.muted");
                assertEquals("ada-1", grace.page().evaluate("person('Ada').identity").asString());
                assertEquals(1, grace.page().evaluate("room.participants.size").asInt());
                ada.run("await room.leave();");
                grace.until("!person('Ada')");
            }
        }
    }

    @Test
    void shouldGiveAJoinUpThatIsAborted() throws IOException {
        try (BreakableProxy proxy = new BreakableProxy(server);
                Page ada = chromium.open(proxy.address() + "/health");
                Guest grace = Guest.join(chromium, server, "abort", "grace")) {
            ada.run(
                    """
                    const { join } = await import('/sluice-client.js');
                    window.tryToJoin = (signal) => join({ room: 'abort', signal }).catch(({ code, details }) => `${code} ${details.reason}`);
                    """);
            assertEquals(
                    "DISCONNECTED left",
                    ada.run("return tryToJoin(AbortSignal.abort());").asString());
            proxy.hang();
            ada.run(
                    "window.late = new AbortController(); window.outcome = tryToJoin(late.signal);");
            ada.evaluate("late.abort()");
            assertEquals("DISCONNECTED left", ada.evaluate("outcome").asString());
            proxy.goOn();
            // What came through later joins nobody.
            ada.run("await tryToJoin();");
            grace.until("room.participants.size === 1");
        }
    }

    private static void until(Page page, String condition) {
        page.until(condition, Guest.PATIENCE);
    }
}
