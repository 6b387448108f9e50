package dev.sluice.rtp.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The small machines of the send side. */
class SmallForwardTest {

    private static final long MILLI = 1_000_000L;

    private static PayloadFormat h264(String parameters) {
        return new PayloadFormat(Codec.H264, 100, 101, parameters);
    }

    @Test
    void shouldPairH264ByProfileAndPacketization() {
        PayloadFormat constrained = h264("packetization-mode=1;profile-level-id=42e01f");
        assertTrue(constrained.decodesLike(h264("profile-level-id=42e034; packetization-mode=1")));
        assertFalse(constrained.decodesLike(h264("profile-level-id=42e01f")));
        assertFalse(constrained.decodesLike(h264("packetization-mode=1;profile-level-id=42001f")));
        assertFalse(constrained.decodesLike(h264("packetization-mode=1;profile-level-id=640c1f")));
        assertTrue(h264("").decodesLike(h264("profile-level-id=42000a")), "the default profile");
    }

    @Test
    void shouldPairVp9AndAv1ByProfile() {
        PayloadFormat vp9 = new PayloadFormat(Codec.VP9, 98, 99, "");
        assertTrue(vp9.decodesLike(new PayloadFormat(Codec.VP9, 40, 41, "profile-id=0")));
        assertFalse(vp9.decodesLike(new PayloadFormat(Codec.VP9, 40, 41, "profile-id=2")));
        PayloadFormat av1 = new PayloadFormat(Codec.AV1, 45, 46, "level-idx=5;profile=0;tier=0");
        assertTrue(av1.decodesLike(new PayloadFormat(Codec.AV1, 40, 41, "")));
        assertFalse(av1.decodesLike(vp9));
    }

    @Test
    void shouldMapFormats() {
        FormatMap map = new FormatMap();
        map.pair(
                List.of(
                        new PayloadFormat(Codec.VP8, 96, 97, ""),
                        h264("packetization-mode=1;profile-level-id=42e01f")),
                List.of(
                        h264("packetization-mode=0;profile-level-id=42e01f"),
                        new PayloadFormat(Codec.VP8, 120, 121, "")));
        PayloadFormat vp8 = map.format(96);
        assertEquals(120, vp8 == null ? -1 : vp8.payloadType());
        assertNull(map.format(100));
        assertNull(map.format(0));
    }

    @Test
    void shouldFollowTheShortestWayOfAPublisher() {
        PublisherClock clock = new PublisherClock();
        assertFalse(clock.known());
        clock.onPacket(10_100 * MILLI, 500 * MILLI);
        clock.onPacket(10_150 * MILLI, 570 * MILLI);
        assertEquals(10_080 * MILLI, clock.monotonicNanos(500 * MILLI), "20 ms less under way");
        clock.onPacket(10_300 * MILLI, 600 * MILLI);
        assertEquals(10_080 * MILLI, clock.monotonicNanos(500 * MILLI), MILLI, "a late packet");
        clock.onPacket(99_000 * MILLI, 600 * MILLI);
        assertEquals(98_900 * MILLI, clock.monotonicNanos(500 * MILLI), "the clock was set");
    }

    @Test
    void shouldLetTheClocksDriftApart() {
        PublisherClock clock = new PublisherClock();
        for (long second = 0; second < 1_000; second++) {
            long drift = second * 50_000;
            clock.onPacket(second * 1_000 * MILLI + drift, second * 1_000 * MILLI);
        }
        assertEquals(999_050 * MILLI, clock.monotonicNanos(999_000 * MILLI), 2.0 * MILLI);
    }

    @Test
    void shouldEarnAndSpendRetransmissions() {
        RetransmissionBudget budget = new RetransmissionBudget();
        assertTrue(budget.allows(15_000));
        budget.spend(15_000);
        assertFalse(budget.allows(1));
        budget.onMedia(0, 10_000);
        assertTrue(budget.allows(1_500));
        assertFalse(budget.allows(1_501));
    }

    @Test
    void shouldRememberWhatWasSent() {
        SentHistory history = new SentHistory();
        assertNull(history.find(5));
        for (int i = 0; i < 5_000; i++) {
            history.add(i * MILLI, 65_000 + i).timestamp = i;
        }
        SentPacket found = history.find((65_000 + 4_000) & 0xFFFF);
        assertEquals(4_000, found == null ? -1 : found.timestamp);
        assertNull(history.find((65_000 + 4_999 - 2_048) & 0xFFFF));
        assertNull(history.find((65_000 + 5_000) & 0xFFFF));
    }

    @Test
    void shouldMapLatePacketsAsTheyWere() {
        SequenceMap map = new SequenceMap();
        map.start(100, 5_000);
        assertEquals(5_000, map.advance(100, 0, 0));
        map.swallow(101);
        assertEquals(5_003, map.advance(104, -1, 7), "102 and 103 keep their places");
        map.swallow(105);
        assertEquals(5_004, map.advance(106, -2, 8));
        assertEquals(SequenceMap.Place.LATE, map.place(102));
        assertEquals(7, map.limits(102));
        assertEquals(-1, map.pictureOffset(102));
        assertEquals(5_001, map.fill(102));
        assertEquals(SequenceMap.Place.CLOSED, map.place(102));
        assertEquals(SequenceMap.Place.CLOSED, map.place(101));
        assertEquals(SequenceMap.Place.CLOSED, map.place(99));
        assertEquals(SequenceMap.Place.NEWEST, map.place(107));
        map.advance(106 + 5_000, 0, 0);
        assertEquals(SequenceMap.Place.CLOSED, map.place(103), "too late");
        assertEquals(SequenceMap.Place.LATE, map.place(106 + 5_000 - SequenceMap.SIZE + 1));
    }
}
