package dev.sluice.sfu.net;

import dev.sluice.mediacore.time.TimerGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When a loop's timer runs next, and which peers it calls then. It knows the deadlines: a peer is
 * looked at when one is due, or when it does not know its own any more. Runs of the timer are at
 * least 5 ms apart, whatever a peer says, and at most 20 ms. Owned by the loop; allocates nothing
 * once it holds its peers.
 */
final class LoopTimer {

    /** How late a deadline may be; how often a peer is called at most. */
    static final long RESOLUTION_NANOS = 5_000_000L;

    /** So that a loop which stands still is noticed. */
    static final long LONGEST_NANOS = TimerGrid.STEP_NANOS;

    private static final long NEVER = Long.MAX_VALUE;

    private final Runnable news;
    private final LoopFaults faults;
    private final List<Deadline> peers = new ArrayList<>();
    private final List<Deadline> unknown = new ArrayList<>();

    /** By place in {@link #peers}; NEVER behind the last. */
    private long[] due = new long[0];

    /** Nobody is due before. */
    private long earliestNanos = NEVER;

    private long lastNanos;
    private long wakeNanos = NEVER;

    /**
     * Of a loop without peers.
     *
     * @param news is called when {@link #moves} is to be asked at the end of this batch
     */
    LoopTimer(Runnable news, LoopFaults faults) {
        this.news = news;
        this.faults = faults;
    }

    /** The first peer is about to come. */
    void start(long nowNanos) {
        lastNanos = nowNanos;
        wakeNanos = NEVER;
        earliestNanos = NEVER;
    }

    boolean isEmpty() {
        return peers.isEmpty();
    }

    void add(DatagramPeer peer, Deadline deadline) {
        int place = peers.size();
        if (place == due.length) {
            due = Arrays.copyOf(due, place + place / 2 + 8);
        }
        due[place] = NEVER;
        peers.add(deadline);
        deadline.timer = this;
        deadline.peer = peer;
        deadline.place = place;
        deadline.called();
        onUnknown(deadline);
    }

    void remove(DatagramPeer peer) {
        for (int i = 0; i < peers.size(); i++) {
            if (peers.get(i).peer == peer) {
                remove(i);
                return;
            }
        }
    }

    /** The last takes its place. */
    private void remove(int place) {
        Deadline removed = peers.get(place);
        removed.timer = null;
        removed.peer = null;
        int end = peers.size() - 1;
        Deadline last = peers.remove(end);
        if (place < end) {
            peers.set(place, last);
            last.place = place;
            due[place] = due[end];
        }
        due[end] = NEVER;
    }

    void onUnknown(Deadline deadline) {
        if (!deadline.listed) {
            deadline.listed = true;
            unknown.add(deadline);
        }
        news.run();
    }

    void onKnown(int place, long nanos) {
        due[place] = nanos;
        if (nanos < earliestNanos) {
            earliestNanos = nanos;
            news.run();
        }
    }

    /** When the timer is set to run. */
    long wakeNanos() {
        return wakeNanos;
    }

    /**
     * Whether the timer is to be set anew, for {@link #wakeNanos}: it was not set, or something is
     * due before. At the end of each batch.
     */
    boolean moves(long nowNanos) {
        if (peers.isEmpty()) {
            return false;
        }
        // Otherwise it runs soon enough, and asks itself: once for several batches.
        if (wakeNanos > nowNanos + RESOLUTION_NANOS) {
            ask(nowNanos);
        }
        long wanted = Math.min(earliestNanos, lastNanos + LONGEST_NANOS);
        wanted = Math.max(wanted, lastNanos + RESOLUTION_NANOS);
        if (wanted >= wakeNanos) {
            return false;
        }
        wakeNanos = wanted;
        return true;
    }

    /** Calls whoever is due; the timer is not set afterwards. */
    void run(long nowNanos) {
        lastNanos = nowNanos;
        wakeNanos = NEVER;
        ask(nowNanos);
        if (earliestNanos > nowNanos) {
            return;
        }
        // From the end: when one leaves, one that had its turn takes its place.
        for (int i = peers.size() - 1; i >= 0; i--) {
            if (due[i] <= nowNanos) {
                call(nowNanos, peers.get(i));
            }
        }
        // They may have changed one another's.
        long next = NEVER;
        for (int i = 0; i < peers.size(); i++) {
            next = Math.min(next, due[i]);
        }
        earliestNanos = next;
    }

    /** What is due still, or again, is so at the next run: of a faulty peer as well. */
    private void call(long nowNanos, Deadline deadline) {
        DatagramPeer peer = deadline.peer;
        if (peer == null) {
            return;
        }
        deadline.called();
        try {
            peer.onTimeout(nowNanos);
        } catch (RuntimeException e) {
            failed(nowNanos, peer, "failed at a deadline", e);
        }
        long next = deadline.nanos() == Deadline.UNKNOWN ? ask(nowNanos, peer) : deadline.nanos();
        deadline.found(Math.max(next, nowNanos + RESOLUTION_NANOS));
    }

    private void ask(long nowNanos) {
        for (int i = 0; i < unknown.size(); i++) {
            Deadline deadline = unknown.get(i);
            DatagramPeer peer = deadline.peer;
            deadline.listed = false;
            if (peer != null && deadline.nanos() == Deadline.UNKNOWN) {
                deadline.found(ask(nowNanos, peer));
            }
        }
        unknown.clear();
    }

    private long ask(long nowNanos, DatagramPeer peer) {
        try {
            return peer.nextDeadlineNanos();
        } catch (RuntimeException e) {
            failed(nowNanos, peer, "does not know its deadline", e);
            return nowNanos + RESOLUTION_NANOS;
        }
    }

    private void failed(long nowNanos, DatagramPeer peer, String how, RuntimeException fault) {
        faults.caught(nowNanos, "transport " + peer.usernameFragment() + " " + how, fault);
    }
}
