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

/** Faults done to a server process, judged by what calls beside them see. */
@EnabledOnOs(OS.LINUX)
class ChaosIT {

    /** What else runs on the machine is not the server's doing. */
    private static final String SLACK = "10";

    @Test
    @Timeout(240)
    void shouldHealWhatTakesLittleTime(@TempDir Path directory) throws Exception {
        run(
                directory,
                "--brief",
                "--calls",
                "1",
                "address-change",
                "ice-restart",
                "slow-reader",
                "packet-storm",
                "sigterm",
                "log-hygiene");
    }

    /** Everything, with the figures as they are wanted; its table is the report. */
    @Test
    @Timeout(3_600)
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldHealEverything() throws Exception {
        run(Path.of("target", "chaos"));
    }

    private static void run(Path directory, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("chaos", "--slack", SLACK));
        all.addAll(List.of("--out", directory.toString()));
        all.addAll(List.of(arguments));
        int code = BenchCommand.run(all.toArray(String[]::new));
        assertEquals(0, code, Files.readString(directory.resolve("chaos.md")));
    }
}
