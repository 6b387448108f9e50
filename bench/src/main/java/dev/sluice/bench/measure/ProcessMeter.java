package dev.sluice.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** CPU time and memory of a process, from {@code /proc} (Linux). */
public final class ProcessMeter {

    private static final String COMPILER = "CompilerThre";

    /** Linux tells user space of 100 ticks per second, whatever the kernel's own are. */
    private static final long NANOS_PER_TICK = 10_000_000L;

    private final Path directory;

    public ProcessMeter(long pid) {
        this(Path.of("/proc", Long.toString(pid)));
    }

    ProcessMeter(Path directory) {
        this.directory = directory;
    }

    /** User and system time of all threads so far, in steps of 10 ms. */
    public long cpuNanos() throws IOException {
        return cpuNanos(read("stat"));
    }

    private static long cpuNanos(String stat) {
        // The second field, the name, may hold anything: fields are counted from its end.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
    }

    /**
     * Time of the threads that compile, if the process is a JVM; a thread that has ended counts no
     * more.
     */
    public long compilerNanos() throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(directory.resolve("task"))) {
            for (Path thread : threads) {
                nanos += compilerNanos(thread);
            }
        }
        return nanos;
    }

    /** Whether it has threads that compile, as a JVM has. */
    public boolean compiles() throws IOException {
        try (Stream<Path> threads = Files.list(directory.resolve("task"))) {
            return threads.anyMatch(thread -> stat(thread).contains(COMPILER));
        }
    }

    private static long compilerNanos(Path thread) {
        String stat = stat(thread);
        return stat.contains(COMPILER) ? cpuNanos(stat) : 0;
    }

    private static String stat(Path thread) {
        try {
            return Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // It ended meanwhile.
        }
    }

    /** Resident memory. */
    public long residentBytes() throws IOException {
        for (String line : read("status").split("\n", -1)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024;
            }
        }
        throw new IOException(directory + "/status tells no VmRSS");
    }

    private String read(String file) throws IOException {
        return Files.readString(directory.resolve(file), StandardCharsets.ISO_8859_1);
    }
}
