package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs commands as a reader would, in a directory like a clone. */
final class Shell {

    static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final long PATIENCE_SECONDS = 120;
    private static final Pattern ADDRESS = Pattern.compile("(https?)://[^/\\s:]+:(\\d+)");

    private final Path clone;

    private Shell(Path directory) {
        clone = directory;
    }

    /** In a directory as it is. */
    static Shell in(Path directory) {
        return new Shell(directory);
    }

    /** In one that is filled like a clone. */
    static Shell inClone(Path directory) throws IOException {
        for (String name : List.of("sluice", "deploy", "signaling")) {
            Files.createSymbolicLink(directory.resolve(name), Pages.ROOT.resolve(name));
        }
        return new Shell(directory);
    }

    /** How a command ended, and all that it wrote. */
    record Outcome(int code, String output) {}

    /** A command that must end well. */
    void must(String script, String what) throws Exception {
        Outcome outcome = run(script, PATIENCE_SECONDS);
        assertTrue(outcome.code == 0, what + "\n" + script + "\n" + outcome);
    }

    /** A command, however it ends. */
    Outcome run(String script, long patienceSeconds) throws Exception {
        Path output = Files.createTempFile("sluice-shell", ".log");
        Process process = bash(script).redirectOutput(output.toFile()).start();
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(patienceSeconds, TimeUnit.SECONDS);
            assertTrue(ended, () -> script + " does not end:\n" + read(output));
            return new Outcome(process.exitValue(), read(output));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command that serves until it is stopped, once it said where. */
    Served serve(String script) throws Exception {
        return new Served(script);
    }

    private ProcessBuilder bash(String script) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script);
        builder.directory(clone.toFile()).redirectErrorStream(true);
        Path java = Path.of(System.getProperty("java.home"), "bin");
        Map<String, String> environment = builder.environment();
        environment.put("PATH", java + ":" + environment.get("PATH"));
        environment.put("SECRET", SECRET);
        environment.put("TOKEN", SECRET);
        environment.put("ADMIN_TOKEN", SECRET);
        environment.put("SLUICE_HTTP_PORT", "0");
        environment.put("SLUICE_UDP_PORT", "0");
        environment.put("SLUICE_TCP_PORT", "0");
        return builder;
    }

    /** A command that serves. */
    final class Served implements AutoCloseable {

        final Process process;
        final String port;
        private final StringBuffer output = new StringBuffer();

        private Served(String script) throws Exception {
            process = bash(script).start();
            CompletableFuture<String> found = new CompletableFuture<>();
            // To the end: nobody may be kept waiting for a full pipe.
            Thread reader = new Thread(() -> read(found));
            reader.setDaemon(true);
            reader.start();
            try {
                port = found.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                process.destroyForcibly();
                throw new AssertionError(script + " did not serve:\n" + output, e);
            }
        }

        private void read(CompletableFuture<String> found) {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    output.append(line).append('\n');
                    Matcher address = ADDRESS.matcher(line);
                    if (address.find()) {
                        found.complete(address.group(2));
                    }
                }
                found.completeExceptionally(new IOException("it ended"));
            } catch (IOException e) {
                found.completeExceptionally(e);
            }
        }

        /** SIGTERM, which must end it well. */
        void stop() throws InterruptedException {
            // Process.destroy would close the pipe that it writes to.
            assertTrue(process.toHandle().destroy(), "it is gone already");
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not stop");
            assertTrue(process.exitValue() == 0, process.exitValue() + "\n" + output);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
