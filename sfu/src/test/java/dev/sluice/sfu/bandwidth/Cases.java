package dev.sluice.sfu.bandwidth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Every case by name, each a function of its seed. */
final class Cases {

    private Cases() {}

    /** What the estimate itself must do. */
    static Map<String, LongFunction<List<Figure>>> estimation() {
        Map<String, LongFunction<List<Figure>>> cases = new LinkedHashMap<>();
        cases.put("start at RTT 100", seed -> StepCases.start(seed, 50, 1));
        cases.put("start at RTT 200", seed -> StepCases.start(seed, 100, 2));
        for (double mbps : new double[] {0.3, 0.5, 1, 2}) {
            cases.put("capped at " + mbps, seed -> StepCases.capped(seed, mbps));
        }
        cases.put("down and up", StepCases::downAndUp);
        return cases;
    }

    /** The acceptance table, after RFC 8867. */
    static Map<String, LongFunction<List<Figure>>> acceptance() {
        Map<String, LongFunction<List<Figure>>> cases = new LinkedHashMap<>();
        cases.put("5.1 at 50 ms", seed -> RmcatCases.variableCapacity(seed, 50));
        cases.put("5.1 at 100 ms", seed -> RmcatCases.variableCapacity(seed, 100));
        cases.put("5.2", RmcatCases::twoFlows);
        cases.put("5.3", RmcatCases::congestedFeedback);
        cases.put("5.4", RmcatCases::threeFlows);
        cases.put("5.5", RmcatCases::fiveRoundTrips);
        cases.put("5.6", RmcatCases::longTcp);
        cases.put("5.7", RmcatCases::shortTcp);
        cases.put("5.8", RmcatCases::pausedFlow);
        for (double loss : new double[] {0, .02, .05, .1}) {
            cases.put("loss " + loss, seed -> StepCases.lossy(seed, loss));
        }
        cases.put("cap 500", seed -> StepCases.cap(seed, 500, 450, 100, 25));
        cases.put("cap 800", seed -> StepCases.cap(seed, 800, 750, 150, 20));
        cases.put("cap 100", seed -> StepCases.cap(seed, 100, 90, 25, 50));
        return cases;
    }

    /** Two subscribers who share a link. */
    static Map<String, LongFunction<List<Figure>>> fairness() {
        return Map.of("two subscribers", RmcatCases::fairness);
    }

    /** Machines that are too busy to keep time while people join. */
    static Map<String, LongFunction<List<Figure>>> busy() {
        Map<String, LongFunction<List<Figure>>> cases = new LinkedHashMap<>();
        cases.put("one joiner", BusyCases::joiner);
        cases.put("one joiner without audio", BusyCases::silentJoiner);
        cases.put("a rush", BusyCases::rush);
        return cases;
    }

    /** The figures of a case over {@code count} seeds from {@code first} on. */
    static List<BandwidthReport.Line> run(LongFunction<List<Figure>> run, long first, int count) {
        List<List<Figure>> bySeed = new ArrayList<>();
        for (long seed = first; seed < first + count; seed++) {
            bySeed.add(run.apply(seed));
        }
        return BandwidthReport.lines(bySeed);
    }
}
