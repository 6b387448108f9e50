package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the pages' bench commands, for seconds: everybody must connect and be heard. The chaos and
 * the soak are shortened likewise, and must report.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
class BenchCommandsIT {

    /** Well, missed a threshold, void: seconds prove nothing about the figures. */
    private static final Set<Integer> CODES = Set.of(0, 1, 3);

    private static final String SHORT =
            " --duration 2s --warm-up 2s --ramp 100 --no-floor --quiet --out ";
    private static final String SERVER = "exec ./sluice serve --http-port 0";
    private static final int PATIENCE_SECONDS = 480;

    @TempDir Path directory;

    private Shell shell;

    @BeforeEach
    void makeClone() throws Exception {
        shell = Shell.inClone(directory);
        Files.writeString(directory.resolve("run.yaml"), "bitrate: 800\n");
    }

    static List<String> commands() {
        return Pages.commands().stream()
                .flatMap(block -> block.commands().stream())
                .filter(line -> Command.of(line) == Command.MEASURES)
                .map(BenchCommandsIT::brief)
                .distinct()
                .filter(line -> Boolean.getBoolean("sluice.long") || line.contains("--config"))
                .toList();
    }

    /** The same command, over in seconds; a soak in minutes. */
    private static String brief(String command) {
        if (command.startsWith("./sluice bench jmh")) {
            return command.replaceAll(" -(f|wi|i|w|r) \\S+", "")
                    + " -f 1 -wi 0 -i 1 -w 10ms -r 10ms";
        }
        if (command.startsWith("./sluice bench soak")) {
            return "./sluice bench soak --minutes 3 --sample-seconds 20";
        }
        if (command.startsWith("./sluice bench chaos")) {
            String bare = command.replaceAll(" --(brief|(slack|calls) \\d+)", "");
            boolean some = bare.length() > "./sluice bench chaos".length();
            // ChaosIT does them all.
            return bare + (some ? "" : " packet-storm") + " --calls 1 --brief --slack 10";
        }
        return command;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldRun(String command) throws Exception {
        assumeTrue(
                !command.contains("janus") || Files.isExecutable(Path.of("/usr/bin/janus")),
                "janus is not installed");
        if (command.startsWith("./sluice bench jmh")) {
            Shell.Outcome outcome = shell.run(command, PATIENCE_SECONDS);
            assertEquals(0, outcome.code(), outcome.output());
            assertTrue(outcome.output().contains("Benchmark "), outcome.output());
            return;
        }
        if (command.matches("\\./sluice bench (chaos|soak).*")) {
            Path out = directory.resolve("out");
            Shell.Outcome outcome = shell.run(command + " --out " + out, PATIENCE_SECONDS);
            assertTrue(CODES.contains(outcome.code()), command + "\n" + outcome);
            Path report = out.resolve(command.contains("soak") ? "soak.md" : "chaos.md");
            assertTrue(Files.readString(report).contains("| "), outcome.output());
            return;
        }
        if (!command.contains("--pid")) {
            measure(command);
            return;
        }
        try (Shell.Served server = shell.serve(SERVER)) {
            measure(
                    command.replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + server.port)
                            .replaceAll("--pid \\d+", "--pid " + server.process.pid()));
        }
    }

    private void measure(String command) throws Exception {
        Path out = directory.resolve("out");
        String bare =
                command.replaceAll(" --(duration|warm-up|rehearse|ramp|out) \\S+|--no-floor", "");
        Shell.Outcome outcome = shell.run(bare + SHORT + out, 240);
        assertTrue(CODES.contains(outcome.code()), command + "\n" + outcome);
        Path report = Files.exists(out.resolve("janus")) ? out.resolve("janus") : out;
        JsonNode json = JsonMapper.shared().readTree(report.resolve("report.json").toFile());
        assertTrue(json.path("connected").asInt() > 1, outcome.output());
        assertTrue(json.path("packets").path("received").asLong() > 100, outcome.output());
    }
}
