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

/** The page at {@code /}, as people use it. Its pictures go to {@code target/screenshots}. */
@Timeout(120)
class DemoPageIT {

    private static final Path SCREENSHOTS =
            Path.of(System.getProperty("basedir", "")).resolve("target").resolve("screenshots");

    /** Texts that are seen and do not stand out, each with its ratio. */
    private static final String FAINT =
            """
            (() => {
              const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
              const rgba = (color) => {
                canvas.clearRect(0, 0, 1, 1);
                canvas.fillStyle = color;
                canvas.fillRect(0, 0, 1, 1);
                const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
                return [r, g, b, a / 255];
              };
              const over = ([r, g, b, a], below) => [r, g, b].map((each, i) => each * a + below[i] * (1 - a));
              const background = (element) => {
                if (!element) return rgba(getComputedStyle(document.documentElement).colorScheme.includes('dark') ? '#000' : '#fff').slice(0, 3);
                const color = rgba(getComputedStyle(element).backgroundColor);
                return color[3] === 1 ? color.slice(0, 3) : over(color, background(element.parentElement));
              };
              const luminance = (rgb) => {
                const [r, g, b] = rgb.map((each) => each / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              const faint = [];
              let seen = 0;
              while (texts.nextNode()) {
                const text = texts.currentNode.textContent.trim();
                const element = texts.currentNode.parentElement;
                if (!text || !element.checkVisibility() || element.closest(':disabled, option, script, style')) continue;
                seen++;
                const behind = background(element);
                const shown = ratio(luminance(over(rgba(getComputedStyle(element).color), behind)), luminance(behind));
                if (shown < 4.5) faint.push(`${text} ${shown.toFixed(1)}`);
              }
              return seen > 5 ? faint.join(', ') : `only ${seen} texts are seen`;
            })()\
            """;

    private static SluiceProcess server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        server = SluiceProcess.start("demo");
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void shouldHoldACall() throws IOException {
        try (Page ada = open("/?room=kitchen&name=Ada&join=1");
                Page grace = open("/?room=kitchen&name=Grace&join=1");
                Guest alan = Guest.join(chromium, server, "kitchen", "Alan")) {
            alan.until("person('Ada') && person('Grace')");
            ada.resize(1280, 800, false);
            grace.resize(390, 780, true);
            grace.colorScheme("dark");
            until(ada, tile("Grace", ".playing"));
            until(grace, tile("Ada", ".playing"));
            until(ada, tile("Alan", ".muted"));
            until(ada, "document.querySelector('#connection').dataset.state === 'connected'");
            until(ada, "document.querySelector('.tile.speaking')");
            ada.screenshot(SCREENSHOTS.resolve("call.png"));

            click(grace, "microphone");
            until(ada, tile("Grace", ".muted"));
            click(grace, "camera");
            until(ada, tile("Grace", ":not(.playing)"));
            click(grace, "camera");
            until(ada, tile("Grace", ".playing"));
            click(grace, "microphone");
            until(ada, tile("Grace", ":not(.muted)"));

            click(ada, "screen");
            until(grace, "document.querySelector('#stage:not([hidden]) .tile.playing')");
            until(grace, "document.querySelector('#call.with-stage')");
            grace.screenshot(SCREENSHOTS.resolve("screen-phone-dark.png"));
            grace.resize(1280, 800, false);
            grace.colorScheme("light");
            grace.screenshot(SCREENSHOTS.resolve("screen.png"));
            click(ada, "stop-sharing");
            until(grace, "document.querySelector('#stage[hidden]')");

            click(ada, "leave");
            until(ada, "document.querySelector('#entrance:not([hidden])')");
            until(grace, "!(" + tile("Ada", "") + ")");
            assertEquals(List.of(), ada.problems());
            assertEquals(List.of(), grace.problems());
        }
    }

    @Test
    void shouldJoinByKeyboardWithoutDevices() throws IOException {
        try (Page page = open("/?room=quiet&audio=0&video=0")) {
            page.screenshot(SCREENSHOTS.resolve("entrance.png"));
            assertEquals("name", page.evaluate("document.activeElement.id").asString());
            page.type("Grace Hopper");
            page.press("Enter", 13);
            until(page, "document.querySelector('#call:not([hidden])')");
            until(page, "document.querySelector('#connection').dataset.state === 'connected'");
            assertEquals(
                    "GH",
                    page.evaluate("document.querySelector('.avatar').textContent").asString());
            assertEquals("microphone", page.evaluate("document.activeElement.id").asString());
            List<String> order =
                    List.of(
                            "camera",
                            "screen",
                            "react-button",
                            "chat-button",
                            "people-button",
                            "more-button");
            for (String id : order) {
                page.press("Tab", 9);
                assertEquals(id, page.evaluate("document.activeElement.id").asString());
            }
            page.press("Enter", 13);
            until(page, "document.querySelector('#more-menu:popover-open')");
            for (String id : List.of("mode", "devices")) {
                page.press("Tab", 9);
                assertEquals(id, page.evaluate("document.activeElement.id").asString());
            }
            page.press("Enter", 13);
            until(page, "document.querySelector('#device-dialog').open");
            page.press("Escape", 27);
            until(page, "!document.querySelector('#device-dialog').open");
            assertEquals(List.of(), page.problems());
        }
    }

