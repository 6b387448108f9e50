package dev.sluice.sfu.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.alloc.Rung;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedRatesTest {

    private static final long FRAME_NANOS = 40_000_000L;

    /** As from Firefox, whose packets tell no allocation of layers. */
    @Test
    void shouldTakeAHeightFromAKeyframe() {
        FeedRates rates = new FeedRates(2);
        for (int frame = 0; frame < 50; frame++) {
            for (int encoding = 0; encoding < 2; encoding++) {
                rates.onMedia(frame * FRAME_NANOS, packet(encoding, frame == 0));
            }
        }
        List<Rung> rungs = rates.rungs(50 * FRAME_NANOS);
        assertEquals(2, rungs.size());
        assertEquals(270, rungs.get(0).height());
        assertEquals(540, rungs.get(1).height());
    }

    private static MediaPacket packet(int encoding, boolean keyframe) {
        MediaPacket packet = new MediaPacket();
        byte[] data = new byte[200];
        data[0] = (byte) 0x80;
        assertEquals(RtpPacket.Verdict.OK, packet.rtp.parse(data, 0, data.length));
        packet.codec = Codec.VP8;
        packet.encoding = encoding;
        packet.frame.frameStart = true;
        packet.frame.keyframe = keyframe;
        packet.frame.height = keyframe ? 270 << encoding : 0;
        return packet;
    }
}
