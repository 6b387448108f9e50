package dev.sluice.signaling.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A headless Chromium with a fake camera, microphone and screen, in a temporary profile. Its path
 * is the system property {@code sluice.chromium} or {@code /usr/bin/chromium}.
 */
public final class Chromium implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final String DEVTOOLS_LINE = "DevTools listening on ";
    private static final List<String> FLAGS =
            List.of(
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-background-timer-throttling",
                    "--disable-backgrounding-occluded-windows",
                    "--disable-renderer-backgrounding",
                    "--use-fake-device-for-media-stream=device-count=3,fps=30",
                    "--use-fake-ui-for-media-stream",
                    "--autoplay-policy=no-user-gesture-required",
                    "--mute-audio",
                    "--window-size=1280,800",
                    "--disable-features=WebRtcHideLocalIpsWithMdns",
                    "--remote-debugging-port=0");

    private final BrowserProcess process;
    private final DevTools devTools;

    private Chromium(BrowserProcess process) {
        this.process = process;
        this.devTools = new DevTools(process.address());
    }

    public static Chromium launch(String... extraFlags) throws IOException {
        Path executable = Path.of(System.getProperty("sluice.chromium", "/usr/bin/chromium"));
        if (!Files.isExecutable(executable)) {
            throw new IllegalStateException(
                    "no Chromium at "
                            + executable
                            + ": install it, or give its path with -Dsluice.chromium=PATH");
        }
        BrowserProcess process =
                new BrowserProcess(
                        "chromium",
                        DEVTOOLS_LINE,
                        START_TIMEOUT,
                        profile -> command(executable, profile, extraFlags));
        try {
            return new Chromium(process);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private static List<String> command(Path executable, Path profile, String... extraFlags) {
        List<String> command = new ArrayList<>();
        command.add(executable.toString());
        command.addAll(FLAGS);
        command.addAll(List.of(extraFlags));
        command.add("--user-data-dir=" + profile);
        command.add("about:blank");
        return command;
    }

    /**
     * Opens a page in a browser context of its own, as a participant on another machine would have.
     */
    public Page open(String url) {
        Duration timeout = Duration.ofSeconds(20);
        String context =
                devTools.call(null, "Target.createBrowserContext", Map.of(), timeout)
                        .get("browserContextId")
                        .asString();
        Map<String, ?> blank =
                Map.of("url", "about:blank", "browserContextId", context, "newWindow", true);
        String target =
                devTools.call(null, "Target.createTarget", blank, timeout)
                        .get("targetId")
                        .asString();
        Map<String, ?> flat = Map.of("targetId", target, "flatten", true);
        String session =
                devTools.call(null, "Target.attachToTarget", flat, timeout)
                        .get("sessionId")
                        .asString();
        Page page = new Page(devTools, context, target, session);
        page.navigate(url);
        return page;
    }

    /** Ids of its processes at this moment, the pages' own among them. */
    public List<Long> pids() {
        return process.pids();
    }

    @Override
    public void close() {
        devTools.close();
        process.close();
    }
}
