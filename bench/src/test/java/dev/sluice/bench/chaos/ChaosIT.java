package dev.sluice.bench.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.bench.cli.BenchCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Faults done to a server process, judged by what calls beside them see. */
@Tag("timed")
@EnabledOnOs(OS.LINUX)
class ChaosIT {

    /** What else runs on the machine is not the server's doing. */
    private static final String SLACK = "10";

    /** Units of figures that it has a part in. */
    private static final Set<String> MACHINES = Set.of("ms", "%");

    @ParameterizedTest
    @Timeout(240)
    @ValueSource(
            strings = {"address-change", "ice-restart", "packet-storm", "sigterm", "log-hygiene"})
    void shouldHealWhatTakesLittleTime(String fault, @TempDir Path directory) throws Exception {
        Missed missed = new Missed(List.of(), false);
        // The best of three, for the same reason; what must never be has one chance.
        for (int i = 0; i < 3 && (i == 0 || missed.byTheMachine); i++) {
            missed = run(directory.resolve("run" + i), "--brief", "--calls", "1", fault);
        }
        assertEquals(List.of(), missed.figures);
    }

    /** Everything, with the limits as they are wanted but for the slack. */
    @Test
    @Timeout(3_600)
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldHealEverything() throws Exception {
        assertEquals(List.of(), run(Path.of("target", "chaos")).figures);
    }

    /**
     * Figures that were missed.
     *
     * @param byTheMachine none of them but what a busy machine may be the reason of
     */
    private record Missed(List<String> figures, boolean byTheMachine) {}

    private static Missed run(Path out, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("chaos", "--slack", SLACK));
        all.addAll(List.of("--out", out.toString()));
        all.addAll(List.of(arguments));
        int code = BenchCommand.run(all.toArray(String[]::new));
        List<String> missed = new ArrayList<>();
        boolean machine = true;
        for (JsonNode fault : read(out).path("faults")) {
            if (fault.path("failure").isString()) {
                missed.add(fault.path("failure").asString());
            }
            for (JsonNode figure : fault.path("figures")) {
                if (!figure.path("ok").asBoolean()) {
                    missed.add(figure.toString());
                    machine &= MACHINES.contains(figure.path("unit").asString());
                }
            }
        }
        assertEquals(code == 0, missed.isEmpty(), "exit code " + code + ", missed " + missed);
        return new Missed(missed, !missed.isEmpty() && machine);
    }

    private static JsonNode read(Path out) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(out.resolve("chaos.json")));
    }
}
