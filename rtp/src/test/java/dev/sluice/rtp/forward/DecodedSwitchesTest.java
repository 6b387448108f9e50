package dev.sluice.rtp.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.rtp.decode.CodedFrame;
import dev.sluice.rtp.decode.Depacketizer;
import dev.sluice.rtp.decode.Ffmpeg;
import dev.sluice.rtp.decode.FrameFile;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.trace.Trace;
import dev.sluice.rtp.trace.TracePacket;
import dev.sluice.rtp.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A decoder's view of switches: browsers' streams go through a slot that changes layers 50 times
 * and more, and every picture that ffmpeg decodes is the one that the browser's own stream gives.
 */
@Tag("once")
class DecodedSwitchesTest {

    private static final int SWITCHES = 50;

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource(
            value = {
                "chromium-vp8-simulcast, 13",
                "chromium-vp8-simulcast-dd, 7",
                "chromium-h264-simulcast, 9",
                "chromium-vp9-l3t3-key, 14",
                "chromium-av1-l3t3-key, 20",
                "firefox-vp8-simulcast, 13"
            })
    void shouldShowThePublishersPictures(String name, int loops) throws Exception {
        assumeTrue(Ffmpeg.installed(), "ffmpeg is not installed");
        Trace trace = TraceReader.read(name);
        String codec = trace.sidecar().path("codec").asString();
        LoopedTrace looped = new LoopedTrace(trace, loops);
        SwitchPlan plan = new SwitchPlan(looped);
        TraceSubscriber subscriber =
                new TraceSubscriber(looped.trace(), "0", EnumSet.of(Extension.MID))
                        .lossless()
                        .before(plan)
                        .run();
        assertTrue(plan.switches >= SWITCHES, plan.switches + " switches");

        Map<String, String> published = decodePublished(looped, codec);
        List<byte[]> sent =
                subscriber.out.packets.stream().map(CollectingOut.Written::bytes).toList();
        List<CodedFrame> frames = new Depacketizer(codec, bySequence(sent)).frames();
        List<Ffmpeg.Picture> pictures = decode("sent", codec, frames);
        assertEquals(frames.size(), pictures.size(), "every frame sent gives a picture");
        for (int i = 0; i < pictures.size(); i++) {
            CodedFrame frame = frames.get(pictures.get(i).frame());
            String expected = published.get(content(frame));
            assertEquals(expected, pictures.get(i).md5(), "picture " + i + " of " + frame);
        }
        checkPace(frames);
    }

    /** The MD5 of each picture that the published streams give, by the frame's own bytes. */
    private Map<String, String> decodePublished(LoopedTrace looped, String codec)
            throws IOException, InterruptedException {
        Map<String, String> pictures = new HashMap<>();
        for (Map.Entry<Long, List<byte[]>> stream : looped.firstLoop().entrySet()) {
            List<CodedFrame> frames =
                    new Depacketizer(codec, bySequence(stream.getValue())).frames();
            List<Ffmpeg.Picture> decoded = decode("published-" + stream.getKey(), codec, frames);
            assertEquals(frames.size(), decoded.size());
            for (Ffmpeg.Picture picture : decoded) {
                pictures.put(content(frames.get(picture.frame())), picture.md5());
            }
        }
        return pictures;
    }

    private List<Ffmpeg.Picture> decode(String name, String codec, List<CodedFrame> frames)
            throws IOException, InterruptedException {
        return Ffmpeg.decode(FrameFile.write(directory, name, codec, frames), codec);
    }

    /** Which frame it is: coded frames of these traces are all different. */
    private static String content(CodedFrame frame) {
        byte[] data = frame.data();
        boolean delimited = data.length > 2 && data[0] == 0x12 && data[1] == 0;
        byte[] bare = delimited ? Arrays.copyOfRange(data, 2, data.length) : data;
        return bare.length + "/" + Arrays.hashCode(bare);
    }

    private static List<byte[]> bySequence(List<byte[]> packets) {
        RtpPacket rtp = new RtpPacket();
        TreeMap<Long, byte[]> sorted = new TreeMap<>();
        long last = -1;
        for (byte[] packet : packets) {
            rtp.parse(packet, 0, packet.length);
            int sequence = rtp.sequenceNumber();
            last = last < 0 ? sequence + 65_536L : last + (short) (sequence - (int) last);
            sorted.put(last, packet);
        }
        return new ArrayList<>(sorted.values());
    }

    /** No second without a picture. */
    private static void checkPace(List<CodedFrame> frames) {
        for (int i = 1; i < frames.size(); i++) {
            int ticks = (int) (frames.get(i).timestamp() - frames.get(i - 1).timestamp());
            assertTrue(ticks >= 0 && ticks < 90_000, ticks + " ticks before frame " + i);
        }
    }

    /** Turns to the layer of each keyframe just before it, and round the temporal layers. */
    private static final class SwitchPlan implements TraceSubscriber.Step {

        private final LoopedTrace looped;
        private int keyframes;
        private int carried = -2;
        int switches;

        SwitchPlan(LoopedTrace looped) {
            this.looped = looped;
        }

        @Override
        public void before(TracePacket packet, SlotSender slot) {
            int now = slot.layer() * 8 + slot.temporal();
            switches += now != carried ? 1 : 0;
            carried = now;
            int encoding = looped.keyframeEncoding(packet);
            if (encoding < 0) {
                return;
            }
            keyframes++;
            boolean layered = looped.encodings() == 1;
            int layer = layered ? keyframes % 3 : encoding;
            slot.target(packet.nanos(), layer, layered ? keyframes / 2 % 3 : 2);
        }
    }
}
