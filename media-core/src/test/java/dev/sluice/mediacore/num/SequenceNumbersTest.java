package dev.sluice.mediacore.num;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceNumbersTest {

    @ParameterizedTest
    @CsvSource({
        "1, 0, true",
        "0, 1, false",
        "5, 5, false",
        "0, 65535, true",
        "65535, 0, false",
        "32767, 0, true",
        "32768, 0, false",
        "0, 32768, false",
        "100, 65000, true"
    })
    void shouldTellTheNewer(int a, int b, boolean newer) {
        assertEquals(newer, SequenceNumbers.newer(a, b));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1",
        "1, 0, -1",
        "65535, 0, 1",
        "0, 65535, -1",
        "0, 32767, 32767",
        "0, 32768, -32768"
    })
    void shouldMeasureTheShortestWay(int from, int to, int distance) {
        assertEquals(distance, SequenceNumbers.distance(from, to));
    }

    @Test
    void shouldStepAroundTheCircle() {
        assertEquals(0, SequenceNumbers.plus(65_535, 1));
        assertEquals(65_535, SequenceNumbers.plus(0, -1));
        assertEquals(7, SequenceNumbers.plus(7, 65_536));
    }

    @Test
    void shouldOrderEveryPairButOpposites() {
        for (int a = 0; a < 65_536; a += 251) {
            for (int b = 0; b < 65_536; b += 257) {
                boolean opposite = Math.abs(a - b) == 32_768;
                boolean either = SequenceNumbers.newer(a, b) ^ SequenceNumbers.newer(b, a);
                if (a == b || opposite) {
                    assertFalse(either);
                } else {
                    assertTrue(either);
                }
            }
        }
    }
}
