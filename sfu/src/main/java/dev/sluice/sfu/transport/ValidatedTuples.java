package dev.sluice.sfu.transport;

import dev.sluice.mediacore.net.Tuple;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tuples on which ICE has authenticated the peer. Owned by the transport's loop. */
final class ValidatedTuples {

    private final Set<Tuple> tuples = new LinkedHashSet<>();
    private @Nullable Tuple last;

    /** A loop hands in the same object for each datagram of a tuple, hence the quick look first. */
    @SuppressWarnings("ReferenceEquality") // only to save the comparison of two addresses
    boolean contains(Tuple tuple) {
        if (tuple != last) {
            if (!tuples.contains(tuple)) {
                return false;
            }
            last = tuple;
        }
        return true;
    }

    void add(Tuple tuple) {
        tuples.add(tuple);
    }

    /** Says whether it was there. */
    boolean remove(Tuple tuple) {
        last = null;
        return tuples.remove(tuple);
    }

    Set<Tuple> all() {
        return tuples;
    }
}
