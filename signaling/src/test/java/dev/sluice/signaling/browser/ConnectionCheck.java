package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** The connection check of the demo page, used as people use it. */
final class ConnectionCheck {

    /** Three ways that may each wait to their end, on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ConnectionCheck() {}

    /** Presses the button and waits for the end. */
    static void run(Tab page) {
        start(page);
        await(page);
    }

    /** Presses the button. */
    static void start(Tab page) {
        page.evaluate("document.querySelector('#check').click()");
    }

    static void await(Tab page) {
        page.until("document.querySelector('#check-dialog').dataset.state === 'done'", PATIENCE);
    }

    /** What it found of one thing, as {@code {text, remedy}}, which must be of that grade. */
    static JsonNode finding(Tab page, String what, String grade) {
        JsonNode found =
                page.evaluate(
                        """
                        [...document.querySelectorAll('#findings li')].map(({ dataset, textContent, lastChild }) => ({
                          ...dataset, text: textContent, remedy: lastChild.querySelector('.remedy')?.textContent ?? '',
                        }))\
                        """);
        for (JsonNode each : found) {
            if (each.get("what").asString().equals(what)) {
                assertEquals(grade, each.get("grade").asString(), found.toString());
                return each;
            }
        }
        throw new AssertionError("nothing about " + what + ": " + found);
    }
}
