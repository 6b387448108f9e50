package dev.sluice.rtp.forward;

import static dev.sluice.rtp.forward.SlotHarness.MILLI;
import static dev.sluice.rtp.forward.SlotHarness.opus;
import static dev.sluice.rtp.forward.SlotHarness.vp8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.forward.SlotHarness.Sent;
import dev.sluice.rtp.forward.sim.OutPacket;
import dev.sluice.rtp.packet.Hex;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlotSenderTest {

    private static byte[] payload(OutPacket packet) {
        return Arrays.copyOfRange(packet.bytes, packet.payloadOffset, packet.payloadEnd);
    }

    private static byte[] element(OutPacket packet, int id) {
        int[] length = new int[1];
        int at = packet.extension(id, length);
        return at < 0 ? new byte[0] : Arrays.copyOfRange(packet.bytes, at, at + length[0]);
    }

    @Test
    void shouldSendUnderTheSlotsOwnIdentity() {
        SlotHarness harness = SlotHarness.opus();
        OutPacket sent = harness.feed(opus(70_000, 1_000 * MILLI)).get(0);
        assertEquals(SlotHarness.SSRC, sent.ssrc);
        assertEquals(60, sent.type);
        assertTrue(sent.marker, "a talkspurt begins");
        assertFalse(harness.feed(opus(70_001, 1_020 * MILLI)).get(0).marker);
    }

    @Test
    void shouldSendOnlyNegotiatedExtensions() {
        SlotHarness harness = SlotHarness.opus();
        OutPacket sent = harness.feed(opus(70_000, 1_000 * MILLI)).get(0);
        assertArrayEquals(new byte[] {'m', '7'}, element(sent, 9));
        assertArrayEquals(new byte[] {(byte) 0x9E}, element(sent, 7));
        for (int id : new int[] {1, 2, 3, 4, 5}) {
            assertEquals(0, element(sent, id).length, "id " + id);
        }
    }

    @Test
    void shouldNameTheSectionUntilTheSubscriberKnowsTheStream() {
        SlotHarness harness = SlotHarness.opus();
        harness.feed(opus(70_000, 1_000 * MILLI));
        harness.slot.onReported();
        OutPacket sent = harness.feed(opus(70_001, 1_020 * MILLI)).get(0);
        assertEquals(0, element(sent, 9).length);
        assertEquals(1, element(sent, 7).length);
    }

    @Test
    void shouldLeaveRoomForWhatTheSocketStamps() {
        SlotHarness harness =
                new SlotHarness(
                        Codec.VP8,
                        Map.of(Extension.TRANSPORT_CC, 8, Extension.ABS_SEND_TIME, 200),
                        new PayloadFormat(Codec.VP8, 50, 51, ""));
        OutPacket sent = harness.feed(vp8(1, 70_000, true, 1_000 * MILLI)).get(0);
        CollectingOut.Written written = harness.out.packets.get(0);
        assertEquals(0, written.twcc());
        assertArrayEquals(new byte[2], element(sent, 8));
        assertArrayEquals(new byte[3], element(sent, 200), "an id above 14: two-byte elements");
        assertEquals(sent.extension(200, new int[1]), written.absSendTimeOffset());
    }

    @Test
    void shouldTrackSoundOnlyWhereItIsAskedFor() {
        Map<Extension, Integer> taken = Map.of(Extension.TRANSPORT_CC, 8);
        SlotHarness harness =
                new SlotHarness(Codec.OPUS, taken, new PayloadFormat(Codec.OPUS, 60, -1, ""));
        harness.out.tracksSound = false;
        OutPacket sent = harness.feed(opus(70_000, 1_000 * MILLI)).get(0);
        assertEquals(0, element(sent, 8).length);
        harness.out.tracksSound = true;
        sent = harness.feed(opus(70_001, 1_020 * MILLI)).get(0);
        assertEquals(2, element(sent, 8).length);
        assertEquals(
                List.of(-1, 0),
                harness.out.packets.stream().map(CollectingOut.Written::twcc).toList());
    }

    @Test
    void shouldTrackEachPacketOfVideo() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        harness.out.tracksSound = false;
        harness.feed(vp8(1, 70_000, true, 1_000 * MILLI));
        assertEquals(0, harness.out.packets.get(0).twcc());
    }

    /** As OBS names its layers. */
    @Test
    void shouldTakeTheLayerOfTheLowestPicturesForTheLowest() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        harness.slot.target(0, 0, SlotSender.HIGHEST);
        long nowNanos = 1_000 * MILLI;
        assertEquals(1, harness.feed(pictured(vp8(0, 70_000, true, nowNanos), 1080)).size());
        assertEquals(1, harness.feed(pictured(vp8(1, 70_000, true, nowNanos), 540)).size());
        assertEquals(List.of(), harness.feed(vp8(0, 70_001, false, nowNanos + 40 * MILLI)));
        assertEquals(0, harness.slot.layer());

        harness.slot.target(nowNanos + 100 * MILLI, SlotSender.HIGHEST, SlotSender.HIGHEST);
        assertEquals(0, harness.slot.wantedKeyframe(nowNanos + 100 * MILLI));
        harness.feed(pictured(vp8(0, 70_002, true, nowNanos + 120 * MILLI), 1080));
        assertEquals(1, harness.slot.layer());
    }

    /** The frame header of a VP8 keyframe (RFC 6386, section 9.1) with its height. */
    private static Sent pictured(Sent keyframe, int height) {
        byte[] payload = Hex.bytes("10 100000 9D012A 0002 0000 00");
        payload[9] = (byte) height;
        payload[10] = (byte) (height >> 8);
        keyframe.payload = payload;
        return keyframe;
    }

    @Test
    void shouldDropWhatTheSubscriberCannotDecode() {
        SlotHarness harness =
                new SlotHarness(
                        Codec.VP8, Map.of(), new PayloadFormat(Codec.VP9, 50, 51, "profile-id=0"));
        assertEquals(List.of(), harness.feed(vp8(1, 70_000, true, 1_000 * MILLI)));
    }

    @Test
    void shouldUnwrapRedForThoseWhoLackIt() {
        SlotHarness harness =
                new SlotHarness(Codec.RED, Map.of(), new PayloadFormat(Codec.OPUS, 60, -1, ""));
        Sent sent = opus(70_000, 1_000 * MILLI);
        sent.payload = Hex.bytes("EF 0F0003 ; Opus 960 before, 3 bytes", "6F", "010203", "0A0B0C");
        OutPacket out = harness.feed(sent).get(0);
        assertEquals(60, out.type);
        assertArrayEquals(Hex.bytes("0A0B0C"), payload(out));
        sent = opus(70_001, 1_020 * MILLI);
        sent.payload = Hex.bytes("EF 0F00FF ; longer than the packet", "6F", "0102");
        assertEquals(List.of(), harness.feed(sent));
        OutPacket next = harness.feed(withRed(70_002)).get(0);
        assertEquals(out.sequence + 1, next.sequence, "what was damaged leaves no gap");
    }

    @Test
    void shouldRecoverWhatWasLostFromRedForThoseWhoLackIt() {
        SlotHarness harness =
                new SlotHarness(Codec.RED, Map.of(), new PayloadFormat(Codec.OPUS, 60, -1, ""));
        OutPacket first = harness.feed(red(0)).get(0);
        assertEquals(1, harness.feed(red(1)).size(), "nothing is missing");
        // 2 is lost, 4 comes before 3.
        List<OutPacket> sent = harness.feed(red(4));
        List<OutPacket> late = harness.feed(red(3));
        assertEquals(List.of(2, 3, 4), sent.stream().map(SlotSenderTest::number).toList());
        assertEquals(List.of(), late, "it is there already");
        for (OutPacket packet : sent) {
            assertEquals(first.sequence + number(packet), packet.sequence);
            assertEquals(number(packet) * 960L, packet.timestamp - first.timestamp);
            assertFalse(packet.marker);
        }
    }

    private static int number(OutPacket packet) {
        return payload(packet)[0] - 'a';
    }

    /** The n-th packet of a talk: one byte of its own, behind those of the two before it. */
    private static Sent red(int number) {
        Sent sent = opus(70_000 + number, (1_000 + 20L * number) * MILLI);
        sent.payload = Hex.bytes("EF 1E0001", "EF 0F0001", "6F", "000000");
        for (int i = 0; i < 3; i++) {
            sent.payload[9 + i] = (byte) ('a' + number - 2 + i);
        }
        return sent;
    }

    private static Sent withRed(long index) {
        Sent sent = opus(index, 1_040 * MILLI);
        sent.payload = Hex.bytes("6F", "0A");
        return sent;
    }

    @Test
    void shouldNameOpusInsideRedByTheSubscribersType() {
        SlotHarness harness =
                new SlotHarness(
                        Codec.RED,
                        Map.of(),
                        new PayloadFormat(Codec.RED, 63, -1, "60/60"),
                        new PayloadFormat(Codec.OPUS, 60, -1, ""));
        Sent sent = opus(70_000, 1_000 * MILLI);
        sent.payload = Hex.bytes("EF 0F0003", "6F", "010203", "0A0B0C");
        OutPacket out = harness.feed(sent).get(0);
        assertEquals(63, out.type);
        assertArrayEquals(Hex.bytes("BC 0F0003", "3C", "010203", "0A0B0C"), payload(out));
    }

    @Test
    void shouldStripRedWhileRedundancyIsNotWanted() {
        SlotHarness harness =
                new SlotHarness(
                        Codec.RED,
                        Map.of(),
                        new PayloadFormat(Codec.RED, 63, -1, "60/60"),
                        new PayloadFormat(Codec.OPUS, 60, -1, ""));
        Sent sent = opus(70_000, 1_000 * MILLI);
        sent.payload = Hex.bytes("EF 0F0003", "6F", "010203", "0A0B0C");
        harness.slot.redundancy(false);
        OutPacket plain = harness.feed(sent).get(0);
        assertEquals(60, plain.type);
        assertArrayEquals(Hex.bytes("0A0B0C"), payload(plain));
        harness.slot.redundancy(true);
        OutPacket red = harness.feed(withRed(70_001)).get(0);
        assertEquals(63, red.type);
        assertEquals(plain.sequence + 1, red.sequence);
    }

    @Test
    void shouldKeepTimeThroughAPauseOfTheSource() {
        SlotHarness harness = SlotHarness.opus();
        OutPacket before = harness.feed(opus(70_000, 1_000 * MILLI)).get(0);
        // The capture stood still: 20 ms passed on the media clock, 61 s on the wall.
        Sent resumed = opus(70_001, 62_000 * MILLI);
        resumed.timestamp = opus(0, 1_020 * MILLI).timestamp;
        OutPacket after = harness.feed(resumed).get(0);
        assertEquals(61 * 48_000, (int) (after.timestamp - before.timestamp));
        assertEquals(before.sequence + 1, after.sequence);
        // Where the media clock went on, it is believed.
        OutPacket next = harness.feed(shifted(resumed, 70_002, 20)).get(0);
        assertEquals(960, (int) (next.timestamp - after.timestamp));
    }

    private static Sent shifted(Sent from, long index, int millis) {
        Sent sent = opus(index, from.nowNanos + millis * MILLI);
        sent.timestamp = from.timestamp + millis * 48L;
        return sent;
    }

    @Test
    void shouldPutOffASwitchThatGoesBackOnceOnly() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        harness.slot.target(0, 0, 2);
        OutPacket old = harness.feed(vp8(0, 70_000, true, 1_000 * MILLI)).get(0);
        harness.slot.target(0, 1, 2);
        Sent back = vp8(1, 80_000, true, 1_010 * MILLI);
        back.captureNanos = 800 * MILLI;
        assertEquals(List.of(), harness.feed(back), "200 ms back: later");
        OutPacket between = harness.feed(vp8(0, 70_001, false, 1_030 * MILLI)).get(0);
        assertEquals(2_700, (int) (between.timestamp - old.timestamp), "the old layer goes on");
        assertEquals(1, harness.slot.wantedKeyframe(1_030 * MILLI));
        back = vp8(1, 80_001, true, 1_060 * MILLI);
        back.captureNanos = 850 * MILLI;
        OutPacket forced = harness.feed(back).get(0);
        assertEquals(30 * 90, (int) (forced.timestamp - between.timestamp), "by the wall clock");
        assertEquals(1, harness.slot.layer());
    }

    @Test
    void shouldSmoothOverASwitchThatGoesBackALittle() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        harness.slot.target(0, 0, 2);
        OutPacket old = harness.feed(vp8(0, 70_000, true, 1_000 * MILLI)).get(0);
        harness.slot.target(0, 1, 2);
        Sent back = vp8(1, 80_000, true, 1_010 * MILLI);
        back.captureNanos = 970 * MILLI;
        assertEquals(1, (int) (harness.feed(back).get(0).timestamp - old.timestamp));
    }

    @Test
    void shouldMapByTheWallClockBeforeSenderReports() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        harness.slot.target(0, 0, 2);
        Sent first = vp8(0, 70_000, true, 1_000 * MILLI);
        first.captureNanos = -1;
        OutPacket old = harness.feed(first).get(0);
        harness.slot.target(0, 1, 2);
        Sent other = vp8(1, 80_000, true, 1_100 * MILLI);
        other.captureNanos = -1;
        assertEquals(9_000, (int) (harness.feed(other).get(0).timestamp - old.timestamp));
    }

    @Test
    void shouldLeaveAGapOnlyBehindACutFrame() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        harness.slot.target(0, 0, 2);
        Sent cut = vp8(0, 70_000, true, 1_000 * MILLI);
        cut.marker = false;
        OutPacket old = harness.feed(cut).get(0);
        harness.slot.target(0, 1, 2);
        OutPacket next = harness.feed(vp8(1, 80_000, true, 1_030 * MILLI)).get(0);
        assertEquals(old.sequence + 2, next.sequence);
        assertEquals(List.of(), harness.feed(vp8(0, 70_001, false, 1_031 * MILLI)));
    }

    @Test
    void shouldTakeWhatIsSentWhenTheWantedIsNot() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        assertEquals(1, harness.slot.wantedKeyframe(0), "the target, while nothing is known");
        assertEquals(1, harness.feed(vp8(0, 70_000, true, 10 * MILLI)).size());
        assertEquals(0, harness.slot.layer());
        assertEquals(SlotSender.NONE, harness.slot.wantedKeyframe(20 * MILLI));
        harness.feed(vp8(1, 80_000, false, 30 * MILLI));
        assertEquals(1, harness.slot.wantedKeyframe(600 * MILLI), "now that it is sent");
        harness.feed(vp8(1, 80_001, true, 700 * MILLI));
        assertEquals(1, harness.slot.layer());
        for (int i = 0; i < 30; i++) {
            harness.feed(vp8(0, 70_001 + i, false, (720 + 33 * i) * MILLI));
        }
        assertEquals(0, harness.slot.wantedKeyframe(1_800 * MILLI), "the upper one fell silent");
        assertEquals(1, harness.feed(vp8(0, 70_031, true, 1_800 * MILLI)).size());
        assertEquals(0, harness.slot.layer());
    }

    @Test
    void shouldAskForKeyframesLessAndLessOften() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        int asked = 0;
        for (int millis = 0; millis < 20_000; millis += 10) {
            asked += harness.slot.wantedKeyframe(millis * MILLI) == 1 ? 1 : 0;
        }
        assertEquals(8, asked, "at 0, .5, 1, 2, 4, 8, 12 and 16 s");
    }

    @Test
    void shouldPassOnTheSubscribersRequests() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        harness.feed(vp8(1, 70_000, true, 1_000 * MILLI));
        assertEquals(SlotSender.NONE, harness.slot.wantedKeyframe(1_000 * MILLI));
        harness.slot.onKeyframeRequest(1_010 * MILLI);
        assertEquals(1, harness.slot.wantedKeyframe(1_010 * MILLI));
        harness.slot.onKeyframeRequest(1_020 * MILLI);
        assertEquals(SlotSender.NONE, harness.slot.wantedKeyframe(1_020 * MILLI));
        assertEquals(1_510 * MILLI, harness.slot.nextDeadlineNanos(), 510 * MILLI);
        assertEquals(1, harness.slot.wantedKeyframe(1_510 * MILLI), "the second one was kept");
    }

    @Test
    void shouldNotWaitForWhatNobodyCanAnswer() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        harness.slot.source(0, null);
        harness.slot.onKeyframeRequest(0);
        assertEquals(SlotSender.NONE, harness.slot.wantedKeyframe(0));
        assertEquals(Long.MAX_VALUE, harness.slot.nextDeadlineNanos());
    }

    @Test
    void shouldStopAndResume() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        OutPacket before = harness.feed(vp8(1, 70_000, true, 1_000 * MILLI)).get(0);
        harness.slot.target(1_000 * MILLI, SlotSender.OFF, 0);
        assertEquals(SlotSender.OFF, harness.slot.layer());
        assertEquals(List.of(), harness.feed(vp8(1, 70_001, false, 1_033 * MILLI)));
        assertEquals(SlotSender.NONE, harness.slot.wantedKeyframe(1_040 * MILLI));
        harness.slot.target(5_000 * MILLI, 1, 2);
        assertEquals(1, harness.slot.wantedKeyframe(5_000 * MILLI));
        assertEquals(List.of(), harness.feed(vp8(1, 70_100, false, 5_033 * MILLI)));
        OutPacket after = harness.feed(vp8(1, 70_101, true, 5_066 * MILLI)).get(0);
        assertEquals(before.sequence + 1, after.sequence);
        assertEquals(4_066 * 90, (int) (after.timestamp - before.timestamp));
    }

    @Test
    void shouldGoOnWithAnotherPublication() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        OutPacket before = harness.feed(vp8(1, 70_000, true, 1_000 * MILLI)).get(0);
        harness.view = harness.newView();
        harness.slot.source(1_010 * MILLI, harness.view);
        assertEquals(List.of(), harness.feed(vp8(1, 1_000, false, 1_020 * MILLI)));
        Sent other = vp8(1, 1_001, true, 1_100 * MILLI);
        other.timestamp = 42;
        other.captureNanos = 99_999 * MILLI;
        OutPacket after = harness.feed(other).get(0);
        assertEquals(before.ssrc, after.ssrc);
        assertEquals(before.sequence + 1, after.sequence);
        assertEquals(100 * 90, (int) (after.timestamp - before.timestamp));
    }

    @Test
    void shouldStartH264OnlyWhereTheFrameIsKnownToStart() {
        SlotHarness harness = SlotHarness.video(Codec.H264);
        Sent idr = vp8(1, 70_001, true, 1_000 * MILLI);
        idr.payload = Hex.bytes("65 88 ; IDR, first_mb 0: the SPS before it is still missing");
        assertEquals(List.of(), harness.feed(idr));
        Sent sps = vp8(1, 70_000, true, 1_000 * MILLI);
        sps.payload = Hex.bytes("67 42");
        sps.marker = false;
        List<OutPacket> both = harness.feed(sps);
        assertEquals(2, both.size(), "and what had come before it");
        assertArrayEquals(sps.payload, payload(both.get(0)));
        assertArrayEquals(idr.payload, payload(both.get(1)));
        assertEquals(both.get(0).sequence + 1, both.get(1).sequence);
    }

    @Test
    void shouldReportAtOnceAndThenWhenOthersDo() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        SenderReport report = new SenderReport();
        for (int millis = 1_003; millis < 5_000; millis += 5) {
            harness.feed(vp8(1, 70_000 + millis / 5, millis == 1_003, millis * MILLI));
            long due = harness.slot.nextDeadlineNanos();
            if (harness.slot.senderReport(millis * MILLI, 0, report)) {
                assertEquals(millis < 1_010 ? 1_003 : millis / 1_000 * 1_000, due / MILLI);
            }
        }
        assertEquals(5_000 * MILLI, harness.slot.nextDeadlineNanos());
    }

    @Test
    void shouldReportWhatItSent() {
        SlotHarness harness = SlotHarness.video(Codec.VP8);
        SenderReport report = new SenderReport();
        assertFalse(harness.slot.senderReport(500 * MILLI, 7, report));
        OutPacket sent = harness.feed(vp8(1, 70_000, true, 1_000 * MILLI)).get(0);
        assertTrue(harness.slot.nextDeadlineNanos() <= 1_000 * MILLI);
        assertTrue(harness.slot.senderReport(1_500 * MILLI, 1_234, report));
        assertEquals(SlotHarness.SSRC, report.ssrc);
        assertEquals(1, report.packets);
        assertEquals(5, report.bytes);
        assertEquals(1_234, report.ntpNanos);
        assertEquals(500 * 90, (int) (report.rtpTimestamp - sent.timestamp));
        assertFalse(harness.slot.senderReport(1_600 * MILLI, 0, report));
        assertTrue(harness.slot.senderReport(2_500 * MILLI, 0, report));
        assertFalse(harness.slot.senderReport(9_000 * MILLI, 0, report), "nothing to report");
        harness.feed(vp8(1, 70_001, false, 9_500 * MILLI));
        assertTrue(harness.slot.senderReport(9_500 * MILLI, 0, report));
    }

    @Test
    void shouldReportOneClockForAudioAndVideo() {
        // The video needs 80 ms from capture to arrival, the audio 20 ms.
        SlotHarness video = SlotHarness.video(Codec.VP8);
        Sent picture = vp8(1, 70_000, true, 1_080 * MILLI);
        picture.captureNanos = 1_000 * MILLI;
        OutPacket sentPicture = video.feed(picture).get(0);
        SlotHarness audio = SlotHarness.opus();
        Sent sound = opus(70_000, 1_020 * MILLI);
        sound.captureNanos = 1_000 * MILLI;
        OutPacket sentSound = audio.feed(sound).get(0);
        video.clock.onPacket(1_020 * MILLI, SlotHarness.NTP_BASE + 1_000 * MILLI);
        SenderReport report = new SenderReport();
        video.slot.senderReport(2_000 * MILLI, 0, report);
        long pictureAge = (report.rtpTimestamp - sentPicture.timestamp) / 90;
        audio.slot.senderReport(2_000 * MILLI, 0, report);
        long soundAge = (report.rtpTimestamp - sentSound.timestamp) / 48;
        assertEquals(soundAge, pictureAge, "captured together, so of one age");
    }
}
