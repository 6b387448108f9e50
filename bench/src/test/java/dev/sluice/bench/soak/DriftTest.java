package dev.sluice.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {

    private static final int SAMPLES = 20;

    /** MiB of heap in a run of which it was once said that nothing rose. */
    private static final double[] STEP = {
        21.04, 21.13, 21.06, 21.01, 21.00, 21.80, 21.73, 25.01, 25.00, 25.01, 25.00, 25.00, 25.00,
        24.96, 24.96, 24.96, 24.96, 24.96, 24.96, 24.96
    };

    private static double[] samples(IntToDoubleFunction figure) {
        return IntStream.range(0, SAMPLES).mapToDouble(figure).toArray();
    }

    @Test
    void shouldFindAStepThatWasTakenForNoise() {
        Drift drift = Drift.ofCounts("heap", STEP);
        assertFalse(drift.passes());
        assertTrue(drift.percent() > 15, "" + drift);
    }

    @Test
    void shouldFindAStepLateInTheRun() {
        assertFalse(Drift.ofCounts("heap", samples(i -> i < 14 ? 1_000 : 1_015)).passes());
    }

    @Test
    void shouldFindAStepOfTimesToo() {
        Random random = new Random(1);
        double[] slower = samples(i -> (i < 11 ? 20 : 24) + random.nextGaussian());
        assertFalse(Drift.ofTimes("CPU", slower).passes());
    }

    @Test
    void shouldFindASmallLeakUnderLargerNoise() {
        Random random = new Random(3);
        double[] leaking = samples(i -> 1_000 + 2 * i + random.nextInt(11));
        Drift drift = Drift.ofTimes("heap", leaking);
        assertEquals(3.8, drift.percent(), 0.8);
        assertFalse(drift.passes());
        assertFalse(Drift.ofCounts("heap", leaking).passes());
    }

    @Test
    void shouldFindALeakOfLittleMoreThanAPercentInAll() {
        assertFalse(Drift.ofCounts("heap", samples(i -> 1_000 + 0.6 * i)).passes());
        assertTrue(Drift.ofCounts("heap", samples(i -> 1_000 + 0.4 * i)).passes());
    }

    @Test
    void shouldFindWhatGrowsByOneNowAndThen() {
        assertFalse(Drift.ofCounts("threads", samples(i -> 14 + i / 4)).passes());
        assertFalse(Drift.ofCounts("descriptors", samples(i -> i < 10 ? 22 : 23)).passes());
        assertFalse(Drift.ofCounts("waiting", samples(i -> i < 10 ? 0 : 1)).passes());
    }

    @Test
    void shouldNotTakeNoiseForALeak() {
        int alarms = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double[] noise = samples(i -> 1_000 + 50 * random.nextGaussian());
            alarms += Drift.ofTimes("CPU", noise).passes() ? 0 : 1;
        }
        assertTrue(alarms <= 14, alarms + " of 200");
    }

    @Test
    void shouldLetTheHeapWaver() {
        Random random = new Random(7);
        double[] heap = samples(i -> 1_000 + 3 * random.nextGaussian());
        assertTrue(Drift.ofCounts("heap", heap).passes());
    }

    @Test
    void shouldNotFallForAnOutlierOrAFall() {
        double[] steady = new double[SAMPLES];
        Arrays.fill(steady, 32);
        steady[SAMPLES - 1] = 500;
        assertTrue(Drift.ofCounts("descriptors", steady).passes());
        assertTrue(Drift.ofTimes("CPU", samples(i -> 100 - i)).passes());
        assertTrue(Drift.ofCounts("heap", samples(i -> 100 - i)).passes());
    }

    @Test
    void shouldRefuseTooFewSamples() {
        assertThrows(IllegalArgumentException.class, () -> Drift.ofCounts("heap", 1, 2, 3, 4, 5));
    }
}
