package dev.sluice.sfu.explain;

import dev.sluice.sfu.api.ClientReport;
import dev.sluice.sfu.api.TransportStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of what one participant sees.
 *
 * @param viewer its transport
 * @param report what its client said lately; null for nothing
 * @param pictures the live video publications of others
 * @param server how busy the server is
 */
public record Viewing(
        TransportStats viewer,
        @Nullable ClientReport report,
        List<Picture> pictures,
        ServerLoad server) {

    public Viewing {
        pictures = List.copyOf(pictures);
    }

    /**
     * A publication and who sends it.
     *
     * @param name of the publisher
     * @param muted by the publisher or a moderator
     * @param mid the publisher's section
     * @param publisher its transport; null when it has none, as those that publish from Java
     * @param report what its client said lately; null for nothing
     */
    public record Picture(
            String publicationId,
            String name,
            boolean muted,
            String mid,
            @Nullable TransportStats publisher,
            @Nullable ClientReport report) {}

    /**
     * How a server's loops do.
     *
     * @param busiest share of a processor that the busiest one uses, 0 to 1
     * @param stalls times that one of them came more than 50 ms late to its work within 10 s, of
     *     the one with the most
     */
    public record ServerLoad(double busiest, long stalls) {}
}
