package dev.sluice.sfu.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.Quality.Level;
import dev.sluice.sfu.quality.QualityMeter.Measures;
import org.junit.jupiter.api.Test;

class QualityMeterTest {

    private static final long SECOND = 1_000_000_000L;

    private final QualityMeter meter = new QualityMeter();

    @Test
    void shouldBeExcellentOnACleanLink() {
        Quality quality = QualityMeter.score(new Measures(20, 1, 0, 1));
        assertEquals(Level.EXCELLENT, quality.level());
        assertTrue(quality.score() > 9.5, quality.toString());
        assertTrue(quality.mos() > 4.3, quality.toString());
    }

    @Test
    void shouldFollowTheEModel() {
        // R = 93.2 - (150 / 2 + 2 * 10 + 10) / 40 - 2.5 * 5 = 78.1: MOS 3.94 by ITU-T G.107, annex
        // B.
        assertEquals(3.94, QualityMeter.score(new Measures(150, 10, 0.05, 1)).mos(), 0.02);
    }

    @Test
    void shouldFallWithLossDelayAndMissingVideo() {
        assertEquals(Level.GOOD, QualityMeter.score(new Measures(100, 10, 0.08, 1)).level());
        assertEquals(Level.POOR, QualityMeter.score(new Measures(100, 10, 0.2, 1)).level());
        assertEquals(Level.POOR, QualityMeter.score(new Measures(900, 60, 0.05, 1)).level());
        assertEquals(Level.GOOD, QualityMeter.score(new Measures(20, 1, 0, 0.5)).level());
        assertEquals(Level.POOR, QualityMeter.score(new Measures(20, 1, 0, 0)).level());
    }

    @Test
    void shouldStayWithinItsScale() {
        for (double loss = 0; loss <= 1; loss += 0.05) {
            for (double roundTrip = 0; roundTrip < 5_000; roundTrip += 250) {
                Quality quality =
                        QualityMeter.score(new Measures(roundTrip, roundTrip / 10, loss, 1 - loss));
                assertTrue(quality.score() >= 0 && quality.score() <= 10, quality.toString());
                assertTrue(quality.mos() >= 1 && quality.mos() <= 5, quality.toString());
            }
        }
    }

    @Test
    void shouldAnnounceWorseAtOnceAndBetterWhenItLasts() {
        Quality excellent = QualityMeter.score(new Measures(20, 1, 0, 1));
        Quality poor = QualityMeter.score(new Measures(20, 1, 0.3, 1));
        assertFalse(meter.news(0, excellent));
        assertTrue(meter.news(SECOND, poor));
        assertFalse(meter.news(2 * SECOND, poor));
        assertFalse(meter.news(3 * SECOND, excellent));
        assertFalse(meter.news(5 * SECOND, poor));
        assertFalse(meter.news(6 * SECOND, excellent));
        assertFalse(meter.news(9 * SECOND, excellent));
        assertTrue(meter.news(10 * SECOND, excellent));
        assertTrue(meter.news(11 * SECOND, QualityMeter.lost()));
    }
}
