package dev.sluice.rtp.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.forward.sim.OutPacket;
import dev.sluice.rtp.trace.Trace;
import dev.sluice.rtp.trace.TraceReader;
import java.util.EnumSet;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Browsers' calls, with the losses that the network made, through ingest and a slot. */
class SlotSenderTraceTest {

    private static final EnumSet<Extension> USUAL =
            EnumSet.of(
                    Extension.MID,
                    Extension.TRANSPORT_CC,
                    Extension.ABS_SEND_TIME,
                    Extension.AUDIO_LEVEL);

    @ParameterizedTest
    @CsvSource({
        "chromium-av1-l3t3-key, 2",
        "chromium-h264-simulcast, 2",
        "chromium-vp8-l1t3-rtx-loss, 0",
        "chromium-vp8-simulcast, 2",
        "chromium-vp8-simulcast-dd, 2",
        "chromium-vp9-l3t3-key, 2",
        "firefox-vp8-simulcast, 2",
        "chromium-opus-dtx, 0",
        "chromium-opus-red, 0",
        "firefox-opus, 0"
    })
    void shouldSendOneUnbrokenStream(String name, int layer) {
        Trace trace = TraceReader.read(name);
        TraceSubscriber subscriber = new TraceSubscriber(trace, "0", USUAL).run();
        assertEquals(layer, subscriber.slot.layer());
        assertTrue(subscriber.keyframeWishes.size() <= 2, "the publisher's own keyframes do");
        TreeMap<Integer, OutPacket> bySequence = new TreeMap<>();
        int first = -1;
        for (CollectingOut.Written written : subscriber.out.packets) {
            OutPacket packet = new OutPacket(written.bytes());
            assertEquals(TraceSubscriber.SSRC, packet.ssrc);
            first = first < 0 ? packet.sequence : first;
            OutPacket before = bySequence.put((packet.sequence - first) & 0xFFFF, packet);
            assertEquals(null, before, "no sequence number comes twice");
        }
        assertTrue(bySequence.size() > 200, bySequence.size() + " packets");
        // What was lost on the way to us and not sent again in the end.
        int lost = trace.dropped().size();
        int gaps = bySequence.lastKey() + 1 - bySequence.size();
        assertTrue(gaps <= lost + subscriber.switches, gaps + " gaps, " + lost + " lost");
        long timestamp = bySequence.firstEntry().getValue().timestamp;
        for (OutPacket packet : bySequence.values()) {
            assertTrue((int) (packet.timestamp - timestamp) >= 0, "time runs forward");
            timestamp = packet.timestamp;
        }
    }
}
