package dev.sluice.sfu.room;

import dev.sluice.rtp.codec.MediaKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The receive sections that a member has, in the order of its offers, and what each carries. The
 * n-th audio and the n-th video slot are a pair: browsers sync lips within a pair only, so a pair
 * is kept for one sync group while that goes.
 */
final class SlotTable {

    private final List<Slot> slots = new ArrayList<>();
    private final Map<Publication, Slot> carrying = new HashMap<>();

    /** A receive section of the client's. */
    static final class Slot {

        final String mid;
        final MediaKind kind;

        /** The how-many-th of its kind. */
        final int pair;

        private @Nullable Publication carries;

        Slot(String mid, MediaKind kind, int pair) {
            this.mid = mid;
            this.kind = kind;
            this.pair = pair;
        }

        @Nullable Publication carries() {
            return carries;
        }
    }

    /** Takes the sections away whose name begins so. */
    void drop(String prefix) {
        slots.removeIf(slot -> slot.mid.startsWith(prefix));
        carrying.values().removeIf(slot -> slot.mid.startsWith(prefix));
    }

    /** Adds a section that the client offered, once. */
    void add(String mid, MediaKind kind) {
        for (Slot slot : slots) {
            if (slot.mid.equals(mid)) {
                return;
            }
        }
        slots.add(new Slot(mid, kind, countBeside(mid, kind)));
    }

    /** On the same transport, as pairs are. */
    private int countBeside(String mid, MediaKind kind) {
        int count = 0;
        for (Slot slot : slots) {
            if (slot.kind == kind && sameTransport(slot.mid, mid)) {
                count++;
            }
        }
        return count;
    }

    /** Names of sections begin with the id of their connection and a slash, or are mids alone. */
    private static boolean sameTransport(String section, String other) {
        int slash = section.lastIndexOf('/');
        return slash == other.lastIndexOf('/') && section.regionMatches(0, other, 0, slash + 1);
    }

    int count(MediaKind kind) {
        int count = 0;
        for (Slot slot : slots) {
            if (slot.kind == kind) {
                count++;
            }
        }
        return count;
    }

    List<Slot> all() {
        return List.copyOf(slots);
    }

    @Nullable Slot carrying(Publication publication) {
        return carrying.get(publication);
    }

    /** The slot that carried a publication and is free now; null when none did. */
    @Nullable Slot free(Publication publication) {
        Slot slot = carrying.remove(publication);
        if (slot != null) {
            slot.carries = null;
        }
        return slot;
    }

    /**
     * Takes a free slot for a publication: beside its sync group first, then in a pair that is
     * wholly free, then beside another group when that is all there is. Null when no slot of its
     * kind is free.
     */
    @Nullable Slot take(Publication publication) {
        Slot best = null;
        int bestScore = -1;
        for (Slot slot : slots) {
            if (slot.kind == publication.kind() && slot.carries == null) {
                int score = score(slot, publication);
                if (score > bestScore) {
                    best = slot;
                    bestScore = score;
                }
            }
        }
        if (best != null) {
            best.carries = publication;
            carrying.put(publication, best);
        }
        return best;
    }

    private int score(Slot slot, Publication publication) {
        for (Slot other : slots) {
            if (other.pair == slot.pair
                    && other.kind != slot.kind
                    && sameTransport(other.mid, slot.mid)) {
                Publication neighbour = other.carries;
                if (neighbour == null) {
                    return 1;
                }
                return neighbour.syncGroup().equals(publication.syncGroup()) ? 2 : 0;
            }
        }
        return 1;
    }
}
