package dev.sluice.sfu.alloc;

import dev.sluice.rtp.cc.CongestionListener;
import dev.sluice.rtp.cc.EstimateCause;
import dev.sluice.rtp.cc.ProbeCause;
import dev.sluice.rtp.cc.ProbeCluster;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The newest decisions about one subscriber, each with its cause: those about the path (hears the
 * congestion controller) and those about each track. Bounded: a chatty estimate does not push out
 * the layers. Owned by the subscriber's media loop; {@link #newest} copies.
 */
public final class DecisionHistory implements CongestionListener {

    /** So many are kept about the path, and so many about tracks. */
    public static final int CAPACITY = 256;

    private final ArrayDeque<Decision> path = new ArrayDeque<>();
    private final ArrayDeque<Decision> tracks = new ArrayDeque<>();
    private final Consumer<Decision> listener;
    private long targetBps;
    private long total;

    /** Tells nobody. */
    public DecisionHistory() {
        this(decision -> {});
    }

    /** Tells that listener of each decision, at once. */
    public DecisionHistory(Consumer<Decision> listener) {
        this.listener = listener;
    }

    void add(Decision decision) {
        ArrayDeque<Decision> kept = decision.track() == null ? path : tracks;
        if (kept.size() == CAPACITY) {
            kept.removeFirst();
        }
        kept.addLast(decision);
        total++;
        listener.accept(decision);
    }

    /** The newest {@code limit} decisions about the path, oldest first. */
    public List<Decision> newest(int limit) {
        return last(path, limit);
    }

    /** The newest {@code limit} decisions about {@code track}, oldest first. */
    public List<Decision> newest(String track, int limit) {
        ArrayDeque<Decision> mine = new ArrayDeque<>();
        for (Decision decision : tracks) {
            if (track.equals(decision.track())) {
                mine.addLast(decision);
            }
        }
        return last(mine, limit);
    }

    /** All that is kept, oldest first. */
    public List<Decision> all() {
        List<Decision> copy = new ArrayList<>(path);
        copy.addAll(tracks);
        copy.sort(Comparator.comparingLong(Decision::atNanos));
        return copy;
    }

    /** All decisions ever made, so that a reader sees whether there is something new. */
    public long total() {
        return total;
    }

    @Override
    public void onEstimate(long nowNanos, long bps, EstimateCause cause) {
        targetBps = bps;
        path(nowNanos, DecisionKind.ESTIMATE, cause, "", bps);
    }

    @Override
    public void onGate(long nowNanos, boolean closed, long queueDelayNanos, long budgetBps) {
        DecisionKind kind = closed ? DecisionKind.GATE_CLOSED : DecisionKind.GATE_OPENED;
        String queue = queueDelayNanos / 1_000_000 + " ms";
        path(nowNanos, kind, EstimateCause.GATE, queue, budgetBps);
    }

    @Override
    public void onProbe(long nowNanos, ProbeCluster cluster) {
        path(nowNanos, DecisionKind.PROBE, cluster.cause(), "", cluster.bps());
    }

    @Override
    public void onProbeResult(long nowNanos, ProbeCluster cluster, long measuredBps, double loss) {
        ProbeCause cause = cluster.cause();
        String lost = Math.round(loss * 100) + " % lost";
        path(nowNanos, DecisionKind.PROBE_RESULT, cause, lost, measuredBps);
    }

    private void path(
            long nowNanos, DecisionKind kind, Enum<?> cause, String detail, long valueBps) {
        add(new Decision(nowNanos, null, kind, cause, "", detail, targetBps, valueBps));
    }

    private static List<Decision> last(ArrayDeque<Decision> kept, int limit) {
        List<Decision> copy = new ArrayList<>(kept);
        return copy.subList(Math.max(0, copy.size() - limit), copy.size());
    }
}
