package dev.sluice.rtp.stream;

import static dev.sluice.rtp.stream.PacketBuilder.MID;
import static dev.sluice.rtp.stream.PacketBuilder.RID;
import static dev.sluice.rtp.stream.ReceiverHarness.MILLI;
import static dev.sluice.rtp.stream.ReceiverHarness.audio;
import static dev.sluice.rtp.stream.ReceiverHarness.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.rtcp.NtpTime;
import dev.sluice.rtp.rtcp.RtcpWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpReceiverTest {

    private static final long VIDEO_SSRC = 11;

    private final ReceiverHarness harness = new ReceiverHarness(audio("a"), video("v", List.of()));

    private static byte[] frame(int sequence) {
        return new PacketBuilder(VIDEO_SSRC, 96, sequence)
                .timestamp(sequence * 3_000L)
                .vp8(false, sequence);
    }

    @Test
    void shouldAskForWhatIsMissingAndMeasureTheAnswer() {
        harness.receive(0, frame(1));
        harness.receive(0, frame(4));
        harness.run(30);
        assertEquals(List.of("10 nack 11 2+1"), harness.feedback);
        assertEquals(100 * MILLI, harness.receiver.roundTripNanos(30 * MILLI));
        harness.receive(60, new PacketBuilder(21, 97, 1).rtxOfVp8(2, false, 2));
        harness.receive(70, new PacketBuilder(21, 97, 2).rtxOfVp8(3, false, 3));
        assertEquals("v/0 VP8 11 #2 10010200 recovered", harness.media.get(2));
        assertEquals(53 * MILLI, harness.receiver.roundTripNanos(70 * MILLI));
        EncodingStats stats = harness.stats(1);
        assertEquals(2, stats.nacks());
        assertEquals(2, stats.recovered());
        assertEquals(0, stats.lost());
    }

    @Test
    void shouldAskNobodyForAudioWithoutNack() {
        harness.receive(0, new PacketBuilder(5, 111, 1).payload((byte) 1));
        harness.receive(0, new PacketBuilder(5, 111, 9).payload((byte) 1));
        harness.run(90);
        assertEquals(List.of(), harness.feedback);
        assertEquals(7, harness.stats(0).lost());
    }

    @Test
    void shouldRefuseDuplicatesHoweverTheyCome() {
        harness.receive(0, frame(1));
        harness.receive(0, frame(1));
        harness.receive(0, new PacketBuilder(21, 97, 1).rtxOfVp8(1, false, 1));
        assertEquals(1, harness.media.size());
        assertEquals(2, harness.receiver.counters().duplicates());
        assertEquals(2, harness.stats(1).duplicates());
    }

    @Test
    void shouldSwallowProbesButReportTheirArrival() {
        harness.receive(0, new PacketBuilder(21, 97, 1).transportSequence(7).padding(200));
        harness.receive(0, new PacketBuilder(66, 50, 1).transportSequence(8).payload((byte) 1));
        assertEquals(List.of(), harness.media);
        assertEquals(1, harness.receiver.counters().probes());
        harness.run(50);
        assertEquals(List.of("50 twcc 7x2"), harness.feedback);
    }

    @Test
    void shouldHandOnPaddingOnTheMediaStream() {
        harness.receive(0, frame(1));
        harness.receive(0, new PacketBuilder(VIDEO_SSRC, 96, 2).padding(100));
        harness.receive(0, frame(3));
        assertEquals("v/0 VP8 11 #2 ", harness.media.get(1));
        harness.run(40);
        assertEquals(List.of(), harness.feedback);
    }

    @Test
    void shouldDropDamagedPayloadsWithoutAskingForThemAgain() {
        harness.receive(0, frame(1));
        harness.receive(0, new PacketBuilder(VIDEO_SSRC, 96, 2).payload((byte) 0x80));
        harness.receive(0, frame(3));
        harness.run(40);
        assertEquals(2, harness.media.size());
        assertEquals(1, harness.receiver.counters().damagedPayload());
        assertEquals(1, harness.stats(1).damaged());
        assertEquals(List.of(), harness.feedback);
    }

    @Test
    void shouldThrottleKeyframeRequestsPerEncoding() {
        ReceiverHarness simulcast = new ReceiverHarness(video("v", List.of("q", "h")));
        simulcast.receive(0, simulcastFrame(1, "q"));
        simulcast.receive(0, simulcastFrame(2, "h"));
        for (int now = 0; now < 90; now++) {
            simulcast.receiver.requestKeyframe(now * MILLI, "v", 0);
            simulcast.run(now);
        }
        simulcast.receiver.requestKeyframe(90 * MILLI, "v", 1);
        simulcast.run(90);
        simulcast.run(600);
        simulcast.feedback.removeIf(line -> !line.contains("pli"));
        assertEquals(List.of("0 pli 1", "90 pli 2", "500 pli 1"), simulcast.feedback);
    }

    private static byte[] simulcastFrame(long ssrc, String rid) {
        return new PacketBuilder(ssrc, 96, 1).extension(MID, "v").extension(RID, rid).vp8(true, 1);
    }

    @Test
    void shouldAskByFirWherePliWasNotNegotiated() {
        TrackConfig track =
                new TrackConfig(
                        "v",
                        MediaKind.VIDEO,
                        List.of(
                                new TrackConfig.Format(
                                        Codec.VP8, 96, -1, false, false, true, true)),
                        ReceiverHarness.EXTENSIONS,
                        List.of(),
                        List.of(),
                        false);
        ReceiverHarness fir = new ReceiverHarness(track);
        fir.receiver.requestKeyframe(0, "v", 0);
        assertEquals(Long.MAX_VALUE, fir.receiver.nextDeadlineNanos());
        fir.receive(5, frame(1));
        fir.run(5);
        fir.receiver.requestKeyframe(600 * MILLI, "v", 0);
        fir.run(600);
        fir.feedback.removeIf(line -> !line.contains("fir"));
        assertEquals(List.of("5 fir 11 #0", "600 fir 11 #1"), fir.feedback);
    }

    @Test
    void shouldIgnoreWishesForNothing() {
        harness.receiver.requestKeyframe(0, "x", 0);
        harness.receiver.requestKeyframe(0, "v", 1);
        harness.receiver.requestKeyframe(0, "v", -1);
        assertEquals(Long.MAX_VALUE, harness.receiver.nextDeadlineNanos());
        assertNull(harness.receiver.encoding("x", 0));
    }

    @Test
    void shouldCallForAKeyframeWhenTooMuchIsMissing() {
        harness.receive(0, frame(1));
        harness.receive(1, frame(1_500));
        harness.run(50);
        assertEquals(List.of("1 pli 11"), harness.feedback);
    }

    @Test
    void shouldRatherGiveUpWhatLiesBeforeAKeyframe() {
        harness.receive(0, frame(1));
        harness.receive(1, frame(600));
        harness.receive(2, new PacketBuilder(VIDEO_SSRC, 96, 601).vp8(true, 601));
        harness.receive(3, frame(1_200));
        harness.run(50);
        assertTrue(harness.feedback.get(0).startsWith("13 nack 11 602+"));
        assertTrue(harness.feedback.stream().noneMatch(line -> line.contains("pli")));
    }

    @Test
    void shouldRememberLossOverAChangeOfTheSsrc() {
        harness.receive(0, frame(1));
        harness.receive(0, frame(4));
        harness.receive(0, new PacketBuilder(12, 96, 9).extension(MID, "v").vp8(true, 1));
        harness.receive(0, new PacketBuilder(12, 96, 11).vp8(false, 1));
        assertEquals(3, harness.stats(1).lost());
        assertEquals(4, harness.stats(1).packets());
    }

    @Test
    void shouldReadTheExtensionsOfARetransmission() {
        harness.receive(0, frame(1));
        byte[] rtx = new PacketBuilder(21, 97, 1).transportSequence(0x1234).rtxOfVp8(2, false, 2);
        List<Integer> read = new ArrayList<>();
        harness.receiver.onRtp(
                0,
                rtx,
                0,
                rtx.length,
                (now, packet) -> read.add(packet.extensions.transportSequenceNumber()));
        assertEquals(List.of(0x1234), read);
    }

    @Test
    void shouldGiveTransportFeedbackOnlyWhereAFormatHasIt() {
        TrackConfig plain =
                new TrackConfig(
                        "a",
                        MediaKind.AUDIO,
                        List.of(
                                new TrackConfig.Format(
                                        Codec.OPUS, 111, -1, false, false, false, false)),
                        ReceiverHarness.EXTENSIONS,
                        List.of(),
                        List.of(),
                        false);
        ReceiverHarness without = new ReceiverHarness(plain);
        without.receive(0, new PacketBuilder(5, 111, 1).transportSequence(1).payload((byte) 1));
        without.run(5_000);
        assertEquals(List.of("100 report 5 lost=0"), without.feedback);
    }

    @Test
    void shouldReportEverySecond() {
        for (int i = 1; i <= 30; i++) {
            harness.receive(i * 100L, frame(i));
            harness.run(i * 100L);
        }
        assertEquals(
                List.of(
                        "200 report 11 lost=0",
                        "200 rrtr",
                        "1200 report 11 lost=0",
                        "1200 rrtr",
                        "2200 report 11 lost=0",
                        "2200 rrtr"),
                harness.feedback);
        harness.feedback.clear();
        harness.run(60_000);
        assertEquals(List.of("3200 report 11 lost=0", "3200 rrtr"), harness.feedback);
    }

    @Test
    void shouldReportWhenOthersDo() {
        for (int i = 0; i <= 22; i++) {
            harness.run(107 + i * 100L);
            harness.receive(107 + i * 100L, frame(i));
        }
        harness.feedback.removeIf(message -> !message.contains("report"));
        assertEquals(
                List.of("207 report 11 lost=0", "1200 report 11 lost=0", "2200 report 11 lost=0"),
                harness.feedback);
    }

    @Test
    void shouldTakeTheRoundTripFromTheEchoOfItsReferenceTime() {
        long sent = 1_000 * MILLI;
        long echoed = NtpTime.compact(ReceiverReports.referenceTime(sent));
        RtcpWriter writer = new RtcpWriter();
        writer.delaySinceLastRr(5, ReceiverHarness.LOCAL_SSRC, echoed, 65_536 / 10);
        harness.rtcp(1_140, writer);
        assertEquals(40.0, harness.receiver.roundTripNanos(1_140 * MILLI) / 1e6, 0.05);
        writer.delaySinceLastRr(5, ReceiverHarness.LOCAL_SSRC + 1, echoed, 0);
        harness.rtcp(9_000, writer);
        assertEquals(40.0, harness.receiver.roundTripNanos(9_000 * MILLI) / 1e6, 0.05);
    }

    @Test
    void shouldEchoThePeersReferenceTime() {
        RtcpWriter writer = new RtcpWriter();
        writer.receiverReferenceTime(5, 0x0000_1234_5678_0000L);
        harness.rtcp(1_000, writer);
        harness.run(5_000);
        assertEquals(List.of("1100 dlrr 5 " + 0x12345678L + " 6553"), harness.feedback);
    }

    @Test
    void shouldMapTimestampsEvenWhenTheReportCameFirst() {
        long captured = 3_900_000_000L * 1_000 * MILLI;
        RtcpWriter writer = new RtcpWriter();
        writer.senderReport(VIDEO_SSRC, NtpTime.ofNanos(captured), 0, 0, 0);
        harness.rtcp(0, writer);
        List<Long> ntps = new ArrayList<>();
        byte[] packet = frame(30);
        harness.receiver.onRtp(
                0, packet, 0, packet.length, (now, media) -> ntps.add(media.ntpNanos));
        assertEquals(List.of(captured + 1_000 * MILLI), ntps);
    }

    @Test
    void shouldTellTheAudioLevel() {
        List<String> levels = new ArrayList<>();
        MediaSink sink = (now, packet) -> levels.add(packet.audioLevel + " " + packet.voice);
        byte[] voice = new PacketBuilder(5, 111, 1).audioLevel(true, 30).payload((byte) 1);
        byte[] silence = new PacketBuilder(5, 111, 2).payload((byte) 1);
        harness.receiver.onRtp(0, voice, 0, voice.length, sink);
        harness.receiver.onRtp(0, silence, 0, silence.length, sink);
        assertEquals(List.of("30 true", "-1 false"), levels);
    }

    @Test
    void shouldNotEndACallByForeignByes() {
        harness.receive(0, frame(1));
        RtcpWriter writer = new RtcpWriter();
        writer.bye(VIDEO_SSRC);
        harness.rtcp(1, writer);
        harness.receive(2, frame(2));
        assertEquals(2, harness.media.size());
        assertEquals(1, harness.receiver.counters().foreignByes());
    }

    @Test
    void shouldOnlyCountGarbage() {
        harness.receive(0, new byte[] {1, 2, 3});
        harness.receiver.onRtcp(0, new byte[] {1, 2, 3, 4, 5}, 0, 5);
        assertEquals(1, harness.receiver.counters().malformed());
        assertEquals(1, harness.receiver.counters().malformedRtcp());
    }

    @Test
    void shouldSurviveEveryTruncation() {
        byte[] whole =
                new PacketBuilder(VIDEO_SSRC, 96, 1)
                        .extension(MID, "v")
                        .transportSequence(1)
                        .vp8(true, 1);
        byte[] rtx = new PacketBuilder(21, 97, 1).extension(MID, "v").rtxOfVp8(2, true, 2);
        for (int length = 0; length <= whole.length; length++) {
            harness.receive(0, Arrays.copyOf(whole, length));
        }
        for (int length = 0; length <= rtx.length; length++) {
            harness.receive(0, Arrays.copyOf(rtx, length));
        }
        harness.run(2_000);
        harness.receive(2_000, frame(3));
        assertEquals("v/0 VP8 11 #3 10010300", harness.media.get(harness.media.size() - 1));
    }

    @Test
    void shouldReadBitratesPerEncoding() {
        for (int i = 0; i < 100; i++) {
            harness.receive(i * 10L, frame(i));
        }
        ReceivedEncoding encoding = harness.receiver.encoding("v", 0);
        assertNotNull(encoding);
        assertEquals(100 * 4 * 8, encoding.bitsPerSecond(999 * MILLI));
        assertEquals(100 * 4 * 8, encoding.bitsPerSecond(999 * MILLI, 0, 0));
        assertEquals(990 * MILLI, encoding.lastPacketNanos());
    }

    @Test
    void shouldRefuseALongName() {
        String name = "x".repeat(65);
        assertThrows(IllegalArgumentException.class, () -> new RtpReceiver(1, name));
    }
}
