package dev.sluice.sfu.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last minutes in samples. All lists are of one length, oldest first; null where there was
 * nothing to measure. Rates are bits per second.
 *
 * @param periodMillis between samples
 * @param path estimateBps, ackedBps and sentBps to the participant, lossPermille and
 *     queueDelayMillis on the way, roundTripMillis
 * @param received what was sent to it, by publication: bps, height and fps of the layer
 * @param sent what came from it, by publication and encoding: bps, packets and lost of the sample,
 *     jitterMillis
 */
public record StatsHistory(
        long periodMillis,
        Map<String, List<@Nullable Integer>> path,
        List<StreamHistory> received,
        List<StreamHistory> sent) {

    public StatsHistory {
        path = Collections.unmodifiableMap(new LinkedHashMap<>(path));
        received = List.copyOf(received);
        sent = List.copyOf(sent);
    }

    /**
     * Of one stream.
     *
     * @param encoding 0 the lowest simulcast layer
     * @param values by the names above
     */
    public record StreamHistory(
            String publicationId, int encoding, Map<String, List<@Nullable Integer>> values) {

        public StreamHistory {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }
}
