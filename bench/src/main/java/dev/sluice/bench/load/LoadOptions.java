package dev.sluice.bench.load;

import java.time.Duration;

/**
 * How a run goes.
 *
 * @param joinsPerSecond the ramp
 * @param rehearsal for which the same people play before all, leave again and are forgotten
 * @param warmUp from the last join to the first packet that counts
 * @param duration for which packets count
 * @param authenticateOneIn 1: every packet is authenticated, N: one in N
 * @param clientThreads of the harness itself
 * @param polls whether these look for packets all the time, once everybody is there
 * @param churnPerSecond leaves, each followed by a join, in a churn run
 */
public record LoadOptions(
        Scenario scenario,
        MediaPlan media,
        double joinsPerSecond,
        Duration rehearsal,
        Duration warmUp,
        Duration duration,
        int authenticateOneIn,
        int clientThreads,
        boolean polls,
        double churnPerSecond) {}
