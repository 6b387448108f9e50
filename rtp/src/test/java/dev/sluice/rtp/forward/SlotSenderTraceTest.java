package dev.sluice.rtp.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.trace.TraceReader;
import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotSenderTraceTest {

    private static final EnumSet<Extension> USUAL =
            EnumSet.of(
                    Extension.MID,
                    Extension.TRANSPORT_CC,
                    Extension.ABS_SEND_TIME,
                    Extension.AUDIO_LEVEL);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-av1-l3t3-key",
                "chromium-h264-simulcast",
                "chromium-vp8-l1t3-rtx-loss",
                "chromium-vp8-simulcast",
                "chromium-vp8-simulcast-dd",
                "chromium-vp9-l3t3-key",
                "firefox-vp8-simulcast",
                "chromium-opus-dtx",
                "chromium-opus-red",
                "firefox-opus"
            })
    void shouldSendOneUnbrokenStream(String name) {
        TraceSubscriber subscriber = new TraceSubscriber(TraceReader.read(name), "0", USUAL).run();
        RtpPacket rtp = new RtpPacket();
        int last = -1;
        int gaps = 0;
        assertTrue(subscriber.out.packets.size() > 100);
        for (CollectingOut.Written written : subscriber.out.packets) {
            assertEquals(
                    RtpPacket.Verdict.OK, rtp.parse(written.bytes(), 0, written.bytes().length));
            assertEquals(TraceSubscriber.SSRC, rtp.ssrc());
            gaps += last >= 0 && rtp.sequenceNumber() != ((last + 1) & 0xFFFF) ? 1 : 0;
            last = rtp.sequenceNumber();
        }
        assertEquals(
                0, gaps > 0 && !name.contains("loss") && !name.endsWith("simulcast") ? gaps : 0);
    }
}
