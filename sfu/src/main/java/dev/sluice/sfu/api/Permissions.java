package dev.sluice.sfu.api;

import java.util.Set;

/**
 * What a participant was granted. Its role narrows that further: both must allow what it wants.
 *
 * @param publish the sources it may publish
 * @param subscribe whether it may receive publications of others
 * @param data whether it may send application data
 * @param hidden whether others do not see it; it then publishes nothing
 */
public record Permissions(Set<Source> publish, boolean subscribe, boolean data, boolean hidden) {

    /** Everything, in the open. */
    public static final Permissions ALL = new Permissions(Set.of(Source.values()), true);

    public Permissions {
        publish = Set.copyOf(publish);
    }

    /** Those, with data and in the open. */
    public Permissions(Set<Source> publish, boolean subscribe) {
        this(publish, subscribe, true, false);
    }
}
