package dev.sluice.signaling.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Firefox without a window, with fake devices, driven by WebDriver BiDi. */
final class Firefox implements AutoCloseable {

    static final Path EXECUTABLE =
            Path.of(System.getProperty("sluice.firefox", "/usr/bin/firefox-esr"));

    private static final String BIDI_LINE = "WebDriver BiDi listening on ";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final String PREFERENCES =
            """
            user_pref("media.navigator.streams.fake", true);
            user_pref("media.navigator.permission.disabled", true);
            user_pref("media.getdisplaymedia.enabled", true);
            user_pref("media.peerconnection.ice.obfuscate_host_addresses", false);
            user_pref("media.autoplay.default", 0);
            user_pref("media.autoplay.blocking_policy", 0);
            user_pref("media.gmp-manager.updateEnabled", false);
            user_pref("remote.active-protocols", 1);
            user_pref("app.update.enabled", false);
            user_pref("browser.shell.checkDefaultBrowser", false);
            user_pref("browser.startup.page", 0);
            user_pref("datareporting.policy.dataSubmissionEnabled", false);
            user_pref("network.captive-portal-service.enabled", false);
            user_pref("network.connectivity-service.enabled", false);
            user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
            """;

    private final Path profile;
    private final Process process;
    private final DevTools bidi;

    private Firefox(Path profile, Process process, DevTools bidi) {
        this.profile = profile;
        this.process = process;
        this.bidi = bidi;
    }

    static Firefox launch() throws IOException {
        Path profile = Files.createTempDirectory("sluice-firefox");
        Files.writeString(profile.resolve("user.js"), PREFERENCES);
        ProcessBuilder builder =
                new ProcessBuilder(
                        EXECUTABLE.toString(),
                        "--headless",
                        "--no-remote",
                        "--profile",
                        profile.toString(),
                        "--remote-debugging-port",
                        "0");
        builder.environment().put("HOME", profile.toString());
        Process process = builder.redirectErrorStream(true).start();
        try {
            DevTools bidi = new DevTools(address(process));
            Firefox firefox = new Firefox(profile, process, bidi);
            firefox.call("session.new", Map.of("capabilities", Map.of()));
            return firefox;
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** What Firefox calls itself. */
    String version() {
        return call("session.status", Map.of()).toString();
    }

    Tab open(String url) {
        String context =
                call("browsingContext.create", Map.of("type", "tab")).get("context").asString();
        call(
                "browsingContext.navigate",
                Map.of("context", context, "url", url, "wait", "complete"));
        return new Window(context);
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        return bidi.call(null, method, parameters, TIMEOUT);
    }

    /** Reads the browser's output for its whole life, because a full pipe would stop it. */
    private static URI address(Process process) {
        CompletableFuture<URI> address = new CompletableFuture<>();
        Thread reader =
                new Thread(
                        () -> {
                            try (BufferedReader output =
                                    new BufferedReader(
                                            new InputStreamReader(
                                                    process.getInputStream(),
                                                    StandardCharsets.UTF_8))) {
                                for (String line = output.readLine();
                                        line != null;
                                        line = output.readLine()) {
                                    if (line.startsWith(BIDI_LINE)) {
                                        String base = line.substring(BIDI_LINE.length()).strip();
                                        address.complete(URI.create(base + "/session"));
                                    }
                                }
                            } catch (IOException e) {
                                address.completeExceptionally(e);
                            }
                            address.completeExceptionally(
                                    new IllegalStateException("Firefox ended"));
                        },
                        "firefox-output");
        reader.setDaemon(true);
        reader.start();
        return address.orTimeout(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    @Override
    public void close() {
        bidi.close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(late -> process).join();
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A process of the browser still writes: the directory stays in /tmp.
        }
    }

    private final class Window extends Tab {

        private final String context;

        Window(String context) {
            this.context = context;
        }

        @Override
        public JsonNode evaluate(String expression, Duration timeout) {
            String text = "(async () => JSON.stringify((await (" + expression + ")) ?? null))()";
            JsonNode reply =
                    bidi.call(
                            null,
                            "script.evaluate",
                            Map.of(
                                    "expression",
                                    text,
                                    "target",
                                    Map.of("context", context),
                                    "awaitPromise",
                                    true,
                                    "userActivation",
                                    true),
                            timeout);
            if (!reply.path("type").asString("").equals("success")) {
                throw new AssertionError(
                        reply.at("/exceptionDetails/text").asString(reply.toString())
                                + "\nin "
                                + expression);
            }
            return DevTools.JSON.readTree(reply.at("/result/value").asString("null"));
        }

        @Override
        public void close() {
            call("browsingContext.close", Map.of("context", context));
        }
    }
}
