package dev.sluice.signaling.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code a=} lines of one section or of the session, in their order. */
public record Attributes(List<Attribute> list) {

    public Attributes {
        list = List.copyOf(list);
    }

    /** The first attribute of a type, or null. */
    public <T extends Attribute> @Nullable T first(Class<T> type) {
        for (Attribute attribute : list) {
            if (type.isInstance(attribute)) {
                return type.cast(attribute);
            }
        }
        return null;
    }

    /** Every attribute of a type. */
    public <T extends Attribute> List<T> all(Class<T> type) {
        return list.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Whether there is a line of that name. */
    public boolean has(Flag flag) {
        return list.contains(flag);
    }
}
