package dev.sluice.signaling.browser;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A page of some browser, as far as every browser lets us drive it. */
public abstract class Tab implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(20);

    /**
     * The value of an expression, or of the promise it gives; as if the user had just clicked.
     *
     * @throws AssertionError with the page's own message when it throws or rejects
     */
    public abstract JsonNode evaluate(String expression, Duration timeout);

    public JsonNode evaluate(String expression) {
        return evaluate(expression, TIMEOUT);
    }

    /** Runs statements as the body of an async function and gives what it returns. */
    public JsonNode run(String body) {
        return evaluate("(async () => {" + body + "\n})()");
    }

    /**
     * Waits in the page until an expression, which may be a promise, is truthy; gives its value.
     */
    public JsonNode until(String expression, Duration deadline) {
        String poll =
                """
                new Promise((resolve, reject) => {
                  const end = performance.now() + %d;
                  let last;
                  const check = async () => {
                    try {
                      last = await (%s);
                      if (last) return resolve(last);
                    } catch (error) {
                      last = error;
                    }
                    if (performance.now() < end) return setTimeout(check, 25);
                    return reject(new Error(`not within %d ms, last: ${last}`));
                  };
                  check();
                })\
                """
                        .formatted(deadline.toMillis(), expression, deadline.toMillis());
        return evaluate(poll, deadline.plusSeconds(10));
    }

    @Override
    public abstract void close();
}
