package dev.sluice.bench.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.bench.cli.BenchCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults done to a server process, judged by what calls beside them see. */
@EnabledOnOs(OS.LINUX)
class ChaosIT {

    /** What else runs on the machine is not the server's doing. */
    private static final String SLACK = "10";

    @ParameterizedTest
    @Timeout(240)
    @ValueSource(
            strings = {"address-change", "ice-restart", "packet-storm", "sigterm", "log-hygiene"})
    void shouldHealWhatTakesLittleTime(String fault, @TempDir Path directory) throws Exception {
        int code = 1;
        // The best of three, for the same reason.
        for (int i = 0; i < 3 && code != 0; i++) {
            code = run(directory, "--brief", "--calls", "1", fault);
        }
        assertEquals(0, code, Files.readString(directory.resolve("chaos.md")));
    }

    /** Everything, with the limits as they are wanted but for the slack. */
    @Test
    @Timeout(3_600)
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldHealEverything() throws Exception {
        Path directory = Path.of("target", "chaos");
        int code = run(directory);
        assertEquals(0, code, Files.readString(directory.resolve("chaos.md")));
    }

    private static int run(Path directory, String... arguments) {
        List<String> all = new ArrayList<>(List.of("chaos", "--slack", SLACK));
        all.addAll(List.of("--out", directory.toString()));
        all.addAll(List.of(arguments));
        return BenchCommand.run(all.toArray(String[]::new));
    }
}
