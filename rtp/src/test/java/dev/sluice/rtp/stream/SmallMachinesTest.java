package dev.sluice.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.rtcp.NtpTime;
import dev.sluice.rtp.stream.RoundTripEstimator.Source;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The machines that fit a page each. */
class SmallMachinesTest {

    private static final int MAX_SSRCS = ReceiveLimits.DEFAULT.streams();

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    @Test
    void shouldAskForAKeyframeAtOnceAndThenTwiceASecond() {
        KeyframeRequester requester = new KeyframeRequester(500_000_000L);
        assertFalse(requester.poll(0));
        requester.request(5 * MILLI);
        assertEquals(5 * MILLI, requester.nextDeadlineNanos());
        assertTrue(requester.poll(5 * MILLI));
        int asked = 0;
        for (long now = 6; now <= 1_505; now++) {
            requester.request(now * MILLI);
            asked += requester.poll(now * MILLI) ? 1 : 0;
        }
        assertEquals(3, asked);
    }

    @Test
    void shouldKeepTheTrailingKeyframeRequest() {
        KeyframeRequester requester = new KeyframeRequester(500_000_000L);
        requester.request(0);
        assertTrue(requester.poll(0));
        requester.request(100 * MILLI);
        assertEquals(500 * MILLI, requester.nextDeadlineNanos());
        assertFalse(requester.poll(499 * MILLI));
        assertTrue(requester.poll(500 * MILLI));
        assertEquals(Long.MAX_VALUE, requester.nextDeadlineNanos());
    }

    @Test
    void shouldDropARequestThatAKeyframeAnswered() {
        KeyframeRequester requester = new KeyframeRequester(500_000_000L);
        requester.request(0);
        requester.poll(0);
        requester.request(100 * MILLI);
        requester.onKeyframe();
        assertEquals(Long.MAX_VALUE, requester.nextDeadlineNanos());
        requester.request(200 * MILLI);
        assertEquals(500 * MILLI, requester.nextDeadlineNanos());
    }

    @Test
    void shouldPreferTheBestSourceThatStillSpeaks() {
        RoundTripEstimator estimator = new RoundTripEstimator();
        assertEquals(100 * MILLI, estimator.nanos(0));
        estimator.add(0, Source.RETRANSMISSION, 80 * MILLI);
        assertEquals(80 * MILLI, estimator.nanos(0));
        estimator.add(SECOND, Source.REPORT_BLOCK, 60 * MILLI);
        assertEquals(60 * MILLI, estimator.nanos(SECOND));
        estimator.add(2 * SECOND, Source.REFERENCE_TIME, 40 * MILLI);
        assertEquals(40 * MILLI, estimator.nanos(2 * SECOND));
        estimator.add(11 * SECOND, Source.REPORT_BLOCK, 60 * MILLI);
        assertEquals(60 * MILLI, estimator.nanos(13 * SECOND));
        assertEquals(100 * MILLI, estimator.nanos(22 * SECOND));
    }

    @Test
    void shouldSmoothAndClampRoundTrips() {
        RoundTripEstimator estimator = new RoundTripEstimator();
        estimator.add(0, Source.REPORT_BLOCK, 100 * MILLI);
        estimator.add(0, Source.REPORT_BLOCK, 200 * MILLI);
        assertEquals(130 * MILLI, estimator.nanos(0));
        estimator.add(0, Source.REPORT_BLOCK, -1);
        estimator.add(0, Source.REPORT_BLOCK, 11 * SECOND);
        assertEquals(130 * MILLI, estimator.nanos(0));
        estimator.add(0, Source.REFERENCE_TIME, 0);
        assertEquals(MILLI, estimator.nanos(0));
    }

    @Test
    void shouldMapTimestampsThroughTheSenderReport() {
        NtpMap map = new NtpMap();
        assertEquals(MediaPacket.NTP_UNKNOWN, map.nanos(5, 90_000));
        long report = 3_900_000_000L * SECOND;
        map.onSenderReport(NtpTime.ofNanos(report), 0xFFFF_FFF0L);
        assertEquals(report, map.nanos(0xFFFF_FFF0L, 90_000));
        assertEquals(report + SECOND, map.nanos((0xFFFF_FFF0L + 90_000) & 0xFFFF_FFFFL, 90_000));
        assertEquals(report - SECOND / 2, map.nanos(0xFFFF_FFF0L - 24_000, 48_000));
        map.reset();
        assertEquals(MediaPacket.NTP_UNKNOWN, map.nanos(5, 90_000));
    }

    @Test
    void shouldCountLayersApart() {
        LayerRates rates = new LayerRates();
        rates.add(0, 0, 0, 1_000);
        rates.add(0, 2, 1, 500);
        rates.add(0, 7, 7, 250);
        assertEquals(14_000, rates.bitsPerSecond(0));
        assertEquals(8_000, rates.bitsPerSecond(0, 0, 0));
        assertEquals(4_000, rates.bitsPerSecond(0, 2, 1));
        assertEquals(2_000, rates.bitsPerSecond(0, 3, 3));
        assertEquals(0, rates.bitsPerSecond(0, 1, 0));
        assertEquals(0, rates.bitsPerSecond(0, 7, 7));
    }

    @Test
    void shouldFindEveryBoundSsrcAndNoOther() {
        SsrcTable table = new SsrcTable(MAX_SSRCS);
        Random random = new Random(9);
        long[] ssrcs = random.longs(MAX_SSRCS, 0, 1L << 32).distinct().toArray();
        for (long ssrc : ssrcs) {
            table.put(binding(ssrc));
        }
        for (long ssrc : ssrcs) {
            SsrcTable.Binding found = table.find(ssrc);
            assertTrue(found != null && found.ssrc == ssrc);
        }
        assertNull(table.find(ssrcs[0] ^ 0x8000_0001L));
        table.removeIf(binding -> binding.ssrc == ssrcs[3]);
        assertNull(table.find(ssrcs[3]));
        assertEquals(ssrcs.length - 1, table.size());
    }

    @Test
    void shouldMakeRoomForANewSsrc() {
        SsrcTable table = new SsrcTable(MAX_SSRCS);
        for (int i = 0; i < 10_000; i++) {
            SsrcTable.Binding binding = binding(i * 7L);
            binding.lastPacketNanos = i;
            table.put(binding);
            assertSame(binding, table.find(i * 7L));
            assertTrue(table.size() <= MAX_SSRCS);
        }
        assertNull(table.find(0));
        assertTrue(table.find(9_900 * 7L) != null);
    }

    private static SsrcTable.Binding binding(long ssrc) {
        return new SsrcTable.Binding(
                ssrc, new ReceivedEncoding("0", 0, ReceiveLimits.DEFAULT), false);
    }
}
