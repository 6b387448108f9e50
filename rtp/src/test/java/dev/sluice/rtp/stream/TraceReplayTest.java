package dev.sluice.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.trace.Trace;
import dev.sluice.rtp.trace.TracePacket;
import dev.sluice.rtp.trace.TraceReader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Captured calls of browsers, loss included, against what their sidecars know. */
class TraceReplayTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-opus-dtx",
                "chromium-opus-red",
                "chromium-vp8-l1t3-rtx-loss",
                "chromium-vp8-simulcast",
                "chromium-vp8-simulcast-dd",
                "chromium-h264-simulcast",
                "chromium-vp9-l3t3-key",
                "chromium-av1-l3t3-key",
                "chromium-av-mute-replace",
                "firefox-vp8-simulcast",
                "firefox-opus"
            })
    void shouldTakeInTheCallsOfBrowsers(String name) {
        TraceReplay replay = new TraceReplay(TraceReader.read(name)).run();
        IngestCounters counters = replay.receiver.counters();
        assertEquals(0, counters.malformed());
        assertEquals(0, counters.unknownStream());
        assertEquals(0, counters.unknownFormat());
        assertEquals(0, counters.staleStream());
        assertEquals(0, counters.damagedPayload());
        assertEquals(0, counters.malformedRtcp());
        for (Trace.Stream stream : replay.trace.streams()) {
            if (!stream.rtx()) {
                checkStream(replay, stream);
            }
        }
        checkKeyframes(replay);
        checkNacks(replay);
        checkTransportFeedback(replay);
    }

    /** All that was sent came out once and unchanged, what was dropped by way of RTX. */
    private static void checkStream(TraceReplay replay, Trace.Stream stream) {
        TreeMap<Long, byte[]> delivered = replay.delivered.get(stream.ssrc());
        assertNotNull(delivered);
        Set<Integer> missing = missingForGood(replay, stream);
        long base = delivered.firstKey();
        int checked = 0;
        RtpPacket sent = new RtpPacket();
        for (TracePacket packet : replay.trace.packets()) {
            if (!packet.outgoing() || packet.rtcp()) {
                continue;
            }
            sent.parse(packet.bytes(), 0, packet.bytes().length);
            if (sent.ssrc() != stream.ssrc() || missing.contains(sent.sequenceNumber())) {
                continue;
            }
            long index = base + (short) (sent.sequenceNumber() - base);
            int from = sent.payloadOffset();
            byte[] payload = Arrays.copyOfRange(packet.bytes(), from, from + sent.payloadBytes());
            assertArrayEquals(payload, delivered.get(index));
            checked++;
        }
        assertEquals(stream.packets() - missing.size(), checked);
        assertEquals(checked, delivered.size());
        EncodingStats stats = statsOf(replay, stream);
        assertEquals(checked, stats.packets());
        assertEquals(0, stats.lost());
        assertTrue(stats.bitsPerSecond() > 0);
    }

    /** The last packets of a trace were never asked for again. */
    private static Set<Integer> missingForGood(TraceReplay replay, Trace.Stream stream) {
        int last = (int) (replay.delivered.get(stream.ssrc()).lastKey() & 0xFFFF);
        return replay.trace.dropped().stream()
                .filter(dropped -> dropped.ssrc() == stream.ssrc())
                .map(Trace.Dropped::sequence)
                .filter(sequence -> (short) (sequence - last) > 0)
                .collect(Collectors.toSet());
    }

    private static EncodingStats statsOf(TraceReplay replay, Trace.Stream stream) {
        List<EncodingStats> found =
                replay.receiver.stats(replay.lastNanos).stream()
                        .filter(stats -> stats.ssrc() == stream.ssrc())
                        .toList();
        assertEquals(1, found.size());
        assertEquals(stream.mid(), found.get(0).mid());
        List<String> rids =
                replay.trace.tracks().stream()
                        .filter(track -> track.mid().equals(stream.mid()))
                        .findFirst()
                        .orElseThrow()
                        .rids();
        assertEquals(Math.max(0, rids.indexOf(stream.rid())), found.get(0).encoding());
        return found.get(0);
    }

    private static void checkKeyframes(TraceReplay replay) {
        Set<Trace.Dropped> known =
                replay.trace.keyframes().stream()
                        .map(keyframe -> new Trace.Dropped(keyframe.ssrc(), keyframe.sequence()))
                        .collect(Collectors.toSet());
        assertEquals(known, replay.keyframes);
    }

    private static void checkNacks(TraceReplay replay) {
        Set<Trace.Dropped> expected = new HashSet<>();
        for (Trace.Stream stream : replay.trace.streams()) {
            if (!stream.rtx()) {
                Set<Integer> tail = missingForGood(replay, stream);
                replay.trace.dropped().stream()
                        .filter(dropped -> dropped.ssrc() == stream.ssrc())
                        .filter(dropped -> !tail.contains(dropped.sequence()))
                        .forEach(expected::add);
            }
        }
        assertTrue(expected.containsAll(replay.nacked), "only what was dropped is asked for");
        // A probe may repeat a packet within the wait for reordered ones.
        assertTrue(replay.nacked.size() >= expected.size() - 1);
    }

    /** Every packet that came is reported as come, and no other. */
    private static void checkTransportFeedback(TraceReplay replay) {
        long sent = replay.trace.packets().stream().filter(p -> p.outgoing() && !p.rtcp()).count();
        int dropped = replay.trace.dropped().size();
        assertEquals(sent - dropped, replay.transportReceived.size());
        assertTrue(replay.transportMissing.size() <= dropped);
        assertTrue(
                replay.feedbackBytes < 0.08 * replay.receivedBytes
                        || replay.receivedBytes < 100_000,
                replay.feedbackBytes + " of " + replay.receivedBytes);
    }
}
