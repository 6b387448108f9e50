package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the demo page tells of the connection, and how one chooses what to receive. */
@Timeout(120)
class TellIT {

    private static final Path SCREENSHOTS =
            Path.of(System.getProperty("basedir", "")).resolve("target").resolve("screenshots");

    private static final String UNREAD = "document.querySelector('#unread').textContent === '%d'";

    private static SluiceProcess server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        server = SluiceProcess.start("tell");
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void shouldShowStatisticsAndDecisionsAndFollowTheChosenMode() throws IOException {
        try (Guest grace = Guest.join(chromium, server, "numbers", "Grace")) {
            grace.publishCamera();
            try (Page ada = open("/?room=numbers&name=Ada&join=1&audio=0&video=0")) {
                until(ada, "document.querySelector('.people .tile.playing')");
                ada.evaluate("document.querySelector('#more-button').focus()");
                ada.press("Enter", 13);
                until(ada, "document.querySelector('#more-menu:popover-open')");
                ada.evaluate("document.querySelector('#statistics').focus()");
                ada.press("Enter", 13);
                until(ada, "document.querySelectorAll('#rates-legend li').length === 3");
                until(ada, "document.querySelector('#layers-chart polyline')?.points.length > 2");
                until(ada, "document.querySelector('#decisions').textContent.includes('Estimate')");
                until(
                        ada,
                        "/Grace's camera.*180p/.test(document.querySelector('#slots').textContent)");
                String label = "document.querySelector('#rates-chart').getAttribute('aria-label')";
                until(ada, "/Estimate [1-9][0-9]* kbit/.test(%s)".formatted(label));
                ada.screenshot(SCREENSHOTS.resolve("statistics.png"));

                choose(ada, "audio-only");
                until(
                        ada,
                        "document.querySelector('#layers-legend').textContent.includes('nothing')");
                choose(ada, "auto");
                until(
                        ada,
                        "/camera: L0/.test(document.querySelector('#layers-legend').textContent)");

                ada.evaluate("document.querySelector('#panel-close').focus()");
                ada.press("Escape", 27);
                until(ada, "document.querySelector('#panel').hidden");
                assertEquals(List.of(), ada.problems());
            }
        }
    }

    private static void choose(Page page, String mode) {
        page.run(
                """
                const choice = document.querySelector('#mode');
                choice.value = '%s';
                choice.dispatchEvent(new Event('change'));
                """
                        .formatted(mode));
    }

    /** The events themselves are proven elsewhere; here they are what the page shows. */
    @Test
    void shouldSayWhenOnlySoundComesWhoSpeaksAndHowWell() {
        try (Page ada = open("/?room=tell&name=Ada&audio=0&video=0")) {
            ada.run(
                    """
                    const Plain = WebSocket;
                    window.WebSocket = function (url) { return (window.socket = new Plain(url)); };
                    window.WebSocket.OPEN = Plain.OPEN;
                    window.tell = (event) => socket.onmessage({ data: JSON.stringify(event) });
                    document.querySelector('#join-form').requestSubmit();
                    """);
            until(ada, "document.querySelector('#call:not([hidden]) .tile')");
            try (Guest grace = Guest.join(chromium, server, "tell", "Grace")) {
                until(ada, "document.querySelectorAll('.people .tile').length === 2");
                ada.evaluate("tell({ type: 'audio-fallback', active: true })");
                until(
                        ada,
                        "document.querySelector('[data-key=fallback]').textContent.includes('too thin')");
                ada.evaluate("tell({ type: 'audio-fallback', active: false })");
                until(ada, "!document.querySelector('[data-key=fallback]')");

                String id = grace.page().evaluate("room.me.id").asString();
                ada.evaluate(
                        "tell({ type: 'quality', participant: '%s', level: 'poor', score: 3, mos: 2 })"
                                .formatted(id));
                until(ada, "document.querySelector(\"[aria-label='connection poor']\")");
                String ring =
                        "[...document.querySelectorAll('.people .tile')][1].matches('.speaking')";
                ada.evaluate(
                        "tell({ type: 'speakers', speakers: [{ participant: '%s', level: -30 }] })"
                                .formatted(id));
                until(ada, ring);
                ada.evaluate("tell({ type: 'speakers', speakers: [] })");
                until(ada, "!" + ring);
            }
        }
    }

    @Test
    void shouldCountOnceWhatIsWrittenWhileItCatchesUpAndKeepTheChatWhenItCannot() {
        try (Page ada = open("/?room=chat&name=Ada&join=1&audio=0&video=0");
                Guest grace = Guest.join(chromium, server, "chat", "Grace")) {
            until(ada, "document.querySelectorAll('.people .tile').length === 2");
            grace.page().run("await room.chat.send('one');");
            until(ada, UNREAD.formatted(1));
            ada.run(
                    """
                    const { call } = await import('/demo/page.js');
                    window.catchUp = (await import('/demo/chat.js')).catchUp;
                    window.chat = call.room.chat;
                    const history = chat.history.bind(chat);
                    const released = new Promise((resolve) => { window.release = resolve; });
                    chat.history = () => released.then(history);
                    window.caughtUp = catchUp();
                    """);
            grace.page().run("await room.chat.send('two');");
            until(ada, UNREAD.formatted(2));
            ada.run("release(); await caughtUp;");
            String shown =
                    "[...document.querySelectorAll('#messages .text')].map((each) => each.textContent).join()";
            assertEquals("one,two", ada.evaluate(shown).asString());
            assertTrue(ada.evaluate(UNREAD.formatted(2)).asBoolean());

            ada.run(
                    "chat.history = () => Promise.reject(new Error('Not now.')); await catchUp().catch(() => {});");
            assertEquals("one,two", ada.evaluate(shown).asString());
        }
    }

    private static Page open(String path) {
        return chromium.open(server.address() + path);
    }

    private static void until(Page page, String condition) {
        page.until(condition, Guest.PATIENCE);
    }
}
