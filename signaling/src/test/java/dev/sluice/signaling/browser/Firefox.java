package dev.sluice.signaling.browser;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private final BrowserProcess process;
    private final DevTools bidi;

    private Firefox(BrowserProcess process) {
        this.process = process;
        this.bidi = new DevTools(URI.create(process.address() + "/session"));
    }

    static Firefox launch() throws IOException {
        BrowserProcess process =
                new BrowserProcess("firefox", BIDI_LINE, START_TIMEOUT, Firefox::command);
        try {
            Firefox firefox = new Firefox(process);
            firefox.call("session.new", Map.of("capabilities", Map.of()));
            return firefox;
        } catch (RuntimeException | AssertionError e) {
            process.close();
            throw e;
        }
    }

    private static List<String> command(Path profile) throws IOException {
        Files.writeString(profile.resolve("user.js"), PREFERENCES);
        return List.of(
                "env",
                "HOME=" + profile,
                EXECUTABLE.toString(),
                "--headless",
                "--no-remote",
                "--profile",
                profile.toString(),
                "--remote-debugging-port",
                "0");
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

    @Override
    public void close() {
        bidi.close();
        process.close();
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
