package dev.sluice.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {

    private static final int SAMPLES = 20;

    @Test
    void shouldFindASmallLeakUnderLargerNoise() {
        Random random = new Random(3);
        double[] leaking =
                IntStream.range(0, SAMPLES)
                        .mapToDouble(i -> 1_000 + 2 * i + random.nextInt(11))
                        .toArray();
        Drift drift = Drift.of("heap", leaking);
        assertTrue(drift.trend());
        assertEquals(3.8, drift.percent(), 0.8);
        assertFalse(drift.passes());
    }

    @Test
    void shouldNotTakeNoiseForALeak() {
        int alarms = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double[] noise =
                    IntStream.range(0, SAMPLES)
                            .mapToDouble(i -> 1_000 + 50 * random.nextGaussian())
                            .toArray();
            alarms += Drift.of("CPU", noise).passes() ? 0 : 1;
        }
        assertTrue(alarms <= 12, alarms + " of 200");
    }

    @Test
    void shouldNotFallForAnOutlierOrAFall() {
        double[] steady = new double[SAMPLES];
        java.util.Arrays.fill(steady, 32);
        steady[SAMPLES - 1] = 500;
        assertTrue(Drift.of("descriptors", steady).passes());
        double[] falling = IntStream.range(0, SAMPLES).mapToDouble(i -> 100 - i).toArray();
        assertTrue(Drift.of("CPU", falling).passes());
    }

    @Test
    void shouldFindWhatGrowsByOneNowAndThen() {
        double[] threads = IntStream.range(0, SAMPLES).mapToDouble(i -> 14 + i / 4).toArray();
        assertFalse(Drift.of("threads", threads).passes());
    }

    @Test
    void shouldRefuseTooFewSamples() {
        assertThrows(IllegalArgumentException.class, () -> Drift.of("heap", 1, 2, 3, 4));
    }
}
