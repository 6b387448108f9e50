package dev.sluice.signaling.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A browser with a temporary profile, which says in its output where it is driven. */
final class BrowserProcess implements AutoCloseable {

    private static final int END_SECONDS = 10;

    private final Path profile;
    private final Process process;
    private final URI address;

    /** How a browser is started. */
    interface Launch {

        /** The command for a profile's directory. */
        List<String> command(Path profile) throws IOException;
    }

    /**
     * Starts a browser, and waits until it can be driven.
     *
     * @param line how the line begins that ends with the address
     */
    BrowserProcess(String name, String line, Duration patience, Launch launch) throws IOException {
        profile = Files.createTempDirectory("sluice-" + name);
        process = new ProcessBuilder(launch.command(profile)).redirectErrorStream(true).start();
        CompletableFuture<URI> said = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(line, said), name + "-output");
        reader.setDaemon(true);
        reader.start();
        try {
            address = said.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException(name + " cannot be driven", e);
        }
    }

    URI address() {
        return address;
    }

    List<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Reads the browser's output for its whole life, because a full pipe would stop it. */
    private void read(String line, CompletableFuture<URI> said) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String next = output.readLine(); next != null; next = output.readLine()) {
                if (next.startsWith(line)) {
                    said.complete(URI.create(next.substring(line.length()).strip()));
                }
            }
        } catch (IOException e) {
            said.completeExceptionally(e);
        }
        said.completeExceptionally(new IllegalStateException("it ended"));
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each ->
                each.onExit()
                        .orTimeout(END_SECONDS, TimeUnit.SECONDS)
                        .exceptionally(late -> each)
                        .join());
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A process of the browser still writes: the directory stays in /tmp.
        }
    }
}
