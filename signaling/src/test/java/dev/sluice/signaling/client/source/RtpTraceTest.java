package dev.sluice.signaling.client.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.client.MediaToSend;
import dev.sluice.signaling.client.PacketSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a recording of Chromium that the module rtp keeps. */
class RtpTraceTest {

    private static final Path TRACES = Path.of("../rtp/src/test/resources/traces");

    @Test
    void shouldPlayASimulcastAsRecorded() throws IOException {
        List<Long> ssrcs = new ArrayList<>();
        long packets = 0;
        JsonNode sidecar =
                JsonMapper.shared()
                        .readTree(TRACES.resolve("chromium-vp8-simulcast.json").toFile());
        for (JsonNode stream : sidecar.path("streams")) {
            if (stream.path("type").asString("").equals("media")) {
                ssrcs.add(stream.path("ssrc").asLong());
                packets += stream.path("packets").asLong();
            }
        }
        RtpTrace trace =
                RtpTrace.read(
                        TRACES.resolve("chromium-vp8-simulcast.pcap"), ssrcs, 90_000, Map.of());
        assertEquals(3, ssrcs.size());
        assertEquals(packets, trace.size());

        PacketSource source = trace.source(2);
        MediaToSend out = new MediaToSend();
        long last = 0;
        long lastTimestamp = 0;
        int played = 0;
        while (source.nextNanos() != Long.MAX_VALUE) {
            assertTrue(source.nextNanos() >= last);
            last = source.nextNanos();
            source.write(0, out);
            played++;
            lastTimestamp = out.timestamp;
        }
        assertEquals(2 * trace.size(), played);
        assertTrue(last > 14_000_000_000L, "two times 7.5 s, not " + last);
        assertEquals(last / 1e9, lastTimestamp / 90_000.0, 0.3);
    }

    @Test
    void shouldRefuseWhatIsNoRecording(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("x.pcap");
        Files.write(file, new byte[100]);
        assertThrows(IOException.class, () -> RtpTrace.read(file, List.of(1L), 90_000, Map.of()));
        assertThrows(
                IOException.class,
                () ->
                        RtpTrace.read(
                                TRACES.resolve("chromium-vp8-simulcast.pcap"),
                                List.of(1L),
                                90_000,
                                Map.of()));
    }
}
