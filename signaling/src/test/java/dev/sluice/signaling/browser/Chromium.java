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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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
                    "--use-fake-device-for-media-stream=fps=30",
                    "--use-fake-ui-for-media-stream",
                    "--autoplay-policy=no-user-gesture-required",
                    "--mute-audio",
                    "--window-size=1280,800",
                    "--disable-features=WebRtcHideLocalIpsWithMdns",
                    "--remote-debugging-port=0");

    private final Path profile;
    private final Process process;
    private final DevTools devTools;

    private Chromium(Path profile, Process process, DevTools devTools) {
        this.profile = profile;
        this.process = process;
        this.devTools = devTools;
    }

    public static Chromium launch(String... extraFlags) throws IOException {
        Path executable = Path.of(System.getProperty("sluice.chromium", "/usr/bin/chromium"));
        if (!Files.isExecutable(executable)) {
            throw new IllegalStateException(
                    "no Chromium at "
                            + executable
                            + ": install it, or give its path with -Dsluice.chromium=PATH");
        }
        Path profile = Files.createTempDirectory("sluice-chromium");
        List<String> command = new ArrayList<>();
        command.add(executable.toString());
        command.addAll(FLAGS);
        command.addAll(List.of(extraFlags));
        command.add("--user-data-dir=" + profile);
        command.add("about:blank");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            return new Chromium(profile, process, new DevTools(devToolsAddress(process)));
        } catch (RuntimeException e) {
            kill(process);
            delete(profile);
            throw e;
        }
    }

    /** Reads the browser's output for its whole life, because a full pipe would stop it. */
    private static URI devToolsAddress(Process process) {
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
                                    if (line.startsWith(DEVTOOLS_LINE)) {
                                        address.complete(
                                                URI.create(line.substring(DEVTOOLS_LINE.length())));
                                    }
                                }
                            } catch (IOException e) {
                                address.completeExceptionally(e);
                            }
                            address.completeExceptionally(
                                    new IllegalStateException("Chromium ended"));
                        },
                        "chromium-output");
        reader.setDaemon(true);
        reader.start();
        return address.orTimeout(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
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

    @Override
    public void close() {
        devTools.close();
        kill(process);
        delete(profile);
    }

    private static void kill(Process process) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each ->
                each.onExit().orTimeout(5, TimeUnit.SECONDS).exceptionally(late -> each).join());
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
