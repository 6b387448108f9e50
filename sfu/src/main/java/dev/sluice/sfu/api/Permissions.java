package dev.sluice.sfu.api;

import java.util.Set;

/**
 * What a participant may do.
 *
 * @param publish the sources it may publish
 * @param subscribe whether it may receive publications of others
 */
public record Permissions(Set<Source> publish, boolean subscribe) {

    /** Everything. */
    public static final Permissions ALL = new Permissions(Set.of(Source.values()), true);

    public Permissions {
        publish = Set.copyOf(publish);
    }
}
