package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs commands as a reader would, in a directory like a clone. */
final class Shell {

    static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final long PATIENCE_SECONDS = 120;
    private static final Pattern ADDRESS = Pattern.compile("(https?)://[^/\\s:]+:(\\d+)");

    private final Path clone;

    /** Fills the directory. */
    Shell(Path clone) throws IOException {
        this.clone = clone;
        for (String name : List.of("sluice", "deploy", "signaling")) {
            Files.createSymbolicLink(clone.resolve(name), Pages.ROOT.resolve(name));
        }
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
        Process process = bash(script).start();
        try {
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(patienceSeconds, TimeUnit.SECONDS), script);
            return new Outcome(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A command that serves until it is stopped, once it said where. */
    Served serve(String script) throws IOException {
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
        private final StringBuilder output = new StringBuilder();

        private Served(String script) throws IOException {
            process = bash(script).start();
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            String found = null;
            for (String line = lines.readLine(); line != null && found == null; ) {
                output.append(line).append('\n');
                Matcher address = ADDRESS.matcher(line);
                if (address.find()) {
                    found = address.group(2);
                } else {
                    line = lines.readLine();
                }
            }
            if (found == null) {
                throw new AssertionError(script + " did not serve:\n" + output);
            }
            port = found;
            // Nobody may be kept waiting for a full pipe.
            Thread reader = new Thread(() -> lines.lines().forEach(line -> {}));
            reader.setDaemon(true);
            reader.start();
        }

        /** SIGTERM, which must end it well. */
        void stop() throws InterruptedException {
            process.destroy();
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not stop");
            assertTrue(process.exitValue() == 0, process.exitValue() + "\n" + output);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
