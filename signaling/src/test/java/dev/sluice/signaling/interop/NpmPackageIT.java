package dev.sluice.signaling.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.kit.NpmClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The browser client as npm packs it, and its types as the compiler reads them. */
@Timeout(300)
class NpmPackageIT {

    private static final Path NPM = Path.of(System.getProperty("basedir", ""), "npm");
    private static final long PATIENCE_SECONDS = 120;
    private static final String WEB = "src/main/resources/dev/sluice/signaling/web";
    private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");

    @Test
    void shouldPackAllThatItNeedsWithTypesThatCompile() throws Exception {
        Path modules = NpmClients.install();
        Path unpacked = pack(modules.resolveSibling("pack"));
        Path installed = modules.resolve("node_modules").resolve("sluice-client");
        copy(unpacked, installed);
        List<String> files = names(installed);
        for (String file : files) {
            Matcher needed = IMPORT.matcher(Files.readString(installed.resolve(file)));
            while (needed.find()) {
                assertTrue(files.contains(needed.group(1)), file + " needs " + needed.group(1));
            }
        }
        assertTrue(files.contains("sluice-client.d.ts"), files.toString());
        assertTrue(files.contains("README.md"), files.toString());
        Path program = NpmClients.script(modules, "typed.mts");
        run(
                modules,
                "node",
                "node_modules/typescript/bin/tsc",
                "--strict",
                "--noEmit",
                "--target",
                "es2022",
                "--lib",
                "es2022,dom",
                "--module",
                "nodenext",
                program.toString());
    }

    /** Packs a copy, because packing copies the sources beside the manifest. */
    private static Path pack(Path directory) throws Exception {
        Path npm = directory.resolve("npm");
        copy(NPM, npm);
        copy(NPM.resolveSibling(WEB), directory.resolve(WEB));
        run(npm, "npm", "pack", "--silent");
        Path unpacked = npm.resolve("package");
        empty(unpacked);
        try (Stream<Path> packed = Files.list(npm)) {
            Path archive =
                    packed.filter(file -> file.toString().endsWith(".tgz"))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("nothing was packed"));
            run(npm, "tar", "-xzf", archive.toString());
        }
        return unpacked;
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Files only; whatever was there before goes. */
    private static void copy(Path from, Path to) throws IOException {
        empty(to);
        for (String name : names(from)) {
            if (Files.isRegularFile(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
    }

    /** A directory without files. */
    private static void empty(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String name : names(directory)) {
            if (Files.isRegularFile(directory.resolve(name))) {
                Files.delete(directory.resolve(name));
            }
        }
    }

    private static void run(Path directory, String... command) throws Exception {
        Path said = Files.createTempFile("sluice-npm", ".log");
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertTrue(ended && process.exitValue() == 0, Files.readString(said));
        } finally {
            process.destroyForcibly();
            Files.delete(said);
        }
    }
}