    @Test
    void shouldCheckTheConnectionAndShowTheChosenPath() throws IOException {
        try (Page page = open("/?room=way&name=Ada&audio=0")) {
            ConnectionCheck.run(page);
            ConnectionCheck.finding(page, "Page", "ok");
            ConnectionCheck.finding(page, "Messages", "ok");
            ConnectionCheck.finding(page, "UDP", "ok");
            ConnectionCheck.finding(page, "TCP", "ok");
            ConnectionCheck.finding(page, "TURN relay", "skipped");
            ConnectionCheck.finding(page, "Result", "ok");
            page.screenshot(SCREENSHOTS.resolve("check.png"));
            page.press("Escape", 27);
            until(page, "!document.querySelector('#check-dialog').open");
            click(page, "join");
            until(page, "document.querySelector('#connection').dataset.via === 'udp'");
            String title = page.evaluate("document.querySelector('#connection').title").asString();
            assertTrue(title.matches("Media goes by UDP to [0-9a-f.:]+ port [0-9]+\\."), title);
            click(page, "statistics");
            until(page, "document.querySelector('#path-facts dd')?.textContent.startsWith('UDP')");
            assertEquals(List.of(), page.problems());
        }
    }

    @Test
    void shouldSwitchTheMicrophone() {
        try (Page ada = open("/?room=devices&name=Ada&join=1&video=0");
                Guest grace = Guest.join(chromium, server, "devices", "grace")) {
            grace.awaitSound("Ada", "microphone");
            click(ada, "devices");
            until(ada, "document.querySelector('#audioinput').length > 1");
            ada.run(
                    """
                    const choice = document.querySelector('#audioinput');
                    choice.selectedIndex = choice.length - 1;
                    choice.dispatchEvent(new Event('change'));
                    """);
            grace.awaitSound("Ada", "microphone");
            assertEquals(List.of(), ada.problems());
        }
    }

    @Test
    void shouldSwitchTheCamera() {
        try (Page ada = open("/?room=cameras&name=Ada&join=1&audio=0");
                Guest grace = Guest.join(chromium, server, "cameras", "grace")) {
            grace.awaitPicture("Ada", "camera");
            click(ada, "devices");
            until(ada, "document.querySelector('#videoinput').length > 2");
            ada.run(
                    """
                    const shown = () => document.querySelector('.tile.own video').srcObject.getVideoTracks()[0];
                    const choice = document.querySelector('#videoinput');
                    const before = shown();
                    // The second of Chromium's fake cameras measures depth.
                    window.wanted = choice.options[2].value;
                    window.switched = () => before.readyState === 'ended' && shown().getSettings().deviceId === wanted;
                    choice.value = wanted;
                    choice.dispatchEvent(new Event('change'));
                    """);
            until(ada, "switched()");
            grace.awaitPicture("Ada", "camera");
            assertEquals(List.of(), ada.problems());
        }
    }

    @Test
    void shouldNameEveryControl() {
        try (Page page = open("/?room=names&name=Ada&join=1&audio=0&video=0")) {
            until(page, "document.querySelector('#call:not([hidden])')");
            String nameless =
                    "[...document.querySelectorAll('button, input, select')].filter((each) => !(each.ariaLabel"
                            + " || each.textContent.trim() || each.labels?.length)).length";
            assertEquals(0, page.evaluate(nameless).asInt());
            assertTrue(page.evaluate("document.documentElement.lang === 'en'").asBoolean());
        }
    }

    /**
     * At least 4.5 : 1 for every text (WCAG 2.2, 1.4.3), in light and dark, on the page, the panel
     * and the dialogs.
     */
    @Test
    void shouldContrast() {
        try (Page page = open("/?room=contrast&name=Ada&audio=0&video=0&phone=1")) {
            until(page, "!document.querySelector('#phone-calls').hidden");
            contrasts(page, "the entrance");
            click(page, "join");
            until(page, "document.querySelector('#call:not([hidden])')");
            for (String view : List.of("people-button", "chat-button", "statistics")) {
                page.evaluate("document.querySelector('#" + view + "').click()");
                contrasts(page, view);
            }
            page.evaluate("document.querySelector('#end-dialog').showModal()");
            contrasts(page, "a dialog");
            assertEquals(List.of(), page.problems());
        }
    }

    private static void contrasts(Page page, String where) {
        for (String scheme : List.of("light", "dark")) {
            page.colorScheme(scheme);
            // Colours may be on their way from one scheme to the other.
            page.run(
                    "await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {})));");
            String faint = page.evaluate(FAINT).asString();
            assertEquals("", faint, scheme + ", " + where);
        }
    }

    private static Page open(String path) {
        return chromium.open(server.address() + path);
    }

    private static void until(Page page, String condition) {
        page.until(condition, Guest.PATIENCE);
    }

    private static void click(Page page, String id) {
        page.until("!document.querySelector('#" + id + "').disabled", Guest.PATIENCE);
        page.evaluate("document.querySelector('#" + id + "').click()");
    }

    /** The tile of a person, if its classes are as the selector says. */
    private static String tile(String name, String classes) {
        return "[...document.querySelectorAll('.people .tile%s')].find((each) =>".formatted(classes)
                + " each.querySelector('.name').textContent === '%s')".formatted(name);
    }
}
