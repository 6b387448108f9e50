package dev.sluice.sfu.room;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.WaitingInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A room's waiting room: who waits, first come first, and who was let in before. */
final class Lobby {

    private static final int MAX_REMEMBERED = 10_000;

    private final int max;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> admitted = new LinkedHashSet<>();

    record Entry(WaitingInfo info, JoinRequest request, WaitingSink sink) {}

    /** For so many at once. */
    Lobby(int max) {
        this.max = max;
    }

    void add(Entry entry) {
        if (entries.size() >= max) {
            throw new RejectedException(Code.LIMIT, "the waiting room is full: it takes " + max);
        }
        entries.put(entry.info().id(), entry);
    }

    /** Takes somebody out, null when it does not wait. */
    @Nullable Entry take(String waitingId) {
        return entries.remove(waitingId);
    }

    @Nullable Entry ofIdentity(String identity) {
        for (Entry entry : entries.values()) {
            if (entry.info().identity().equals(identity)) {
                return entry;
            }
        }
        return null;
    }

    /** Who comes again after an admission does not wait again. */
    void remember(String identity) {
        admitted.add(identity);
        if (admitted.size() > MAX_REMEMBERED) {
            admitted.remove(admitted.iterator().next());
        }
    }

    void forget(String identity) {
        admitted.remove(identity);
    }

    boolean remembers(String identity) {
        return admitted.contains(identity);
    }

    int size() {
        return entries.size();
    }

    List<WaitingInfo> infos() {
        List<WaitingInfo> infos = new ArrayList<>();
        for (Entry entry : entries.values()) {
            infos.add(entry.info());
        }
        return infos;
    }
}
