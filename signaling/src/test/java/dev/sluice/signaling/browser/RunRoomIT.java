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

/** The demo page as those use it who run a room, and those whom they let in, mute and put out. */
@Timeout(120)
class RunRoomIT {

    private static final Path SCREENSHOTS =
            Path.of(System.getProperty("basedir", "")).resolve("target").resolve("screenshots");

    private static SluiceProcess server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        server = SluiceProcess.start("run-room");
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void shouldLetInFromTheWaitingRoomMuteAndRemove() throws IOException {
        try (Page ada = open("/?room=run&name=Ada&join=1&audio=0&video=0")) {
            until(ada, "document.querySelector('#call:not([hidden])')");
            click(ada, "#people-button");
            click(ada, "#waiting-room");
            until(ada, "!document.querySelector('#room-controls').hidden");
            try (Page grace = open("/?room=run&name=Grace&join=1&video=0")) {
                until(grace, "!document.querySelector('#wait').hidden");
                until(ada, "!document.querySelector('#waiting').hidden");
                ada.screenshot(SCREENSHOTS.resolve("waiting-room.png"));
                try (Page alan = open("/?room=run&name=Alan&join=1&audio=0&video=0")) {
                    ada.evaluate("document.querySelector(\"[aria-label='Admit Grace']\").focus()");
                    until(ada, "document.querySelectorAll('#waiting-list li').length === 2");
                    assertTrue(ada.evaluate(focused("Admit Grace")).asBoolean());
                    ada.press("Enter", 13);
                    until(ada, focused("Admit Alan"));
                    click(alan, "#stop-waiting");
                }
                until(grace, pressed("microphone", true));
                until(ada, "document.querySelector('#waiting').hidden");

                choose(ada, "Grace", "Mute");
                until(grace, pressed("microphone", false));
                until(ada, "document.querySelectorAll('.people .tile.muted').length === 2");
                choose(ada, "Grace", "Ask to unmute");
                until(grace, buttonOf(".notice", "Turn on"));
                grace.evaluate(buttonOf(".notice", "Turn on") + ".click()");
                until(grace, pressed("microphone", true));

                choose(ada, "Grace", "Make moderator");
                click(grace, "#people-button");
                until(grace, "[...document.querySelectorAll('#person-list .role')].length === 2");
                assertTrue(
                        grace.evaluate("document.querySelector('#room-controls').hidden")
                                .asBoolean());

                choose(ada, "Grace", "Remove");
                until(grace, "document.querySelector('#entrance:not([hidden])')");
                assertEquals(
                        "You were removed from the room.",
                        grace.evaluate("document.querySelector('#join-error').textContent")
                                .asString());
                assertEquals(List.of(), grace.problems());
            }
            until(ada, "document.querySelectorAll('.people .tile').length === 1");
            assertEquals(List.of(), ada.problems());
        }
    }

    @Test
    void shouldLockRecordAndEndForAll() {
        try (Page host = open("/?room=end&name=Ada&join=1&audio=0&video=0")) {
            until(host, "document.querySelector('#room-controls').hidden === false");
            endForAll(host);
        }
    }

    private static void endForAll(Page host) {
        try (Page other = open("/?room=end&name=Grace&join=1&audio=0&video=0")) {
            until(other, "document.querySelectorAll('.people .tile').length === 2");
            askForAPassword(host);
            click(host, "#lock");
            until(other, "!document.querySelector('#locked').hidden");
            try (Page alan = open("/?room=end&name=Alan&join=1&audio=0&video=0")) {
                until(alan, "!document.querySelector('#join-error').hidden");
            }
            click(host, "#recording");
            until(other, "!document.querySelector('#recorded').hidden");
            click(other, "[data-key=recording] button");
            until(other, "!document.querySelector('[data-key=recording]')");
            click(host, "#pause");
            until(other, "document.querySelector('[data-key=paused]')");
            click(host, "#end");
            host.evaluate("document.querySelector('#end-dialog [value=end]').click()");
            until(host, "document.querySelector('#entrance:not([hidden])')");
            until(other, "document.querySelector('#entrance:not([hidden])')");
            assertEquals(List.of(), other.problems());
        }
    }

    private static void askForAPassword(Page host) {
        host.run(
                """
                document.querySelector('#new-password').value = 'sesame';
                document.querySelector('#password-form button').click();
                """);
        until(host, "document.querySelector('#new-password').placeholder.startsWith('New')");
        try (Page alan = open("/?room=end&name=Alan&join=1&audio=0&video=0")) {
            until(alan, "!document.querySelector('#password-label').hidden");
            assertEquals("password", alan.evaluate("document.activeElement.id").asString());
            alan.type("sesame");
            alan.press("Enter", 13);
            until(alan, "document.querySelectorAll('.people .tile').length === 3");
        }
        until(host, "document.querySelectorAll('.people .tile').length === 2");
    }

