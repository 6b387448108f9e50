package dev.sluice.signaling.network;

import dev.sluice.sfu.kit.LeakGuard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A main class of our class path in a namespace. Its output is also in {@code target/network}. */
final class JavaProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 75;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Path log;
    private volatile boolean leaked;

    JavaProcess(Namespace where, String name, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(LeakGuard.JVM_FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Path directory =
                Path.of(System.getProperty("basedir", "")).resolve("target").resolve("network");
        Files.createDirectories(directory);
        log = directory.resolve(name + ".log").toAbsolutePath();
        process = new ProcessBuilder(where.inside(command)).redirectErrorStream(true).start();
        Thread reader = new Thread(this::read, name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader output =
                        new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8));
                Writer copy = Files.newBufferedWriter(log)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                copy.write(line + "\n");
                copy.flush();
                lines.add(line);
                leaked |= LeakGuard.isLeak(line);
            }
        } catch (IOException e) {
            lines.add("the output broke: " + e);
        }
    }

    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** The next line that begins so, without the beginning. */
    String await(String beginning) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            String line = lines.poll(Math.min(left, 100_000_000L), TimeUnit.NANOSECONDS);
            if (line != null && line.startsWith(beginning)) {
                return line.substring(beginning.length()).strip();
            }
            if (line != null && line.startsWith("failed")) {
                throw new AssertionError(line + "; see " + log);
            }
            if (line == null && !process.isAlive() && lines.isEmpty()) {
                break;
            }
        }
        throw new AssertionError("no line '" + beginning + "'; see " + log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        if (leaked) {
            throw new AssertionError("buffers were lost; see " + log);
        }
    }
}
