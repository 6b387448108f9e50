package dev.sluice.sfu.explain;

import dev.sluice.sfu.api.TransportStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of what one participant sees.
 *
 * @param viewer its transport
 * @param pictures the live video publications of others
 * @param busiestLoop share of a processor that the server's busiest loop uses, 0 to 1
 */
public record Viewing(TransportStats viewer, List<Picture> pictures, double busiestLoop) {

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
     */
    public record Picture(
            String publicationId,
            String name,
            boolean muted,
            String mid,
            @Nullable TransportStats publisher) {}
}
