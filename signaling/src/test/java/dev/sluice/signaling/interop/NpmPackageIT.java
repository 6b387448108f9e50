package dev.sluice.signaling.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.kit.NpmClients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The browser client as npm packs it, and its types as the compiler reads them. */
@Timeout(300)
class NpmPackageIT {

    private static final Path NPM = Path.of(System.getProperty("basedir", ""), "npm");
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
        try (Stream<Path> packed = Files.list(npm)) {
            Path archive =
                    packed.filter(file -> file.toString().endsWith(".tgz"))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("nothing was packed"));
            run(npm, "tar", "-xzf", archive.toString());
        }
        return npm.resolve("package");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Files only; whatever was there before goes. */
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : names(to)) {
            if (Files.isRegularFile(to.resolve(name))) {
                Files.delete(to.resolve(name));
            }
        }
        for (String name : names(from)) {
            if (Files.isRegularFile(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
    }

    private static void run(Path directory, String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
