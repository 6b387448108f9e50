package dev.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.stream.TrackConfig;
import dev.sluice.rtp.trace.Trace;
import dev.sluice.rtp.trace.TracePacket;
import dev.sluice.rtp.trace.TraceReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Browsers' streams: what is read of them is what the sidecars, made by other means, say. */
class FrameParserTraceTest {

    private final Map<String, Integer> frames = new TreeMap<>();
    private final Set<Integer> keyframes = new TreeSet<>();
    private int unusedPackets;
    private int syncPictures;
    private int structures;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-vp8-l1t3-rtx-loss",
                "chromium-vp8-simulcast",
                "chromium-vp8-simulcast-dd",
                "firefox-vp8-simulcast",
                "chromium-h264-simulcast",
                "chromium-vp9-l3t3-key",
                "chromium-av1-l3t3-key"
            })
    void shouldAgreeWithTheSidecar(String name) {
        Trace trace = TraceReader.read(name);
        read(trace);
        Set<Integer> expectedKeyframes = new TreeSet<>();
        trace.keyframes().forEach(keyframe -> expectedKeyframes.add(keyframe.packet()));
        assertEquals(expectedKeyframes, keyframes);
        JsonNode content = trace.sidecar().path("content");
        JsonNode descriptor = content.path("dependencyDescriptor");
        if (descriptor.isObject()) {
            assertEquals(counts(descriptor.path("framesPerSidTid")), frames);
            assertEquals(descriptor.path("packetsWith").path("structure").asInt(), structures);
        }
        if (content.has("vp9")) {
            assertEquals(counts(content.path("vp9").path("layerFramesPerSidTid")), frames);
            assertEquals(content.path("vp9").path("packetsWithZ").asInt(), unusedPackets);
        }
        if (content.path("vp8").path("layerSyncPictures").asInt() > 0) {
            Map<String, Integer> byLayer = new TreeMap<>();
            counts(content.path("vp8").path("picturesPerTid"))
                    .forEach((layer, count) -> byLayer.put("S0T" + layer, count));
            assertEquals(byLayer, frames);
            assertEquals(content.path("vp8").path("layerSyncPictures").asInt(), syncPictures);
        }
    }

    private void read(Trace trace) {
        TrackConfig track = trace.tracks().get(0);
        ExtensionIds ids = ExtensionIds.of(track.extensions());
        Map<Long, FrameParser> parsers = new HashMap<>();
        trace.streams().stream()
                .filter(stream -> !stream.rtx())
                .forEach(stream -> parsers.put(stream.ssrc(), new FrameParser()));
        RtpPacket rtp = new RtpPacket();
        HeaderExtensions extensions = new HeaderExtensions();
        FrameInfo frame = new FrameInfo();
        for (TracePacket packet : trace.packets()) {
            rtp.parse(packet.bytes(), 0, packet.bytes().length);
            boolean media = packet.outgoing() && !packet.rtcp();
            if (!media || !parsers.containsKey(rtp.ssrc()) || rtp.payloadBytes() == 0) {
                continue;
            }
            extensions.parse(rtp, ids);
            Codec codec = Codec.valueOf(trace.sidecar().path("codec").asString());
            parsers.get(rtp.ssrc()).parse(codec, rtp, extensions, frame);
            count(packet, frame);
        }
    }

    private void count(TracePacket packet, FrameInfo frame) {
        unusedPackets += frame.unusedByUpperLayers ? 1 : 0;
        structures += frame.dependency.structureAttached ? 1 : 0;
        if (frame.frameStart) {
            frames.merge("S" + frame.spatialId + "T" + frame.temporalId, 1, Integer::sum);
            syncPictures += frame.switchingPoint ? 1 : 0;
            if (frame.keyframe) {
                keyframes.add(packet.number());
            }
        }
    }

    private static Map<String, Integer> counts(JsonNode node) {
        Map<String, Integer> counts = new TreeMap<>();
        node.properties().forEach(entry -> counts.put(entry.getKey(), entry.getValue().asInt()));
        return counts;
    }
}
