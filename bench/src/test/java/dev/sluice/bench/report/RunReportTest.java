package dev.sluice.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bench.floor.FloorRun.Floor;
import dev.sluice.bench.floor.FloorShape;
import dev.sluice.bench.load.ClientHealth;
import dev.sluice.bench.load.LoadOptions;
import dev.sluice.bench.load.LoadResult;
import dev.sluice.bench.load.LoadResult.Counts;
import dev.sluice.bench.load.LoadResult.Sample;
import dev.sluice.bench.load.LoadResult.ServerCost;
import dev.sluice.bench.load.MediaPlan;
import dev.sluice.bench.load.Scenario;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.signaling.client.source.VideoShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunReportTest {

    private static final ClientHealth WELL =
            new ClientHealth(0.2, 1, false, 1_000_000, 1_000_000, 0, 0, 0.2);

    @Test
    void shouldTellTheCostOfAPacket() {
        RunReport report = report(WELL, 10, List.of());
        // 2 s of CPU for 400,000 packets
        assertEquals(5.0, report.microsPerPacket(), 1e-9);
        assertEquals(2.0, report.floorRatio(), 1e-9);
        assertEquals(1 << 20, report.bytesPerParticipant(), 1e-9);
        assertTrue(report.valid());
        assertTrue(report.passed());
    }

    @Test
    void shouldMissAThresholdThatIsExceededOrUnknown() {
        assertFalse(report(WELL, 10, List.of(new Threshold("x", 4.9, 5.0))).passed());
        assertFalse(report(WELL, 10, List.of(new Threshold("x", 4.9, Double.NaN))).passed());
        assertTrue(report(WELL, 10, List.of(new Threshold("x", 5.0, 5.0))).passed());
    }

    @Test
    void shouldBeVoidWhenTheHarnessIsToBlame() {
        ClientHealth busy = new ClientHealth(0.99, 1, false, 0, 0, 0, 0, 0.99);
        RunReport report = report(busy, 10, List.of());
        assertFalse(report.valid());
        assertTrue(TextReport.of(report).contains("VOID: the harness could not keep up"));
        assertTrue(HtmlReport.of(report).contains("This run is void"));
        assertFalse(report(WELL, 9, List.of()).valid(), "one did not connect");
    }

    @Test
    void shouldSayHowManyWereOverTcp() {
        RunReport some = report(WELL, 10, 7, List.of());
        assertTrue(TextReport.of(some).contains("7 of 10, to whom a packet costs the server more"));
        assertTrue(HtmlReport.of(some).contains("<td>over TCP</td><td>7 of 10"));
        assertTrue(JsonReport.of(some).contains("\"overTcp\" : 7"));
        RunReport none = report(WELL, 10, List.of());
        assertFalse(TextReport.of(none).contains("over TCP"));
        assertTrue(JsonReport.of(none).contains("\"overTcp\" : 0"));
    }

    @Test
    void shouldLeaveFilesBehind(@TempDir Path directory) throws IOException {
        ReportFiles.write(
                report(WELL, 10, List.of(new Threshold("max-cpu-micros", 4.5, 5.0))), directory);

        JsonNode json = JsonMapper.shared().readTree(directory.resolve("report.json").toFile());
        assertEquals("broadcast 1x10", json.path("scenario").asString());
        assertEquals(400_000, json.path("packets").path("received").asLong());
        assertTrue(json.path("packets").path("duplicates").isNull(), "sampling cannot know");
        assertEquals(10, json.path("packets").path("authenticateOneIn").asInt());
        assertEquals(2.0, json.path("floor").path("ratio").asDouble(), 1e-9);
        assertFalse(json.path("thresholds").get(0).path("met").asBoolean());
        assertEquals(3.0, json.path("delayMillis").path("p50").asDouble(), 0.01);

        String page = Files.readString(directory.resolve("report.html"));
        assertTrue(page.contains("<svg") && page.contains("1 in 10"));
        assertFalse(page.contains("http://") || page.contains("https://"), "it needs no network");
        assertTrue(page.contains("&lt;b&gt;"), "values are escaped");
        assertTrue(Files.readString(directory.resolve("delay.hgrm")).contains("Percentile"));
    }

    private static RunReport report(
            ClientHealth health, int connected, List<Threshold> thresholds) {
        return report(health, connected, 0, thresholds);
    }

    private static RunReport report(
            ClientHealth health, int connected, int overTcp, List<Threshold> thresholds) {
        Histogram delays = new Histogram(60_000_000_000L, 3);
        delays.recordValueWithCount(3_000_000, 1_000);
        Histogram none = new Histogram(60_000_000_000L, 3);
        MediaPlan media =
                new MediaPlan(
                        Codec.VP8,
                        1,
                        2_880_000,
                        30,
                        List.of(),
                        1_200,
                        VideoShape.EVEN,
                        100,
                        20,
                        true,
                        false);
        LoadResult result =
                new LoadResult(
                        10,
                        connected,
                        overTcp,
                        10,
                        0,
                        List.of(),
                        10,
                        new Counts(400_000, 500_000_000, 40_000, 0, 0, -1, -1, -1, -1),
                        delays,
                        none,
                        none,
                        new ServerCost(
                                2_000_000_000L,
                                400_000_000L,
                                100 << 20,
                                110 << 20,
                                0,
                                900_000_000L),
                        health,
                        List.of(new Sample(1, 10, 40_000, 400, 3, 4, 0.2, 5, 0.2)));
        LoadOptions options =
                new LoadOptions(
                        Scenario.parse("broadcast", "1x10"),
                        media,
                        50,
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        10,
                        1,
                        false,
                        0);
        return new RunReport(
                "2026-11-20T10:00:00Z",
                Map.of("cores", "2"),
                Map.of("--codec", "<b>"),
                options,
                result,
                new Floor(2.5, 40_000, "GSO", new FloorShape(10, 300, 1, 1_200)),
                thresholds);
    }
}
