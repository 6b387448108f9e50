package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.sfu.net.LocalAddresses;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Installs, runs and measures Medooze's server as docs/BENCH.md says. It compiles for minutes. */
@EnabledIfSystemProperty(named = "sluice.long", matches = "true")
@Timeout(2_400)
class MedoozeIT {

    private static final long COMPILE_SECONDS = 1_800;

    @TempDir Path directory;

    @Test
    void shouldInstallRunAndMeasure() throws Exception {
        Shell shell = Shell.inClone(directory);
        assumeTrue(shell.run("command -v npm node g++", 10).code() == 0, "no npm or no compiler");
        Optional<InetAddress> address = address();
        assumeTrue(address.isPresent(), "this machine has no address but loopback");
        Files.copy(
                Pages.ROOT.resolve("bench/src/peers/medooze.cjs"),
                directory.resolve("medooze.cjs"));
        Shell.Outcome installed = shell.run("npm install medooze-media-server", COMPILE_SECONDS);
        assumeTrue(installed.code() == 0, () -> "it does not install here: " + installed);
        String host = address.get().getHostAddress();
        try (Shell.Served server = shell.serve("exec node medooze.cjs " + host + " 0")) {
            String endpoint = "http://127.0.0.1:" + server.port;
            Path out = directory.resolve("out");
            Shell.Outcome outcome =
                    shell.run(
                            "./sluice bench broadcast 1x2 --whip '%s/whip/{room}' --whep '%s/whep/{room}' --pid %d --duration 2s --warm-up 2s --no-floor --quiet --out '%s'"
                                    .formatted(endpoint, endpoint, server.process.pid(), out),
                            240);
            assertTrue(Files.exists(out.resolve("report.json")), outcome.output());
            JsonNode json = JsonMapper.shared().readTree(out.resolve("report.json").toFile());
            assertEquals(3, json.path("connected").asInt(), outcome.output());
            assertTrue(json.path("packets").path("received").asLong() > 100, outcome.output());
        }
    }

    private static Optional<InetAddress> address() throws IOException {
        return LocalAddresses.usable().stream()
                .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
                .findFirst();
    }
}