    @Test
    void shouldChatReactAndRaiseTheHand() throws IOException {
        try (Page ada = open("/?room=talk&name=Ada&join=1&audio=0&video=0");
                Page grace = open("/?room=talk&name=Grace&join=1&audio=0&video=0")) {
            grace.resize(390, 780, true);
            grace.colorScheme("dark");
            until(grace, "document.querySelectorAll('.people .tile').length === 2");
            click(ada, "#chat-button");
            until(ada, "!document.querySelector('#slow').hidden");
            assertTrue(grace.evaluate("document.querySelector('#slow').hidden").asBoolean());
            assertEquals("message-text", ada.evaluate("document.activeElement.id").asString());
            ada.type("hello <b>all</b>");
            ada.press("Enter", 13);
            until(grace, "document.querySelector('#unread').textContent === '1'");
            click(grace, "#chat-button");
            until(
                    grace,
                    "document.querySelector('#messages .text').textContent === 'hello <b>all</b>'");
            grace.evaluate(buttonOf("#messages", "React") + ".focus()");
            grace.press("Enter", 13);
            until(grace, focused("heart"));
            // Somebody else reacts meanwhile.
            ada.evaluate(buttonOf("#messages", "React") + ".click()");
            click(ada, "#messages [aria-label=wow]");
            until(grace, buttonOf("#messages", "\\u{1F62E} 1"));
            assertTrue(grace.evaluate(focused("heart")).asBoolean());
            grace.evaluate("document.querySelector('#messages [aria-label=clap]').focus()");
            grace.press("Enter", 13);
            until(ada, buttonOf("#messages", "\\u{1F44F} 1"));
            assertEquals("React", grace.evaluate("document.activeElement.textContent").asString());
            grace.screenshot(SCREENSHOTS.resolve("chat-phone-dark.png"));

            click(grace, "#hand");
            until(ada, "document.querySelector('.tile .hand:not([hidden])')");
            click(grace, "#reactions [aria-label=fire]");
            until(ada, "document.querySelector('.tile .reaction')");

            ada.evaluate(buttonOf("#messages", "Delete") + ".click()");
            until(grace, "!document.querySelector('#messages .text')");
            try (Page late = open("/?room=talk&name=Late&join=1&audio=0&video=0")) {
                grace.type("for latecomers");
                grace.press("Enter", 13);
                until(late, "document.querySelector('#messages .text')");
                chooseReader(grace, "Only Late");
                write(grace, "for one");
                until(late, texts("for latecomers|for one"));
            }
            until(
                    grace,
                    "document.querySelector('#message-to option[value]:checked').textContent === 'Only Late (gone)'");
            write(grace, "secret");
            until(grace, "document.querySelector('.notice.bad')");
            chooseReader(grace, "Everybody");
            grace.press("Enter", 13);
            until(ada, texts("for latecomers|secret"));
            missAMessageWhileAway(ada, grace);
            assertEquals(List.of(), ada.problems());
            assertEquals(List.of(), grace.problems());
        }
    }

    /**
     * The session of the page is lost, and what was written until the next one is shown in its
     * place.
     */
    private static void missAMessageWhileAway(Page ada, Page grace) {
        click(ada, "#panel-close");
        ada.run(
                """
                window.away = true;
                window.WebSocket = class extends WebSocket {
                  send(text) {
                    if (away && text.includes('"join"')) setTimeout(() => this.send(text), 50);
                    else super.send(text.includes('"resume"') ? text.replace(/"token":"[^"]*"/, '"token":"none"') : text);
                  }
                };
                window.dispatchEvent(new Event('online'));
                """);
        until(ada, "document.querySelector('[data-key=link]')");
        write(grace, "while away");
        until(grace, texts("for latecomers|for one|secret|while away"));
        ada.evaluate("window.away = false");
        until(ada, texts("for latecomers|secret|while away"));
        until(ada, "document.querySelector('#unread').textContent === '1'");
    }

    private static Page open(String path) {
        return chromium.open(server.address() + path);
    }

    private static void until(Page page, String condition) {
        page.until(condition, Guest.PATIENCE);
    }

    private static void click(Page page, String selector) {
        String quoted = "document.querySelector(\"" + selector + "\")";
        page.until(quoted + " && !" + quoted + ".disabled", Guest.PATIENCE);
        page.evaluate(quoted + ".click()");
    }

    /** Opens the menu of somebody and takes an entry. */
    private static void choose(Page page, String name, String entry) {
        page.until(
                "(document.querySelector(\"[aria-label='Actions for %s']\").click(), %s)"
                        .formatted(name, buttonOf("#person-menu", entry)),
                Guest.PATIENCE);
        page.evaluate(buttonOf("#person-menu", entry) + ".click()");
    }

    private static void chooseReader(Page page, String option) {
        page.run(
                """
                const select = document.querySelector('#message-to');
                select.value = [...select.options].find(({ text }) => text === '%s').value;
                select.dispatchEvent(new Event('change'));
                document.querySelector('#message-text').focus();
                """
                        .formatted(option));
    }

    private static void write(Page page, String text) {
        page.evaluate("document.querySelector('#message-text').focus()");
        page.type(text);
        page.press("Enter", 13);
    }

    /** What the page shows as messages, in order. */
    private static String texts(String joined) {
        return "[...document.querySelectorAll('#messages .text')].map((each) => each.textContent).join('|') === '%s'"
                .formatted(joined);
    }

    private static String focused(String label) {
        return "document.activeElement.ariaLabel === '%s'".formatted(label);
    }

    private static String buttonOf(String place, String text) {
        return "[...document.querySelectorAll('%s button')].find((each) => each.textContent === '%s')"
                .formatted(place, text);
    }

    private static String pressed(String id, boolean on) {
        return "document.querySelector('#%s').getAttribute('aria-pressed') === '%s'"
                .formatted(id, on);
    }
}
