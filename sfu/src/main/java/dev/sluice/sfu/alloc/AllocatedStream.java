package dev.sluice.sfu.alloc;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One video stream of a subscriber, as the allocator sees it: what it can be, what is wanted of it
 * and what it is. Owned by the subscriber's media loop.
 */
public final class AllocatedStream {

    static final int NONE = -1;

    private static final long HOLD_NANOS = 5_000_000_000L;
    private static final long LONGEST_NANOS = 40_000_000_000L;
    private static final int MAX_REFUSALS = 5;
    private static final double MIN_SPREAD = 0.5;

    /** After a step up its effect is awaited before the next. */
    private static final long SETTLE_NANOS = 1_000_000_000L;

    /** Below it motion falls apart: a lower layer at full frame rate looks better. */
    private static final double MIN_CAMERA_FPS = 12;

    private static final double MIN_SCREEN_FPS = 4.5;

    /** Less looks as if the picture stood still. */
    private static final double MIN_THIN_FPS = 5;

    private final String track;
    private final StreamKind kind;
    private final RandomGenerator random;
    private final RungMemory memory = new RungMemory();
    private List<Rung> offered = List.of();
    private StreamDemand demand = StreamDemand.TILE;

    /** What may be chosen under the present demand, cheapest first. */
    private List<Rung> rungs = List.of();

    private @Nullable Rung current;

    /** Sent for the moment instead of {@link #current}: the same layer with fewer frames. */
    private @Nullable Rung thinned;

    private boolean paused;
    private boolean demandChanged = true;
    private boolean layersChanged;
    private long unfitSince = Long.MIN_VALUE;
    private long holdUntil = Long.MIN_VALUE;
    private long raisedNanos = Long.MIN_VALUE;
    private int refusals;

    int planned = NONE;
    @Nullable Rung proving;

    AllocatedStream(String track, StreamKind kind, RandomGenerator random) {
        this.random = random;
        this.track = track;
        this.kind = kind;
    }

    /** The publication's id. */
    public String track() {
        return track;
    }

    /** What it shows. */
    public StreamKind kind() {
        return kind;
    }

    /** What the subscriber wants of it. */
    public StreamDemand demand() {
        return demand;
    }

    /** What to forward; null: nothing. */
    public @Nullable Rung target() {
        return thinned != null ? thinned : current;
    }

    /** What was decided on, whatever is left out of it for the moment. */
    @Nullable Rung chosen() {
        return current;
    }

    /** Wanted, but not sent for want of bandwidth. */
    public boolean paused() {
        return paused;
    }

    /** The highest layer that this subscriber could make use of, -1 for none (dynacast). */
    public int wantedLayer() {
        if (!demand.visible()) {
            return NONE;
        }
        int highest = 0;
        for (Rung rung : offered) {
            highest = Math.max(highest, rung.layer());
        }
        for (int layer = 0; layer < highest; layer++) {
            if (heightOf(layer) >= demand.maxHeight()) {
                return layer;
            }
        }
        return highest;
    }

    void demand(StreamDemand changed, StreamDemand bounds) {
        StreamDemand bounded =
                new StreamDemand(
                        changed.visible() && bounds.visible(),
                        changed.onStage(),
                        Math.min(changed.maxHeight(), bounds.maxHeight()),
                        Math.min(changed.maxFps(), bounds.maxFps()));
        if (!bounded.equals(demand)) {
            demand = bounded;
            demandChanged = true;
            choose();
        }
    }

    void rungs(List<Rung> changed) {
        boolean same = sameSteps(offered, changed);
        offered = List.copyOf(changed);
        layersChanged |= !same;
        choose();
    }

    List<Rung> rungs() {
        return rungs;
    }

    /** The index of the present rung in {@link #rungs}, or of the best below it; NONE if none. */
    int currentIndex() {
        Rung now = current;
        if (now == null) {
            return NONE;
        }
        int best = rungs.isEmpty() ? NONE : 0;
        for (int i = 0; i < rungs.size(); i++) {
            Rung rung = rungs.get(i);
            if (rung.same(now)) {
                return i;
            }
            if (rung.layer() < now.layer()
                    || (rung.layer() == now.layer() && rung.temporal() < now.temporal())) {
                best = i;
            }
        }
        return best;
    }

    long cost(int index) {
        return index == NONE ? 0 : rungs.get(index).wireBps();
    }

    long currentCost() {
        return cost(currentIndex());
    }

    /** What is sent costs, without the frames that are left out for the moment. */
    long sentCost() {
        return thinned != null ? thinned.wireBps() : currentCost();
    }

    /** What is sent with one temporal layer less; null when nothing more can be left out. */
    @Nullable Rung thinner() {
        Rung now = target();
        Rung next = null;
        for (Rung rung : offered) {
            boolean below =
                    now != null && rung.layer() == now.layer() && rung.temporal() < now.temporal();
            boolean moves = rung.fps() == 0 || rung.fps() >= MIN_THIN_FPS;
            if (below && moves && (next == null || rung.temporal() > next.temporal())) {
                next = rung;
            }
        }
        return next;
    }

    /** The costliest that has frames to leave out; those that come first in everything, last. */
    static @Nullable AllocatedStream nextToThin(List<AllocatedStream> streams) {
        AllocatedStream next = null;
        for (AllocatedStream stream : streams) {
            if (stream.thinner() == null) {
                continue;
            }
            boolean sooner =
                    next == null
                            || (next.priority() && !stream.priority())
                            || (next.priority() == stream.priority()
                                    && stream.sentCost() > next.sentCost());
            next = sooner ? stream : next;
        }
        return next;
    }

