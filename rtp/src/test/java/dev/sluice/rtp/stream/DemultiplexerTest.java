package dev.sluice.rtp.stream;

import static dev.sluice.rtp.stream.PacketBuilder.MID;
import static dev.sluice.rtp.stream.PacketBuilder.REPAIRED_RID;
import static dev.sluice.rtp.stream.PacketBuilder.RID;
import static dev.sluice.rtp.stream.ReceiverHarness.audio;
import static dev.sluice.rtp.stream.ReceiverHarness.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.rtp.stream.TrackConfig.SignalledSsrc;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 9143, section 9.2, and RFC 8852, through the receiver. */
class DemultiplexerTest {

    private static final List<String> RIDS = List.of("q", "h");

    @Test
    void shouldBindByMidAndRidAndRemember() {
        ReceiverHarness harness = new ReceiverHarness(audio("0"), video("v", RIDS));
        harness.receive(0, packet(11, 1).extension(MID, "v").extension(RID, "h").vp8(true, 1));
        harness.receive(0, packet(11, 2).vp8(false, 2));
        harness.receive(0, packet(10, 7).extension(MID, "v").extension(RID, "q").vp8(true, 3));
        harness.receive(0, packet(10, 8).vp8(false, 4));
        assertEquals(
                List.of(
                        "v/1 VP8 11 #1 10000100 key",
                        "v/1 VP8 11 #2 10010200",
                        "v/0 VP8 10 #7 10000300 key",
                        "v/0 VP8 10 #8 10010400"),
                harness.media);
    }

    @Test
    void shouldBindRetransmissionsByRepairedRid() {
        ReceiverHarness harness = new ReceiverHarness(video("v", RIDS));
        harness.receive(0, packet(11, 1).extension(MID, "v").extension(RID, "h").vp8(true, 1));
        harness.receive(
                0,
                rtx(21, 500)
                        .extension(MID, "v")
                        .extension(REPAIRED_RID, "h")
                        .rtxOfVp8(3, false, 3));
        harness.receive(0, rtx(21, 501).rtxOfVp8(2, false, 2));
        assertEquals(
                List.of(
                        "v/1 VP8 11 #1 10000100 key",
                        "v/1 VP8 11 #3 10010300 recovered",
                        "v/1 VP8 11 #2 10010200 recovered"),
                harness.media);
    }

    @Test
    void shouldBindByPayloadTypeThatOnlyOneSectionHas() {
        ReceiverHarness harness = new ReceiverHarness(audio("a"), video("v", List.of()));
        harness.receive(0, packet(11, 1).vp8(true, 1));
        harness.receive(0, new PacketBuilder(12, 111, 5).payload((byte) 1));
        harness.receive(0, rtx(13, 9).rtxOfVp8(2, false, 2));
        assertEquals(
                List.of(
                        "v/0 VP8 11 #1 10000100 key",
                        "a/0 opus 12 #5 01 key",
                        "v/0 VP8 11 #2 10010200 recovered"),
                harness.media);
    }

    @Test
    void shouldBindSignalledSsrcs() {
        ReceiverHarness harness =
                new ReceiverHarness(
                        video("v", List.of(), new SignalledSsrc(11, 21)),
                        video("w", List.of(), new SignalledSsrc(12, 22)));
        harness.receive(0, packet(12, 1).vp8(true, 1));
        harness.receive(0, rtx(22, 1).rtxOfVp8(2, false, 2));
        harness.receive(0, packet(11, 1).vp8(true, 3));
        harness.receive(0, packet(13, 1).vp8(true, 4));
        assertEquals(
                List.of(
                        "w/0 VP8 12 #1 10000100 key",
                        "w/0 VP8 12 #2 10010200 recovered",
                        "v/0 VP8 11 #1 10000300 key"),
                harness.media);
        assertEquals(1, harness.receiver.counters().unknownStream());
    }

    @Test
    void shouldBindSignalledSsrcsToRidsInOrder() {
        ReceiverHarness harness =
                new ReceiverHarness(
                        video("v", RIDS, new SignalledSsrc(11, 21), new SignalledSsrc(12, 22)));
        harness.receive(0, packet(12, 1).vp8(true, 1));
        assertEquals(List.of("v/1 VP8 12 #1 10000100 key"), harness.media);
    }

    @Test
    void shouldPlayOnlyTheFirstOfSeveralSignalledStreams() {
        ReceiverHarness harness =
                new ReceiverHarness(
                        video(
                                "v",
                                List.of(),
                                new SignalledSsrc(11, 21),
                                new SignalledSsrc(12, 22)));
        harness.receive(0, packet(11, 1).vp8(true, 1));
        harness.receive(0, packet(12, 1).extension(MID, "v").vp8(true, 2));
        assertEquals(List.of("v/0 VP8 11 #1 10000100 key"), harness.media);
    }

