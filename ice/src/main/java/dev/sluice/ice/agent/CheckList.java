package dev.sluice.ice.agent;

import dev.sluice.ice.agent.CandidatePair.State;
import dev.sluice.ice.stun.IceRole;
import dev.sluice.ice.stun.TransactionId;
import dev.sluice.mediacore.net.Tuple;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of one component (RFC 8445, section 6.1.2). With a single component there is no reason
 * to freeze any: all wait for their turn. Triggered checks go first.
 */
final class CheckList {

    private final int maxPairs;
    private final Map<Tuple, CandidatePair> pairs = new LinkedHashMap<>();
    private final Queue<CandidatePair> triggered = new ArrayDeque<>();

    CheckList(int maxPairs) {
        this.maxPairs = maxPairs;
    }

    Collection<CandidatePair> pairs() {
        return pairs.values();
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }

    @Nullable CandidatePair get(Tuple tuple) {
        return pairs.get(tuple);
    }

    /** Adds a pair unless its tuple is there; a full list stays as it is. */
    void add(CandidatePair pair) {
        if (pairs.size() < maxPairs) {
            pairs.putIfAbsent(pair.tuple, pair);
        }
    }

    void clear() {
        pairs.clear();
        triggered.clear();
    }

    void removeIf(Predicate<CandidatePair> gone) {
        pairs.values().removeIf(gone);
        triggered.removeIf(gone);
    }

    /** Has {@code pair} checked before all that only wait. */
    void trigger(CandidatePair pair) {
        pair.end(State.WAITING);
        if (!triggered.contains(pair)) {
            triggered.add(pair);
        }
    }

    boolean hasWaiting() {
        return pairs.values().stream().anyMatch(pair -> pair.state == State.WAITING);
    }

    int pendingCount() {
        return (int) pairs.values().stream().filter(CandidatePair::isPending).count();
    }

    /** The pair whose turn it is, null when none waits. */
    @Nullable CandidatePair takeNext(IceRole role) {
        CandidatePair first = triggered.poll();
        return first != null ? first : best(role, pair -> pair.state == State.WAITING);
    }

    /** The pair of highest priority that has {@code property}. */
    @Nullable CandidatePair best(IceRole role, Predicate<CandidatePair> property) {
        CandidatePair best = null;
        for (CandidatePair pair : pairs.values()) {
            if (property.test(pair)
                    && (best == null
                            || Long.compareUnsigned(pair.priority(role), best.priority(role))
                                    > 0)) {
                best = pair;
            }
        }
        return best;
    }

    @Nullable CandidatePair byTransaction(TransactionId id) {
        for (CandidatePair pair : pairs.values()) {
            if (pair.transaction != null && pair.transaction.id.equals(id)) {
                return pair;
            }
        }
        return null;
    }

    /**
     * Gives up what is pending, because a pair was selected (RFC 8445, section 8.1.2). What would
     * be {@code better} goes on, and what of it had failed begins anew.
     */
    void stop(long nowNanos, Predicate<CandidatePair> better) {
        triggered.clear();
        for (CandidatePair pair : pairs.values()) {
            if (!better.test(pair)) {
                if (pair.isPending()) {
                    pair.end(State.STOPPED);
                }
            } else if (pair.transaction != null) {
                pair.transaction.hurry(nowNanos);
            } else if (pair.state != State.SUCCEEDED) {
                pair.end(State.WAITING);
            }
        }
    }

    /** Has every pair checked again, because the selected one is gone. */
    void revive() {
        triggered.clear();
        for (CandidatePair pair : pairs.values()) {
            pair.end(State.WAITING);
            pair.nominated = false;
        }
    }
}
