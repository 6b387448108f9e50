package dev.sluice.sfu.explain;

import dev.sluice.sfu.api.ClientReport;
import dev.sluice.sfu.api.StatsHistory.StreamHistory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a participant's client said of itself.
 *
 * @param latest its newest report; null: it made none
 * @param ageMillis how old that is
 * @param received by publication, a sample for each report, oldest first: fps, framesDropped,
 *     freezes, freezeMillis and concealedPercent
 */
public record ClientTrace(
        @Nullable ClientReport latest, long ageMillis, List<StreamHistory> received) {

    /** Older than that it says nothing of now. */
    private static final long FRESH_MILLIS = 15_000;

    public ClientTrace {
        received = List.copyOf(received);
    }

    /** The newest report if it is about now; null for none. */
    public @Nullable ClientReport fresh() {
        return ageMillis <= FRESH_MILLIS ? latest : null;
    }
}
