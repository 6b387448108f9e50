package dev.sluice.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wrong call is answered with; a right one is for {@code BenchIT}. */
class BenchCommandTest {

    private static final int USAGE = 2;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "meeting",
                "party 2x2",
                "meeting 2",
                "meeting 2x2 --duration 5",
                "meeting 2x2 --codec theora",
                "meeting 2x2 --shape round",
                "meeting 2x2 --authenticate 10",
                "meeting 2x2 --packets-per-second 100 --fps 30",
                "meeting 2x2 --frame-trace /nowhere",
                "meeting 2x2 --config /nowhere",
                "meeting 2x2 --layers 4"
            })
    void shouldRefuse(String arguments) {
        assertEquals(USAGE, BenchCommand.run(arguments.split(" ", -1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "meeting --help", "compare --help", "chaos --help", "soak --help"})
    void shouldExplainItselfWithoutAWarning(String arguments) {
        PrintStream usual = System.err;
        ByteArrayOutputStream warnings = new ByteArrayOutputStream();
        System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, BenchCommand.run(arguments.split(" ", -1)));
        } finally {
            System.setErr(usual);
        }
        assertEquals("", warnings.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldRefuseAFileWithUnknownFlags(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("run.yaml");
        Files.writeString(file, "duration: 5s\ncodeck: vp8\n");
        assertEquals(USAGE, BenchCommand.run("meeting", "2x2", "--config", file.toString()));
        Files.writeString(file, "- meeting\n");
        assertEquals(USAGE, BenchCommand.run("meeting", "2x2", "--config", file.toString()));
    }

    @Test
    void shouldLeaveTheCallersFlagsToJmh() {
        List<String> arguments = JmhCommand.withDefaults("-wi", "1", "Srtp");
        assertEquals(List.of("-wi", "1", "Srtp"), arguments.subList(0, 3));
        assertEquals(1, Collections.frequency(arguments, "-wi"));
        assertEquals("gc", arguments.get(arguments.indexOf("-prof") + 1));
    }

    @Test
    void shouldKeepSecretsOutOfReports() {
        assertEquals("(hidden)", Secrets.hide("--token", "eyJhbGci"));
        assertEquals(
                "[--loops=1, --turn-secret=(hidden), --key=(hidden)]",
                Secrets.hide(
                        "--server-flag",
                        List.of("--loops=1", "--turn-secret=sesame", "--key=id:sesame")));
        assertEquals(
                "[--key, (hidden), --admin-token, --loops=1]",
                Secrets.hide(
                        "--server-flag",
                        List.of("--key", "id:sesame", "--admin-token", "--loops=1")));
        assertEquals(
                "http://host/whip/{room}?token=(hidden)&x=1",
                Secrets.hide("--whip", "http://host/whip/{room}?token=sesame&x=1"));
        assertEquals("2", Secrets.hide("--layers", 2));
    }

    @Test
    void shouldTakeValuesFromAFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("run.yaml");
        Files.writeString(file, "codec: theora\n");
        assertEquals(USAGE, BenchCommand.run("meeting", "2x2", "--config=" + file));
    }
}
