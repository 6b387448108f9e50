package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A browser whose WebSocket breaks goes on by itself. */
@Timeout(120)
class ResumeIT {

    @Test
    void shouldGoOnWhereTheSocketBroke() throws IOException {
        try (SluiceProcess server = SluiceProcess.start("resume");
                BreakableProxy proxy = new BreakableProxy(server);
                Chromium chromium = Chromium.launch();
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
            assertTrue(grace.page().evaluate("left === 0 && person('Ada').id === ada").asBoolean());
        }
    }

    @Test
    void shouldJoinAnewWithTheSameIdentityAndPublications() throws IOException {
        try (SluiceProcess second = SluiceProcess.start("rejoin-second");
                Chromium chromium = Chromium.launch();
                Guest grace = Guest.join(chromium, second, "rejoin", "grace")) {
            try (SluiceProcess first = SluiceProcess.start("rejoin-first");
                    BreakableProxy proxy = new BreakableProxy(first);
                    Page ada = chromium.open(proxy.address() + "/health")) {
                ada.run(
                        """
                        const { join } = await import('/sluice-client.js');
                        window.room = await join({ room: 'rejoin', identity: 'ada-1', name: 'Ada' });
                        await room.publishCamera({ width: 320, height: 180, frameRate: 15 });
                        const microphone = await room.publishMicrophone();
                        await room.mute(microphone, true);
                        room.addEventListener('rejoined', () => { window.again = true; });
                        """);
                // Nothing of the session is known to the second server.
                proxy.cut();
                first.kill();
                proxy.mend(second);
                until(ada, "window.again && room.state === 'connected'");
                grace.awaitPicture("Ada", "camera");
                grace.until("publication('Ada', 'microphone')?.muted");
                assertEquals("ada-1", grace.page().evaluate("person('Ada').identity").asString());
                assertEquals(1, grace.page().evaluate("room.participants.size").asInt());
                ada.run("await room.leave();");
                grace.until("!person('Ada')");
            }
        }
    }

    private static void until(Page page, String condition) {
        page.until(condition, Guest.PATIENCE);
    }
}
