package dev.sluice.signaling.client.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.FrameInfo;
import dev.sluice.rtp.codec.FrameParser;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.signaling.client.MediaToSend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VideoSourceTest {

    private static final long NANOS = 1_000_000_000L;

    /** A packet and what our own parser reads in it. */
    private record Made(long dueNanos, MediaToSend media, FrameInfo frame) {}

    @ParameterizedTest
    @EnumSource(names = {"VP8", "VP9", "H264", "AV1"})
    void shouldMakeFramesThatAParserUnderstands(Codec codec) {
        VideoSource source =
                source(codec, 1, VideoShape.BURST, 1, FrameSizes.constant(2_500, 5_000));
        List<Made> key = frame(source, codec, 5);
        List<Made> delta = frame(source, codec, 3);

        assertTrue(key.get(0).frame().frameStart);
        assertTrue(key.get(0).frame().keyframe);
        assertFalse(delta.get(0).frame().keyframe);
        assertEquals(5_000, key.stream().mapToInt(m -> m.media().payloadBytes).sum());
        assertEquals(2_500, delta.stream().mapToInt(m -> m.media().payloadBytes).sum());
        for (int i = 0; i < key.size(); i++) {
            assertEquals(i == key.size() - 1, key.get(i).media().marker, "packet " + i);
        }
        assertEquals(3_000, delta.get(0).media().timestamp);
    }

    @Test
    void shouldSendAKeyframeWhenAsked() {
        VideoSource source =
                source(Codec.VP8, 2, VideoShape.BURST, 1, FrameSizes.constant(500, 900));
        frame(source, Codec.VP8, 2);
        frame(source, Codec.VP8, 2);
        source.onKeyframeRequest(1);
        // The frame after next was made up already.
        frame(source, Codec.VP8, 2);
        List<Made> next = frame(source, Codec.VP8, 2);

        assertFalse(next.get(0).frame().keyframe);
        assertTrue(next.get(1).frame().keyframe);
        assertEquals(1, next.get(1).media().encoding);
    }

    @Test
    void shouldSpreadOrBurst() {
        VideoSource even =
                source(Codec.VP8, 1, VideoShape.EVEN, 1, FrameSizes.constant(10_000, 10_000));
        VideoSource burst =
                source(Codec.VP8, 1, VideoShape.BURST, 1, FrameSizes.constant(10_000, 10_000));
        List<Made> spread = frame(even, Codec.VP8, 10);
        List<Made> together = frame(burst, Codec.VP8, 10);

        for (int i = 0; i < 10; i++) {
            assertEquals(i * (NANOS / 30) / 10, spread.get(i).dueNanos());
            assertEquals(0, together.get(i).dueNanos());
        }
        assertEquals(NANOS / 30, burst.nextNanos());
    }

    @Test
    void shouldLayerInTime() {
        VideoSource source =
                source(Codec.VP8, 1, VideoShape.BURST, 3, FrameSizes.constant(500, 500));
        List<Integer> temporal = new ArrayList<>();
        List<Integer> base = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FrameInfo frame = frame(source, Codec.VP8, 1).get(0).frame();
            temporal.add(frame.temporalId);
            base.add(frame.tl0PictureIndex);
            assertEquals(i, frame.pictureId);
        }
        assertEquals(List.of(0, 2, 1, 2, 0, 2, 1, 2), temporal);
        assertEquals(List.of(1, 1, 1, 1, 2, 2, 2, 2), base);
    }

    @Test
    void shouldScaleATraceToItsMean() {
        FrameSizes sizes = FrameSizes.trace(new int[] {100, 300, 200}, 1_000);
        assertEquals(500, sizes.next(true));
        assertEquals(1_500, sizes.next(false));
        assertEquals(1_000, sizes.next(false));
        assertEquals(500, sizes.next(false));
    }

    private static VideoSource source(
            Codec codec, int layers, VideoShape shape, int temporal, FrameSizes sizes) {
        return new VideoSource(
                new VideoConfig(
                        codec,
                        java.util.Collections.nCopies(layers, sizes),
                        30,
                        1_000,
                        shape,
                        temporal,
                        PayloadStamp.NONE,
                        0));
    }

    private static List<Made> frame(VideoSource source, Codec codec, int packets) {
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < packets; i++) {
            long due = source.nextNanos();
            MediaToSend media = new MediaToSend();
            source.write(0, media);
            made.add(new Made(due, media, parse(codec, media)));
        }
        return made;
    }

    private static FrameInfo parse(Codec codec, MediaToSend media) {
        byte[] data = new byte[12 + media.payloadBytes];
        data[0] = (byte) 0x80;
        data[1] = (byte) (media.marker ? 0x80 : 0);
        System.arraycopy(media.payload, 0, data, 12, media.payloadBytes);
        RtpPacket packet = new RtpPacket();
        packet.parse(data, 0, data.length);
        HeaderExtensions none = new HeaderExtensions();
        none.clear();
        FrameInfo frame = new FrameInfo();
        assertTrue(new FrameParser().parse(codec, packet, none, frame));
        return frame;
    }
}
