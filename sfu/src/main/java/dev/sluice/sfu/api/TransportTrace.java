package dev.sluice.sfu.api;

import dev.sluice.sfu.api.StatsHistory.StreamHistory;
import dev.sluice.sfu.api.TransportStats.DecisionStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All that is kept of a transport.
 *
 * @param stats as it is now
 * @param decisions every one that is kept, oldest first
 */
public record TransportTrace(
        TransportStats stats, StatsHistory history, List<DecisionStats> decisions) {

    public TransportTrace {
        decisions = List.copyOf(decisions);
    }

    /** With sections of such names; see {@link TransportStats#named}. */
    public TransportTrace named(String prefix) {
        return new TransportTrace(stats.named(prefix), history, decisions);
    }

    /**
     * Several transports as one: the path of the one with the most slots, the streams of all. What
     * is of one transport is of one length.
     *
     * @param all at least one
     */
    public static TransportTrace together(List<TransportTrace> all) {
        TransportTrace most = all.get(0);
        List<StreamHistory> received = new ArrayList<>();
        List<StreamHistory> sent = new ArrayList<>();
        List<DecisionStats> decisions = new ArrayList<>();
        for (TransportTrace one : all) {
            most = one.stats.slots().size() > most.stats.slots().size() ? one : most;
            received.addAll(one.history.received());
            sent.addAll(one.history.sent());
            decisions.addAll(one.decisions);
        }
        decisions.sort(Comparator.comparingLong(DecisionStats::ageMillis).reversed());
        StatsHistory history =
                new StatsHistory(most.history.periodMillis(), most.history.path(), received, sent);
        TransportStats stats =
                TransportStats.together(all.stream().map(TransportTrace::stats).toList());
        return new TransportTrace(stats, history, decisions);
    }
}
