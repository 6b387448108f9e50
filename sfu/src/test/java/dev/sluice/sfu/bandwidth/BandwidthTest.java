package dev.sluice.sfu.bandwidth;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Gates on the median over seeds that were not used for tuning (those were 1 to 40). The figures go
 * into target/bandwidth and stand in docs/BANDWIDTH.md.
 */
class BandwidthTest {

    private static final long FIRST_SEED = 1_001;
    private static final boolean LONG = Boolean.getBoolean("sluice.long");

    @TestFactory
    Stream<DynamicTest> shouldReachTheTargetsOfEstimation() {
        return tests("Estimation", Cases.estimation());
    }

    @TestFactory
    Stream<DynamicTest> shouldPassTheAcceptanceTable() {
        return tests("Acceptance", Cases.acceptance());
    }

    @TestFactory
    Stream<DynamicTest> shouldShareALinkFairly() {
        return tests("Fairness", Cases.fairness());
    }

    @TestFactory
    Stream<DynamicTest> shouldShowAPictureSoonAfterAMachineWasTooBusy() {
        return tests("Busy machines", Cases.busy());
    }

    private static Stream<DynamicTest> tests(
            String table, Map<String, LongFunction<List<Figure>>> cases) {
        return cases.entrySet().stream()
                .map(entry ->
                        DynamicTest.dynamicTest(
                                entry.getKey(),
                                () -> check(table, entry.getValue(), seeds(entry.getKey()))));
    }

    /** A rush of a hundred takes as long as all else together. */
    private static int seeds(String name) {
        return LONG ? 50 : name.equals("a rush") ? 3 : 9;
    }

    private static void check(String table, LongFunction<List<Figure>> run, int seeds) {
        List<BandwidthReport.Line> lines = Cases.run(run, FIRST_SEED, seeds);
        BandwidthReport.add(table, lines);
        for (BandwidthReport.Line line : lines) {
            String what = line.key() + " is " + Figure.number(line.median());
            assertTrue(line.reached(), what + ", want " + line.any().target());
        }
    }
}
