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

/** Calls that ring, from one demo page to another. */
@Timeout(180)
class RingIT {

    private static final Path SCREENSHOTS =
            Path.of(System.getProperty("basedir", "")).resolve("target").resolve("screenshots");

    private static SluiceProcess server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        server = SluiceProcess.start("ring");
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void shouldRingAndBringBothIntoARoom() throws IOException {
        try (Page ada = reachable(server.address(), "Ada 1");
                Page bob = reachable(server.address(), "Bob 1")) {
            bob.resize(390, 780, true);
            bob.colorScheme("dark");
            call(ada, "Bob 1", "video");
            until(ada, "document.querySelector('#outgoing').open");
            until(ada, "document.querySelector('#outgoing-state').textContent === 'It rings…'");
            until(bob, "document.querySelector('#incoming').open");
            ada.screenshot(SCREENSHOTS.resolve("calling.png"));
            bob.screenshot(SCREENSHOTS.resolve("incoming-phone-dark.png"));
            assertEquals("Ada 1 is calling", textOf(bob, "#incoming-title"));
            assertEquals("Video call", textOf(bob, "#incoming-kind"));
            assertEquals("Ada 1 is calling · Sluice", title(bob));
            // Whoever types when it starts to ring neither accepts nor declines by that.
            assertEquals("incoming-title", focus(bob));
            bob.press("Tab", 9);
            assertEquals("accept", focus(bob));
            bob.press("Enter", 13);
            for (Page page : List.of(ada, bob)) {
                until(page, "document.querySelectorAll('.people .tile.playing').length === 2");
                assertTrue(page.evaluate("!document.querySelector('dialog[open]')").asBoolean());
            }
            assertEquals("Bob 1", textOf(ada, "#room-title"));
            assertEquals("Ada 1", textOf(bob, "#room-title"));
            assertEquals("Ada 1 · Sluice", title(bob));
            assertEquals(
                    "0",
                    ada.evaluate("`${document.querySelectorAll('.notice.bad').length}`")
                            .asString());

            click(bob, "#leave");
            for (Page page : List.of(ada, bob)) {
                until(page, "document.querySelector('#entrance:not([hidden])')");
            }
            until(ada, notice("The call has ended."));
            assertEquals("Sluice", title(ada));
            // It rings again, since both are still there.
            call(bob, "Ada 1", "voice");
            until(ada, "document.querySelector('#incoming').open");
            assertEquals("Voice call", textOf(ada, "#incoming-kind"));
            click(ada, "#accept");
            for (Page page : List.of(ada, bob)) {
                until(page, "document.querySelectorAll('.people .tile').length === 2");
                until(page, "document.querySelector('#camera').hidden");
            }
            assertEquals(List.of(), ada.problems());
            assertEquals(List.of(), bob.problems());
        }
    }

    @Test
    void shouldDeclineCancelAndCallBack() throws IOException {
        try (Page ada = reachable(server.address(), "Ada 2");
                Page bob = reachable(server.address(), "Bob 2")) {
            call(ada, "Bob 2", "video");
            until(bob, "document.querySelector('#incoming').open");
            bob.press("Escape", 27);
            until(ada, notice("Bob 2 declined."));
            until(bob, "!document.querySelector('#incoming').open");

            click(ada, ".notice button");
            until(bob, "document.querySelector('#incoming').open");
            until(ada, "document.querySelector('#outgoing').open");
            ada.press("Escape", 27);
            until(bob, "!document.querySelector('#incoming').open");
            until(bob, "!document.querySelector('#missed').hidden");
            bob.screenshot(SCREENSHOTS.resolve("missed.png"));

            click(bob, "[aria-label='Call Ada 2 back']");
            until(ada, "document.querySelector('#incoming').open");
            click(ada, "#decline");
            until(bob, notice("Ada 2 declined."));
            until(bob, "document.querySelector('#missed').hidden");
            assertEquals(List.of(), ada.problems());
            assertEquals(List.of(), bob.problems());
        }
    }

    @Test
    void shouldRingAgainAfterTheSocketBroke() throws IOException {
        try (BreakableProxy proxy = new BreakableProxy(server);
                Page ada = reachable(server.address(), "Ada 3");
                Page bob = reachable(proxy.address(), "Bob 3")) {
            call(ada, "Bob 3", "video");
            until(bob, "document.querySelector('#incoming').open");
            proxy.cut();
            until(
                    bob,
                    "document.querySelector('#phone-state').textContent.includes('Reconnecting')");
            click(ada, "#cancel-call");
            until(ada, "!document.querySelector('#outgoing').open");
            proxy.mend(server);
            // It ended while nobody told us.
            until(bob, "!document.querySelector('#incoming').open");
            until(bob, "!document.querySelector('#missed').hidden");

            call(ada, "Bob 3", "voice");
            until(bob, "document.querySelector('#incoming').open");
        }
    }

    /** A page whose user can be called under that name. */
    private static Page reachable(String address, String name) {
        Page page = chromium.open(address + "/?phone=1&name=" + name.replace(" ", "%20"));
        until(page, "!document.querySelector('#phone-calls').hidden");
        return page;
    }

    /** By a double click, as people do it. */
    private static void call(Page page, String whom, String media) {
        page.run(
                """
                document.querySelector('#callee').value = '%s';
                const start = document.querySelector('#phone-form [value=%s]');
                start.click();
                start.click();
                """
                        .formatted(whom, media));
    }

    private static String title(Page page) {
        return page.evaluate("document.title").asString();
    }

    private static void until(Page page, String condition) {
        page.until(condition, Guest.PATIENCE);
    }

    private static void click(Page page, String selector) {
        String quoted = "document.querySelector(\"" + selector + "\")";
        page.until(quoted + " && !" + quoted + ".disabled", Guest.PATIENCE);
        page.evaluate(quoted + ".click()");
    }

    private static String textOf(Page page, String selector) {
        return page.evaluate("document.querySelector('" + selector + "').textContent").asString();
    }

    private static String focus(Page page) {
        return page.evaluate("document.activeElement.id").asString();
    }

    private static String notice(String text) {
        return "[...document.querySelectorAll('.notice')].some((each) => each.textContent.startsWith('%s'))"
                .formatted(text);
    }
}
