package dev.sluice.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.server.BoundPort;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A short run of everything: server process, participants, floor and report. */
@Tag("timed")
@EnabledOnOs(OS.LINUX)
class BenchIT {

    private static final int MISSED = 1;
    private static final int VOID = 3;

    @Test
    void shouldMeasureAMeeting(@TempDir Path directory) throws Exception {
        Path config = directory.resolve("run.yaml");
        Files.writeString(config, "bitrate: 150\nwarm-up: 3s\nfps: 15\nno-audio: false\n");
        int code =
                BenchCommand.run(
                        "meeting",
                        "3x3",
                        "--config",
                        config.toString(),
                        "--duration",
                        "3s",
                        "--max-silent",
                        "0",
                        "--out",
                        directory.toString());

        // A machine that is busy with something else makes the run void, and the harness says so.
        assertTrue(code == 0 || code == VOID, "code " + code + ": " + log(directory));
        JsonNode json = JsonMapper.shared().readTree(directory.resolve("report.json").toFile());
        assertEquals(3, json.path("connected").asInt());
        assertEquals("150", json.path("settings").path("--bitrate").asString());
        // 3 receivers of 2 people with 50 audio packets a second and some video
        assertTrue(json.path("packets").path("received").asLong() > 500, json.toString());
        assertEquals(
                json.path("packets").path("received").asLong(),
                json.path("packets").path("authenticated").asLong());
        assertEquals(0, json.path("packets").path("duplicates").asLong());
        assertTrue(json.path("delayMillis").path("p50").asDouble() > 0);
        assertTrue(json.path("joinMillis").path("max").asDouble() > 0);
        assertTrue(json.path("server").path("microsPerPacket").asDouble() > 0);
        assertTrue(json.path("floor").path("microsPerPacket").asDouble() > 0);
        assertTrue(Files.size(directory.resolve("report.html")) > 3_000);
    }

    @Test
    void shouldFailWhenAThresholdIsMissedAndSample(@TempDir Path directory) throws Exception {
        int code =
                BenchCommand.run(
                        "calls",
                        "1x2",
                        "--no-video",
                        "--poll",
                        "--rehearse",
                        "1s",
                        "--token",
                        "sesame",
                        "--duration",
                        "2s",
                        "--warm-up",
                        "2s",
                        "--authenticate",
                        "1/10",
                        "--no-floor",
                        "--quiet",
                        "--max-delay-p50",
                        "0.000001",
                        "--out",
                        directory.toString());

        assertTrue(code == MISSED || code == VOID, "code " + code + ": " + log(directory));
        JsonNode json = JsonMapper.shared().readTree(directory.resolve("report.json").toFile());
        assertTrue(json.path("client").path("polls").asBoolean());
        assertFalse(Files.readString(directory.resolve("report.html")).contains("sesame"));
        assertFalse(json.toString().contains("sesame"));
        JsonNode packets = json.path("packets");
        long received = packets.path("received").asLong();
        assertTrue(received > 100, packets.toString());
        assertEquals(received / 10.0, packets.path("authenticated").asLong(), 3);
        assertTrue(packets.path("duplicates").isNull());
        assertEquals(0, packets.path("lost").asLong());
    }

    @Test
    void shouldLoadAnyServerByWhipAndWhep(@TempDir Path directory) throws Exception {
        BoundPort http = BoundPort.bind(SignalingConfig.builder().port(0).build());
        ServerConfig config =
                ServerConfig.DEFAULT
                        .withUdpPort(0)
                        .withAddresses(List.of(InetAddress.getLoopbackAddress()));
        try (SluiceServer media = SluiceServer.start(config);
                SignalingServer signaling = http.serve(media, null)) {
            String url = "http://127.0.0.1:" + signaling.port();
            int code =
                    BenchCommand.run(
                            "broadcast",
                            "1x3",
                            "--whip",
                            url + "/whip/{room}",
                            "--whep",
                            url + "/whep/{room}",
                            "--duration",
                            "2s",
                            "--warm-up",
                            "1s",
                            "--no-floor",
                            "--quiet",
                            "--out",
                            directory.toString());

            assertTrue(code == 0 || code == VOID, "code " + code);
            JsonNode json = JsonMapper.shared().readTree(directory.resolve("report.json").toFile());
            assertEquals(4, json.path("connected").asInt(), json.toString());
            assertEquals(0, json.path("silentReceivers").asInt());
            assertTrue(json.path("packets").path("received").asLong() > 200, json.toString());
            assertEquals(0, signaling.sessions(), "all have left");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldCompareWithJanus(@TempDir Path directory) throws Exception {
        int code =
                BenchCommand.run(
                        "compare",
                        "janus",
                        "broadcast",
                        "1x5",
                        "--duration",
                        "3s",
                        "--warm-up",
                        "2s",
                        "--no-floor",
                        "--quiet",
                        "--out",
                        directory.toString());

        assertTrue(code == 0 || code == VOID, "code " + code + ": " + log(directory));
        JsonNode json =
                JsonMapper.shared()
                        .readTree(directory.resolve("janus").resolve("report.json").toFile());
        assertEquals(6, json.path("connected").asInt(), json.toString());
        assertEquals(0, json.path("silentReceivers").asInt());
        assertTrue(json.path("server").path("microsPerPacket").asDouble() > 0);
    }

    private static String log(Path directory) throws Exception {
        Path log = directory.resolve("server.log");
        return Files.exists(log) ? Files.readString(log) : "no server.log";
    }
}
