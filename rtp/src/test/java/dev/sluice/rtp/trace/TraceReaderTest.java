package dev.sluice.rtp.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.stream.TrackConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceReaderTest {

    private final Trace trace = TraceReader.read("chromium-vp8-simulcast");

    @Test
    void shouldReadEveryDatagram() {
        assertEquals(1102, trace.packets().size());
        TracePacket first = trace.packets().get(0);
        assertEquals(1, first.number());
        assertEquals(0, first.nanos());
        assertTrue(first.outgoing());
        assertEquals(3_393_000, trace.packets().get(1).nanos());
    }

    @Test
    void shouldAgreeWithTheSidecarOnPacketsPerStream() {
        RtpPacket rtp = new RtpPacket();
        for (Trace.Stream stream : trace.streams()) {
            long count =
                    trace.packets().stream()
                            .filter(packet -> packet.outgoing() && !packet.rtcp())
                            .peek(packet -> rtp.parse(packet.bytes(), 0, packet.bytes().length))
                            .filter(packet -> rtp.ssrc() == stream.ssrc())
                            .count();
            assertEquals(stream.packets(), count);
        }
    }

    @Test
    void shouldReadTheNegotiation() {
        TrackConfig track = trace.tracks().get(0);
        assertEquals("0", track.mid());
        assertEquals(List.of("q", "h", "f"), track.rids());
        assertEquals(4, track.extensions().get(Extension.TRANSPORT_CC));
        assertTrue(track.receiverRtt());
        TrackConfig.Format format = track.formats().get(0);
        assertEquals(new TrackConfig.Format(Codec.VP8, 96, 97, true, true, true, true), format);
    }

    @Test
    void shouldReadKeyframesAndLoss() {
        assertEquals(5, trace.keyframes().size());
        assertEquals(1348, trace.keyframes().get(0).sequence());
        assertTrue(trace.dropped().contains(new Trace.Dropped(4277630917L, 4975)));
    }
}