    @Test
    void shouldDropWhatNothingTells() {
        ReceiverHarness harness = new ReceiverHarness(video("v", RIDS), video("w", List.of()));
        harness.receive(0, packet(1, 1).vp8(true, 1)); // two sections have the payload type
        harness.receive(0, packet(2, 1).extension(MID, "v").vp8(true, 1)); // no rid
        harness.receive(0, packet(3, 1).extension(MID, "v").extension(RID, "x").vp8(true, 1));
        harness.receive(0, packet(4, 1).extension(MID, "x").vp8(true, 1)); // no such section
        harness.receive(0, new PacketBuilder(5, 50, 1).extension(MID, "w").payload((byte) 1));
        harness.receive(0, rtx(6, 1).extension(MID, "w").rtxOfVp8(5, false, 1)); // of no stream
        assertEquals(List.of(), harness.media);
        assertEquals(5, harness.receiver.counters().unknownStream());
        assertEquals(1, harness.receiver.counters().staleStream());
    }

    @Test
    void shouldCountAPayloadTypeThatWasNotNegotiated() {
        ReceiverHarness harness = new ReceiverHarness(video("v", List.of()));
        harness.receive(0, packet(1, 1).vp8(true, 1));
        harness.receive(0, new PacketBuilder(1, 50, 2).payload((byte) 1));
        assertEquals(1, harness.media.size());
        assertEquals(1, harness.receiver.counters().unknownFormat());
    }

    @Test
    void shouldLetANewSsrcTakeTheEncoding() {
        ReceiverHarness harness = new ReceiverHarness(video("v", List.of()));
        harness.receive(0, packet(1, 10).extension(MID, "v").vp8(true, 1));
        harness.receive(0, packet(2, 10).extension(MID, "v").vp8(true, 2));
        harness.receive(0, packet(1, 11).vp8(false, 3)); // the old one goes on
        harness.receive(0, packet(2, 11).vp8(false, 4));
        assertEquals(
                List.of(
                        "v/0 VP8 1 #10 10000100 key",
                        "v/0 VP8 2 #10 10000200 key",
                        "v/0 VP8 2 #11 10010400"),
                harness.media);
        assertEquals(1, harness.receiver.counters().staleStream());
        assertEquals(0, harness.stats(0).lost());
        harness.receive(0, packet(1, 12).extension(MID, "v").vp8(true, 5));
        assertEquals("v/0 VP8 1 #12 10000500 key", harness.media.get(3));
    }

    @Test
    void shouldMoveAnSsrcThatNamesAnotherSection() {
        ReceiverHarness harness = new ReceiverHarness(video("v", List.of()), video("w", List.of()));
        harness.receive(0, packet(1, 10).extension(MID, "v").vp8(true, 1));
        harness.receive(0, packet(1, 11).extension(MID, "w").vp8(true, 2));
        harness.receive(0, packet(1, 12).vp8(false, 3));
        assertEquals("w/0 VP8 1 #11 10000200 key", harness.media.get(1));
        assertEquals("w/0 VP8 1 #12 10010300", harness.media.get(2));
    }

    @Test
    void shouldKeepStreamsOfSectionsThatStay() {
        ReceiverHarness harness = new ReceiverHarness(video("v", List.of()), video("w", List.of()));
        harness.receive(0, packet(1, 10).extension(MID, "v").vp8(true, 1));
        harness.receive(0, packet(2, 10).extension(MID, "w").vp8(true, 2));
        harness.receiver.configure(List.of(audio("a"), video("v", List.of())));
        harness.receive(0, packet(1, 10).vp8(true, 1));
        harness.receive(0, packet(1, 11).vp8(false, 3));
        assertEquals(1, harness.receiver.counters().duplicates());
        assertEquals("v/0 VP8 1 #11 10010300", harness.media.get(2));
        harness.receive(0, packet(2, 11).extension(MID, "w").vp8(false, 4));
        assertEquals(3, harness.media.size());
    }

    @Test
    void shouldStartAnewWhenTheRidsChange() {
        ReceiverHarness harness = new ReceiverHarness(video("v", List.of()));
        harness.receive(0, packet(1, 10).extension(MID, "v").vp8(true, 1));
        harness.receiver.configure(List.of(video("v", RIDS)));
        harness.receive(0, packet(1, 11).vp8(false, 2));
        assertEquals(1, harness.media.size());
        harness.receive(0, packet(1, 12).extension(MID, "v").extension(RID, "h").vp8(true, 3));
        assertEquals("v/1 VP8 1 #12 10000300 key", harness.media.get(1));
    }

    @Test
    void shouldNotTakeMoreSectionsThanItsCap() {
        List<TrackConfig> many = Collections.nCopies(129, audio("a"));
        RtpReceiver receiver = new RtpReceiver(1, "c");
        assertThrows(IllegalArgumentException.class, () -> receiver.configure(many));
    }

    private static PacketBuilder packet(long ssrc, int sequence) {
        return new PacketBuilder(ssrc, 96, sequence);
    }

    private static PacketBuilder rtx(long ssrc, int sequence) {
        return new PacketBuilder(ssrc, 97, sequence);
    }
}
