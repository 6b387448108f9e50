package dev.sluice.signaling.kit;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The clients of {@code interop/package.json}, installed into {@code target/interop/npm}. */
public final class NpmClients {

    /** Versions and hashes of all that is installed, without a registry's address. */
    private static final String LOCK = "package-lock.json";

    private static final long PATIENCE_SECONDS = 180;

    private NpmClients() {}

    /** The directory of {@code node_modules}; the test is skipped when it cannot be had. */
    public static synchronized Path install() throws Exception {
        assumeTrue(works("node", "--version"), "there is no node: install nodejs");
        assumeTrue(works("npm", "--version"), "there is no npm: install npm");
        Path directory =
                Path.of(System.getProperty("basedir", ""), "target", "interop", "npm")
                        .toAbsolutePath();
        Files.createDirectories(directory);
        // Tests of another JVM may come at the same time.
        try (FileChannel file =
                        FileChannel.open(
                                directory.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            assertTrue(lock.isValid());
            installInto(directory);
        }
        return directory;
    }

    private static void installInto(Path directory) throws Exception {
        String wanted = resource(LOCK);
        Path installed = directory.resolve("installed");
        if (Files.exists(installed) && Files.readString(installed).equals(wanted)) {
            return;
        }
        Files.deleteIfExists(installed);
        script(directory, "package.json");
        script(directory, LOCK);
        boolean done = run(directory, List.of("npm", "ci", "--no-audit", "--no-fund", "--silent"));
        assumeTrue(done, "npm could not install the clients: is there a network?");
        Files.writeString(installed, wanted);
    }

    /** A file beside package.json, copied to where {@code node_modules} is. */
    public static Path script(Path directory, String name) throws IOException {
        return Files.writeString(directory.resolve(name), resource(name));
    }

    private static String resource(String name) throws IOException {
        String file = "/interop/" + name;
        try (InputStream in = NpmClients.class.getResourceAsStream(file)) {
            return new String(
                    Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean works(String... command) throws InterruptedException {
        try {
            return run(Path.of("").toAbsolutePath(), List.of(command));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it ends well in time. */
    public static boolean run(Path directory, List<String> command)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }
}
