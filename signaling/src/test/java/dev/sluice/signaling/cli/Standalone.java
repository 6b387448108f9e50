package dev.sluice.signaling.cli;

import dev.sluice.sfu.kit.LeakGuard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The standalone jar in a JVM of its own, with everything that it prints. */
final class Standalone implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;

    /** Signal 2 (proc(5)). */
    private static final long SIGINT_MASK = 1 << 1;

    private static final Pattern ADDRESS = Pattern.compile("open (https?://[^/]+)/");

    final Process process;
    final List<String> log = new CopyOnWriteArrayList<>();
    final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final Thread logReader;

    private Standalone(Process process) {
        this.process = process;
        logReader = read(process.errorReader(StandardCharsets.UTF_8), log::add);
        read(
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)),
                output::add);
    }

    static Standalone start(Map<String, String> environment, String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(LeakGuard.JVM_FLAGS);
        command.add("-jar");
        command.add(Path.of(System.getProperty("basedir", ""), "target", "sluice.jar").toString());
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new Standalone(builder.start());
    }

    private static Thread read(BufferedReader reader, java.util.function.Consumer<String> lines) {
        Thread thread = new Thread(() -> reader.lines().forEach(lines));
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Waits until it is ready; its address without a slash at the end. */
    String address() throws InterruptedException {
        String line = output.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Matcher address = ADDRESS.matcher(line == null ? "" : line);
        if (!address.find()) {
            throw new AssertionError("it is not ready: " + line + log);
        }
        return address.group(1);
    }

    /** Waits until it has ended; the exit code. */
    int end() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end: " + log);
        }
        logReader.join();
        return process.exitValue();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /**
     * Whether Ctrl-C means nothing to us and to what we start: so it is for what a shell started in
     * the background.
     */
    static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(ignored -> (ignored & SIGINT_MASK) != 0);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        if (log.stream().anyMatch(LeakGuard::isLeak)
                || output.stream().anyMatch(LeakGuard::isLeak)) {
            throw new AssertionError("the server lost buffers: " + log + output);
        }
    }
}
