package dev.sluice.signaling.browser;

import dev.sluice.sfu.kit.LeakGuard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The standalone jar in a JVM of its own, on free ports. Its output goes to {@code
 * target/server-logs}.
 */
final class SluiceProcess implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern LINK = Pattern.compile("(https?://[^\\s/]+:\\d+)\\S*");

    private final Process process;
    private final List<String> leaks = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> address = new CompletableFuture<>();
    private final CompletableFuture<String> link = new CompletableFuture<>();

    private SluiceProcess(Process process, Path log) {
        this.process = process;
        Thread reader = new Thread(() -> read(log), "server-output");
        reader.setDaemon(true);
        reader.start();
    }

    static SluiceProcess start(String name, String... flags) throws IOException {
        Path target = Path.of(System.getProperty("basedir", "")).resolve("target").toAbsolutePath();
        Path jar = target.resolve("sluice.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("no " + jar + ": run mvn package first");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(LeakGuard.JVM_FLAGS);
        command.addAll(List.of("-jar", jar.toString(), "--http-port", "0", "--udp-port", "0"));
        command.addAll(List.of(flags));
        Path log = target.resolve("server-logs").resolve(name + ".log");
        Files.createDirectories(log.getParent());
        SluiceProcess server =
                new SluiceProcess(
                        new ProcessBuilder(command).redirectErrorStream(true).start(), log);
        try {
            server.address.orTimeout(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (RuntimeException e) {
            server.close();
            throw new IllegalStateException("the server did not print its address, see " + log, e);
        }
        return server;
    }

    /** Where the page is, without a slash at the end. */
    String address() {
        return address.join();
    }

    /** What it tells people to open. */
    String link() {
        return link.join();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    private void read(Path log) {
        try (BufferedReader output =
                        new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8));
                Writer copy = Files.newBufferedWriter(log)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                copy.write(line + "\n");
                copy.flush();
                if (LeakGuard.isLeak(line)) {
                    leaks.add(line);
                }
                Matcher http = LINK.matcher(line);
                if (http.find() && !link.isDone()) {
                    link.complete(http.group());
                    address.complete(http.group(1));
                }
            }
        } catch (IOException e) {
            address.completeExceptionally(e);
        }
        address.completeExceptionally(new IllegalStateException("the server ended"));
    }

    /** Ends it at once, as a crash would. */
    void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(5, TimeUnit.SECONDS).exceptionally(late -> process).join();
    }

    @Override
    public void close() {
        kill();
        if (!leaks.isEmpty()) {
            throw new AssertionError("the server lost buffers: " + leaks);
        }
    }
}