    /** Leaves out the upper temporal layer for the moment; gives what is sent then. */
    @Nullable Rung thin() {
        thinned = thinner();
        return thinned;
    }

    /** Leaves out nothing any more; says whether anything was. */
    boolean restore() {
        boolean was = thinned != null;
        thinned = null;
        return was;
    }

    boolean wanted() {
        return demand.visible() && !rungs.isEmpty();
    }

    boolean priority() {
        return demand.onStage() || kind == StreamKind.SCREEN;
    }

    /** Whether the layer of {@code index} had to be taken back not long ago. */
    boolean failedAt(int index, long nowNanos) {
        return memory.blocked(nowNanos, rungs.get(index));
    }

    int failures(Rung rung) {
        return memory.failures(rung);
    }

    boolean held(long nowNanos) {
        boolean settling = raisedNanos != Long.MIN_VALUE && nowNanos - raisedNanos < SETTLE_NANOS;
        return nowNanos < holdUntil || settling;
    }

    boolean takeDemandChanged() {
        boolean was = demandChanged;
        demandChanged = false;
        return was;
    }

    boolean takeLayersChanged() {
        boolean was = layersChanged;
        layersChanged = false;
        return was;
    }

    /** Since when not even the lowest rung fits; MIN_VALUE: it does. */
    long unfitSince() {
        return unfitSince;
    }

    void unfit(long nowNanos, boolean unfit) {
        if (!unfit) {
            unfitSince = Long.MIN_VALUE;
        } else if (unfitSince == Long.MIN_VALUE) {
            unfitSince = nowNanos;
        }
    }

    void set(@Nullable Rung rung, boolean nowPaused) {
        current = rung;
        thinned = null;
        paused = nowPaused;
    }

    /** Whether the step to the present rung is so new that what goes wrong may be its fault. */
    boolean raisedLately(long nowNanos) {
        Rung now = current;
        return now != null && currentIndex() > 0 && memory.isNew(nowNanos, now);
    }

    void raised(long nowNanos, Rung from, Rung to) {
        raisedNanos = nowNanos;
        refusals = 0;
        memory.raised(nowNanos, from, to);
    }

    /** The bandwidth took something away: no step up for a while. */
    void lowered(long nowNanos, @Nullable Rung from, @Nullable Rung to) {
        raisedNanos = Long.MIN_VALUE;
        if (from != null) {
            memory.lowered(nowNanos, from, to == null ? NONE : RungMemory.at(to));
        }
        holdUntil = nowNanos + (long) (HOLD_NANOS * (1 + random.nextDouble()));
    }

    /** A proof failed: nothing was lost, try again in a while. */
    void refused(long nowNanos) {
        refusals = Math.min(refusals + 1, MAX_REFUSALS);
        long hold = (long) (Math.min(HOLD_NANOS << (refusals - 1), LONGEST_NANOS) * spread());
        holdUntil = Math.max(holdUntil, nowNanos + hold);
    }

    /** The highest rung that may be tried: after trouble, one at a time. */
    int highestStep(boolean oneAtATime) {
        boolean careful = oneAtATime || refusals > 0;
        return careful && current != null ? currentIndex() + 1 : Integer.MAX_VALUE;
    }

    /** Subscribers behind one link must not go up and down in step. */
    private double spread() {
        return MIN_SPREAD + random.nextDouble();
    }

    private int heightOf(int layer) {
        int height = 0;
        for (Rung rung : offered) {
            height = rung.layer() == layer ? Math.max(height, rung.height()) : height;
        }
        return height;
    }

    /** Keeps what the demand allows, cheapest first, each step better than the one before. */
    private void choose() {
        List<Rung> sorted = new ArrayList<>(offered);
        sorted.sort((a, b) -> Long.compare(a.wireBps(), b.wireBps()));
        List<Rung> chosen = new ArrayList<>();
        int wantedLayer = wantedLayer();
        for (Rung rung : sorted) {
            boolean allowed =
                    rung.layer() <= wantedLayer
                            && (rung.temporal() == 0 || rung.fps() <= demand.maxFps())
                            && rung.wireBps() > 0
                            && (rung.layer() == lowestLayer() || rung.fps() == 0 || smooth(rung));
            Rung last = chosen.isEmpty() ? null : chosen.get(chosen.size() - 1);
            if (allowed && (last == null || better(rung, last))) {
                chosen.add(rung);
            }
        }
        rungs = List.copyOf(chosen);
    }

    private int lowestLayer() {
        int lowest = Integer.MAX_VALUE;
        for (Rung rung : offered) {
            lowest = Math.min(lowest, rung.layer());
        }
        return lowest;
    }

    private boolean smooth(Rung rung) {
        double least = kind == StreamKind.SCREEN ? MIN_SCREEN_FPS : MIN_CAMERA_FPS;
        return rung.fps() >= Math.min(least, demand.maxFps());
    }

    private static boolean better(Rung rung, Rung than) {
        return rung.layer() > than.layer()
                || (rung.layer() == than.layer() && rung.temporal() > than.temporal());
    }

    private static boolean sameSteps(List<Rung> a, List<Rung> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!a.get(i).same(b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
