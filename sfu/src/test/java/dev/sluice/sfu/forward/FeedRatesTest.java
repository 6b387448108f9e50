package dev.sluice.sfu.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.forward.PublicationView;
import dev.sluice.rtp.forward.PublisherClock;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.alloc.Rung;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedRatesTest {

    private static final long FRAME_NANOS = 40_000_000L;

    private final PublicationView view =
            new PublicationView(
                    MediaKind.VIDEO, 2, List.of(), ExtensionIds.NONE, new PublisherClock());
    private final FeedRates rates = new FeedRates(2, view.heights());

    /** As from Firefox, whose packets tell no allocation of layers. */
    @Test
    void shouldTakeAHeightFromAKeyframe() {
        play(270, 540);
        List<Rung> rungs = rates.rungs(50 * FRAME_NANOS);
        assertEquals(2, rungs.size());
        assertEquals(270, rungs.get(0).height());
        assertEquals(540, rungs.get(1).height());
        assertTrue(rungs.get(0).wireBps() < rungs.get(1).wireBps());
    }

    /** As from OBS. */
    @Test
    void shouldPutTheLowestFirstWhenThePublisherDoesNot() {
        play(540, 270);
        List<Rung> rungs = rates.rungs(50 * FRAME_NANOS);
        assertEquals(List.of(0, 1), rungs.stream().map(Rung::layer).toList());
        assertEquals(List.of(270, 540), rungs.stream().map(Rung::height).toList());
        assertTrue(rungs.get(0).wireBps() < rungs.get(1).wireBps());
    }

    private void play(int... heights) {
        for (int frame = 0; frame < 50; frame++) {
            for (int encoding = 0; encoding < heights.length; encoding++) {
                MediaPacket packet = packet(encoding, frame, heights[encoding]);
                view.onMedia(packet.arrivalNanos, packet);
                rates.onMedia(packet.arrivalNanos, packet);
            }
        }
    }

    private static MediaPacket packet(int encoding, int frame, int height) {
        MediaPacket packet = new MediaPacket();
        byte[] data = new byte[height];
        data[0] = (byte) 0x80;
        assertEquals(RtpPacket.Verdict.OK, packet.rtp.parse(data, 0, data.length));
        packet.extensions.clear();
        packet.arrivalNanos = frame * FRAME_NANOS;
        packet.index = frame;
        packet.codec = Codec.VP8;
        packet.encoding = encoding;
        packet.frame.frameStart = true;
        packet.frame.keyframe = frame == 0;
        packet.frame.height = frame == 0 ? height : 0;
        return packet;
    }
}
