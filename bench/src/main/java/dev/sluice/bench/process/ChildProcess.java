package dev.sluice.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A process that the harness starts, on the CPUs it is given, and ends. */
public final class ChildProcess implements AutoCloseable {

    private static final long END_SECONDS = 10;

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a Java program.
     *
     * @param cpus as taskset takes them, such as {@code 0} or {@code 2-3}; empty: any
     * @param jvm flags of the JVM
     * @param program {@code -jar FILE}, or a main class of our own class path
     * @param log takes what it prints, unless {@code piped}
     * @param piped its standard input and output are the caller's
     */
    public static ChildProcess start(
            String cpus,
            List<String> jvm,
            List<String> program,
            List<String> arguments,
            Path log,
            boolean piped)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        if (!program.get(0).equals("-jar")) {
            // Netty's epoll transport is native code; a jar of its own says so in its manifest.
            command.add("--enable-native-access=ALL-UNNAMED");
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        }
        command.addAll(program);
        command.addAll(arguments);
        return start(cpus, command, log, piped);
    }

    /** Starts any program. */
    static ChildProcess start(String cpus, List<String> command, Path log, boolean piped)
            throws IOException {
        List<String> pinned = new ArrayList<>();
        if (!cpus.isEmpty()) {
            pinned.addAll(List.of("taskset", "-c", cpus));
        }
        pinned.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(pinned);
        builder.redirectError(log.toFile());
        if (!piped) {
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
        }
        return new ChildProcess(builder.start());
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Asks it to end (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    /** Ends it without asking (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
    }

    /**
     * Sends it a signal.
     *
     * @param name such as STOP or CONT
     * @throws IOException when there is no {@code kill}, or it failed
     */
    public void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " " + pid() + " failed");
        }
    }

    /** Waits until it has ended, at most so long: its exit code, or empty when it goes on. */
    public OptionalInt await(Duration longest) throws InterruptedException {
        return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    /** What it prints; only when piped. */
    public BufferedReader input() {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    /** What it reads; only when piped. */
    public OutputStream output() {
        return process.getOutputStream();
    }

    /** Asks it to end, and makes it after 10 s. Blocks. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
