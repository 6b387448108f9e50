package dev.sluice.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bench.cli.BenchCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command itself, in three minutes: too few to say that nothing grows. */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "sluice.long", matches = "true")
class SoakIT {

    private static final int PASSED = 0;
    private static final int MISSED = 1;
    private static final int SAMPLES = 9;
    private static final int PACKETS = 9;

    @Test
    @Timeout(420)
    void shouldReportWhatHappenedAndWhatIsLeft(@TempDir Path directory) throws Exception {
        int code =
                BenchCommand.run(
                        "soak",
                        "--minutes",
                        "3",
                        "--sample-seconds",
                        "20",
                        "--out",
                        directory.toString());
        String report = Files.readString(directory.resolve("soak.md"));
        assertTrue(code == PASSED || code == MISSED, report);
        assertEquals(code == MISSED, report.contains("| MISS |"), report);
        List<String> rows =
                report.lines().filter(line -> line.matches("\\| \\d+\\.\\d \\|.*")).toList();
        assertEquals(SAMPLES, rows.size(), report);
        for (String row : rows) {
            assertTrue(Long.parseLong(row.split(" \\| ")[PACKETS].trim()) > 0, row);
        }
        assertTrue(report.contains("| descriptors |") && report.contains("| threads |"), report);
    }
}
