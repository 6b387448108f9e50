package dev.sluice.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.rtcp.ReportBlock;
import org.junit.jupiter.api.Test;

class ReceptionStatisticsTest {

    private static final long MILLI = 1_000_000L;
    private static final long FIRST = 65_536 + 65_000;

    private final ReceptionStatistics statistics = new ReceptionStatistics();
    private final ReportBlock block = new ReportBlock();

    private void receive(long index, long nowMillis, long timestamp) {
        statistics.onPacket(nowMillis * MILLI, index, timestamp, 90_000);
    }

    @Test
    void shouldReportLossOfTheIntervalAndInAll() {
        for (int i = 0; i < 100; i++) {
            if (i % 4 != 1) {
                receive(FIRST + i, 0, 0);
            }
        }
        statistics.report(0, block);
        assertEquals(64, block.fractionLost);
        assertEquals(25, block.cumulativeLost);
        assertEquals(65_000 + 99, block.extendedHighestSequence);
        for (int i = 100; i < 200; i++) {
            receive(FIRST + i, 0, 0);
        }
        statistics.report(0, block);
        assertEquals(0, block.fractionLost);
        assertEquals(25, block.cumulativeLost);
    }

    @Test
    void shouldCountWrapsAboveTheSequenceNumber() {
        receive(FIRST, 0, 0);
        receive(FIRST + 1_000, 0, 0);
        statistics.report(0, block);
        assertEquals(66_000, block.extendedHighestSequence);
    }

    @Test
    void shouldLetDuplicatesMakeLossNegative() {
        receive(FIRST, 0, 0);
        statistics.onDuplicate();
        statistics.onDuplicate();
        statistics.report(0, block);
        assertEquals(0, block.fractionLost);
        assertEquals(-2, block.cumulativeLost);
    }

    @Test
    void shouldTakeLatePacketsForReceived() {
        receive(FIRST, 0, 0);
        receive(FIRST + 2, 0, 0);
        statistics.report(0, block);
        assertEquals(1, block.cumulativeLost);
        receive(FIRST + 1, 0, 0);
        receive(FIRST - 1, 0, 0);
        statistics.report(0, block);
        assertEquals(0, block.cumulativeLost);
    }

    /** RFC 3550, appendix A.8, by hand. */
    @Test
    void shouldEstimateJitter() {
        receive(FIRST, 0, 0);
        receive(FIRST + 1, 20, 1_800);
        assertEquals(0, statistics.jitter(), 1e-6);
        receive(FIRST + 2, 50, 3_600); // 10 ms late: 900 units
        assertEquals(900 / 16.0, statistics.jitter(), 1e-6);
        receive(FIRST + 3, 60, 5_400); // 10 ms early again
        assertEquals(900 / 16.0 + (900 - 900 / 16.0) / 16, statistics.jitter(), 1e-6);
        statistics.report(0, block);
        assertEquals(108, block.jitter);
    }

    @Test
    void shouldNotTakeAJumpOfTheTimestampForJitter() {
        receive(FIRST, 0, 0xFFFF_FF00L);
        receive(FIRST + 1, 20, 0x6000_0000L);
        assertEquals(0, statistics.jitter());
        receive(FIRST + 2, 40, 0x6000_0000L + 1_800);
        assertEquals(0, statistics.jitter(), 1e-6);
    }

    @Test
    void shouldEchoTheSenderReport() {
        receive(FIRST, 0, 0);
        statistics.report(0, block);
        assertEquals(0, block.lastSenderReport);
        assertEquals(0, block.delaySinceLastSenderReport);
        statistics.onSenderReport(1_000 * MILLI, 0x11112222_33334444L);
        statistics.report(1_500 * MILLI, block);
        assertEquals(0x22223333L, block.lastSenderReport);
        assertEquals(32_768, block.delaySinceLastSenderReport);
    }

    @Test
    void shouldKnowWhetherItHeardAnything() {
        assertFalse(statistics.heard());
        receive(FIRST, 0, 0);
        assertTrue(statistics.heard());
        statistics.report(0, block);
        assertFalse(statistics.heard());
    }

    @Test
    void shouldClampTheCumulativeLoss() {
        receive(FIRST, 0, 0);
        receive(FIRST + 100_000_000L, 0, 0);
        statistics.report(0, block);
        assertEquals(0x7F_FFFF, block.cumulativeLost);
        assertEquals(255, block.fractionLost);
    }
}
