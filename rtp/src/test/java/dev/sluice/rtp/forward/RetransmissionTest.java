package dev.sluice.rtp.forward;

import static dev.sluice.rtp.forward.SlotHarness.MILLI;
import static dev.sluice.rtp.forward.SlotHarness.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.forward.SlotHarness.Sent;
import dev.sluice.rtp.forward.sim.OutPacket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetransmissionTest {

    private final SlotHarness harness = SlotHarness.video(Codec.VP8);
    private final OutPacket original = harness.feed(vp8(1, 70_000, true, 1_000 * MILLI)).get(0);

    private List<OutPacket> nack(long millis, int sequence, int following) {
        int before = harness.out.packets.size();
        harness.slot.onNack(millis * MILLI, sequence, following, harness.out);
        return harness.sentSince(before);
    }

    @Test
    void shouldWrapTheOriginal() {
        OutPacket resent = nack(1_010, original.sequence, 0).get(0);
        assertEquals(SlotHarness.SSRC + 1, resent.ssrc);
        assertEquals(51, resent.type);
        assertEquals(original.timestamp, resent.timestamp);
        assertEquals(original.marker, resent.marker);
        int at = resent.payloadOffset;
        assertEquals(
                original.sequence, (resent.bytes[at] & 0xFF) << 8 | resent.bytes[at + 1] & 0xFF);
        assertEquals(original.payloadEnd - original.payloadOffset, resent.payloadEnd - at - 2);
        assertEquals(PacketKind.RETRANSMISSION, harness.out.packets.get(1).kind());
    }

    @Test
    void shouldAnswerOncePerRoundTripAndThreeTimes() {
        harness.slot.roundTrip(50 * MILLI);
        assertEquals(1, nack(1_010, original.sequence, 0).size());
        assertEquals(0, nack(1_047, original.sequence, 0).size());
        // The receiver asks again after the round trip as it knows it, which may be a bit less.
        assertEquals(1, nack(1_048, original.sequence, 0).size());
        assertEquals(1, nack(1_110, original.sequence, 0).size());
        assertEquals(0, nack(1_500, original.sequence, 0).size());
        assertEquals(3, harness.slot.retransmissions());
    }

    @Test
    void shouldAnswerForEachBit() {
        for (int i = 1; i < 20; i++) {
            harness.feed(vp8(1, 70_000 + i, false, (1_000 + i) * MILLI));
        }
        assertEquals(17, nack(1_100, original.sequence, 0xFFFF).size());
        assertEquals(0, nack(1_101, original.sequence - 1, 0).size(), "never sent");
        assertEquals(0, nack(1_101, original.sequence + 25, 0).size(), "not sent yet");
    }

    @Test
    void shouldKeepWithinItsShare() {
        long media = 0;
        long resent = 0;
        for (int i = 1; i <= 2_000; i++) {
            Sent sent = vp8(1, 70_000 + i, false, (1_000 + 10 * i) * MILLI);
            sent.payload = java.util.Arrays.copyOf(sent.payload, 1_000);
            OutPacket packet = harness.feed(sent).get(0);
            media += packet.bytes.length;
            for (OutPacket again : nack(1_005 + 10L * i, packet.sequence, 0)) {
                resent += again.bytes.length;
            }
        }
        assertTrue(resent > media * 0.14, resent + " of " + media);
        assertTrue(resent < media * 0.16, resent + " of " + media);
    }

    @Test
    void shouldResendAcrossASwitchOfPublication() {
        harness.view = harness.newView();
        harness.slot.source(1_010 * MILLI, harness.view);
        harness.feed(vp8(1, 1_000, true, 1_020 * MILLI));
        assertEquals(1, nack(1_030, original.sequence, 0).size());
        SenderReport report = new SenderReport();
        harness.slot.senderReport(3_500 * MILLI, 0, report);
        assertEquals(0, nack(3_600, original.sequence, 0).size(), "let go of after 2 s");
    }

    @Test
    void shouldNotResendWithoutRtx() {
        SlotHarness plain =
                new SlotHarness(Codec.VP8, Map.of(), new PayloadFormat(Codec.VP8, 50, -1, ""));
        OutPacket sent = plain.feed(vp8(1, 70_000, true, 1_000 * MILLI)).get(0);
        plain.slot.onNack(1_010 * MILLI, sent.sequence, 0, plain.out);
        assertEquals(1, plain.out.packets.size());
        assertEquals(0, plain.slot.probe(1_010 * MILLI, 1_000, plain.out));
    }

    @Test
    void shouldCountRetransmissionsOnTheirOwn() {
        int first = nack(1_010, original.sequence, 0).get(0).sequence;
        int second = nack(1_200, original.sequence, 0).get(0).sequence;
        assertEquals((first + 1) & 0xFFFF, second);
    }

    @Test
    void shouldProbeWithRecentPacketsAndPadding() {
        int before = harness.out.packets.size();
        int written = harness.slot.probe(1_010 * MILLI, 2_000, harness.out);
        assertTrue(written >= 2_000 && written < 2_300, written + " bytes");
        boolean media = false;
        boolean padding = false;
        for (OutPacket packet : harness.sentSince(before)) {
            assertEquals(SlotHarness.SSRC + 1, packet.ssrc);
            media |= !packet.empty();
            padding |= packet.empty();
        }
        assertTrue(media && padding);
        assertEquals(0, harness.slot.retransmissions(), "a probe answers nobody");
    }

    @Test
    void shouldSurviveASlabWithoutRoom() {
        harness.out.full = true;
        assertEquals(List.of(), harness.feed(vp8(1, 70_001, false, 1_033 * MILLI)));
        assertEquals(0, nack(1_040, original.sequence, 0).size());
        assertEquals(0, harness.slot.probe(1_040 * MILLI, 500, harness.out));
        harness.out.full = false;
        OutPacket next = harness.feed(vp8(1, 70_002, false, 1_066 * MILLI)).get(0);
        assertEquals(original.sequence + 2, next.sequence);
        assertEquals(1, nack(1_100, original.sequence + 1, 0).size(), "what was given up is there");
    }
}
