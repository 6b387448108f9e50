package dev.sluice.signaling.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/** A page with a browser context of its own. */
public final class Page extends Tab {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final DevTools devTools;
    private final String context;
    private final String target;
    private final String session;
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> crashed = new CompletableFuture<>();

    Page(DevTools devTools, String context, String target, String session) {
        this.devTools = devTools;
        this.context = context;
        this.target = target;
        this.session = session;
        devTools.listen(session, this::onEvent);
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
        call("Page.enable", Map.of());
        call("Inspector.enable", Map.of());
    }

    private void onEvent(String method, JsonNode event) {
        if (method.equals("Runtime.exceptionThrown")) {
            problems.add(describe(event.get("exceptionDetails")));
        } else if (method.equals("Runtime.consoleAPICalled")
                && event.get("type").asString().equals("error")) {
            problems.add("console: " + event.get("args"));
        } else if (method.equals("Inspector.targetCrashed")) {
            crashed.complete(true);
        } else if (method.equals("Log.entryAdded")
                && event.get("entry").get("level").asString().equals("error")) {
            problems.add(
                    "log: "
                            + event.get("entry").get("text").asString()
                            + " "
                            + event.get("entry").path("url"));
        }
    }

    /** What the page complained about: uncaught exceptions, console errors, failed loads. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Goes to an address and waits until its document is loaded. */
    void navigate(String url) {
        JsonNode result = call("Page.navigate", Map.of("url", url));
        if (result.has("errorText")) {
            throw new AssertionError(url + ": " + result.get("errorText").asString());
        }
        until("document.readyState === 'complete' && location.href !== 'about:blank'", TIMEOUT);
    }

    @Override
    public JsonNode evaluate(String expression, Duration timeout) {
        Map<String, ?> parameters =
                Map.of(
                        "expression",
                        expression,
                        "awaitPromise",
                        true,
                        "returnByValue",
                        true,
                        "userGesture",
                        true);
        JsonNode result = devTools.call(session, "Runtime.evaluate", parameters, timeout);
        if (result.has("exceptionDetails")) {
            throw new AssertionError(
                    describe(result.get("exceptionDetails")) + "\nin " + expression);
        }
        return result.get("result").path("value");
    }

    /** Acts as a screen of that size. */
    public void resize(int width, int height, boolean mobile) {
        Map<String, ?> metrics =
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile);
        call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /** Prefers light or dark. */
    public void colorScheme(String scheme) {
        Map<String, ?> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** Types text into what has the focus. */
    public void type(String text) {
        call("Input.insertText", Map.of("text", text));
    }

    /** Presses and releases a key, such as {@code Tab} or {@code Enter}. */
    public void press(String key, int keyCode) {
        String text = key.equals("Enter") ? "\r" : "";
        for (String type : List.of("keyDown", "keyUp")) {
            Map<String, ?> event =
                    Map.of(
                            "type",
                            type,
                            "key",
                            key,
                            "code",
                            key,
                            "windowsVirtualKeyCode",
                            keyCode,
                            "text",
                            text);
            call("Input.dispatchKeyEvent", event);
        }
    }

    /** Writes a PNG of what is seen. */
    public void screenshot(Path file) throws IOException {
        String data =
                call("Page.captureScreenshot", Map.of("format", "png")).get("data").asString();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(data));
    }

    /** Crashes the page's process: nothing of the page runs any more, not even its farewell. */
    void kill() {
        devTools.cast(session, "Page.crash");
        try {
            crashed.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the page did not crash", e);
        }
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        return devTools.call(session, method, parameters, TIMEOUT);
    }

    private static String describe(JsonNode details) {
        JsonNode exception = details.path("exception");
        if (exception.has("description")) {
            return exception.get("description").asString();
        }
        return details.get("text").asString() + " " + exception.path("value");
    }

    @Override
    public void close() {
        devTools.forget(session);
        devTools.call(
                null, "Target.disposeBrowserContext", Map.of("browserContextId", context), TIMEOUT);
    }
}
