package dev.sluice.rtp.stream;

import java.util.Arrays;

/**
 * Knows which packets of one stream are missing and when to ask for them again (RFC 4585, section
 * 6.2.1): first after a wait in which a reordered packet may still come, then again after a round
 * trip and ever longer, a few times. Owned by the transport's loop; allocates nothing.
 */
final class NackGenerator {

    static final long REORDER_WAIT_NANOS = 10_000_000L;

    private static final long MIN_RETRY_NANOS = 20_000_000L;
    private static final long MAX_RETRY_NANOS = 400_000_000L;
    private static final double BACKOFF = 1.25;
    private static final int REMEMBERED_KEYFRAMES = 8;
    private static final long NONE = -1;

    private final int maxMissing;
    private final int maxTries;
    private final long[] missing;
    private final long[] dueNanos;
    private final long[] askedNanos;
    private final int[] tries;
    private final long[] keyframes = new long[REMEMBERED_KEYFRAMES];
    private int count;
    private int keyframeCount;
    private long highest = NONE;
    private long deadlineNanos = Long.MAX_VALUE;

    /** Takes one number to ask for. */
    @FunctionalInterface
    interface Sink {
        /** Says false when there is no room: the number is offered again later. */
        boolean ask(long index);
    }

    /**
     * Nothing is missing yet.
     *
     * @param maxMissing at once
     * @param maxTries for each
     */
    NackGenerator(int maxMissing, int maxTries) {
        this.maxMissing = maxMissing;
        this.maxTries = maxTries;
        missing = new long[maxMissing];
        dueNanos = new long[maxMissing];
        askedNanos = new long[maxMissing];
        tries = new int[maxMissing];
    }

    /**
     * Notes that a packet came, by whatever way. Says false when so much is missing that only a
     * keyframe helps: then all is forgotten.
     */
    boolean onPacket(long nowNanos, long index) {
        if (highest == NONE) {
            highest = index;
            return true;
        }
        if (index <= highest) {
            remove(index);
            return true;
        }
        long from = highest + 1;
        highest = index;
        int gap = (int) Math.min(index - from, maxMissing + 1);
        if (count + gap > maxMissing && !makeRoom(gap)) {
            count = 0;
            deadlineNanos = Long.MAX_VALUE;
            return false;
        }
        for (long i = from; i < index; i++) {
            add(nowNanos, i);
        }
        return true;
    }

    /** Notes that a keyframe starts at {@code index}: what is older may be given up. */
    void onKeyframe(long index) {
        if (keyframeCount == REMEMBERED_KEYFRAMES) {
            System.arraycopy(keyframes, 1, keyframes, 0, --keyframeCount);
        }
        keyframes[keyframeCount++] = index;
    }

    /**
     * Gives to {@code sink} what is due. A number goes for good when it was asked for often enough.
     */
    void ask(long nowNanos, long roundTripNanos, Sink sink) {
        int kept = 0;
        boolean room = true;
        deadlineNanos = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if (room && dueNanos[i] <= nowNanos) {
                if (tries[i] == maxTries) {
                    continue;
                }
                room = sink.ask(missing[i]);
                if (room) {
                    dueNanos[i] = nowNanos + retryNanos(roundTripNanos, tries[i]++);
                    askedNanos[i] = nowNanos;
                }
            }
            move(i, kept++);
            deadlineNanos = Math.min(deadlineNanos, dueNanos[i]);
        }
        count = kept;
    }

    /**
     * How long ago {@code index} was asked for, when it was asked for exactly once: only then the
     * answer tells the round trip. Otherwise -1. To be called before {@link #onPacket}.
     */
    long sinceAskedNanos(long nowNanos, long index) {
        int at = find(index);
        return at >= 0 && tries[at] == 1 ? nowNanos - askedNanos[at] : -1;
    }

    /** When {@link #ask} has something, or sooner. */
    long nextDeadlineNanos() {
        return deadlineNanos;
    }

    int missing() {
        return count;
    }

    void reset() {
        count = 0;
        keyframeCount = 0;
        highest = NONE;
        deadlineNanos = Long.MAX_VALUE;
    }

    private void add(long nowNanos, long index) {
        missing[count] = index;
        dueNanos[count] = nowNanos + REORDER_WAIT_NANOS;
        tries[count] = 0;
        count++;
        deadlineNanos = Math.min(deadlineNanos, nowNanos + REORDER_WAIT_NANOS);
    }

    /** Gives up what lies before a keyframe, of as few keyframes as will do. */
    private boolean makeRoom(int gap) {
        for (int k = 0; k < keyframeCount; k++) {
            int first = find(keyframes[k]);
            first = first < 0 ? -first - 1 : first;
            if (count - first + gap <= maxMissing) {
                shiftDown(first);
                return true;
            }
        }
        return false;
    }

    private void remove(long index) {
        int at = find(index);
        if (at < 0) {
            return;
        }
        int behind = count - at - 1;
        System.arraycopy(missing, at + 1, missing, at, behind);
        System.arraycopy(dueNanos, at + 1, dueNanos, at, behind);
        System.arraycopy(askedNanos, at + 1, askedNanos, at, behind);
        System.arraycopy(tries, at + 1, tries, at, behind);
        count--;
    }

    private void shiftDown(int first) {
        for (int i = first; i < count; i++) {
            move(i, i - first);
        }
        count -= first;
    }

    private void move(int from, int to) {
        missing[to] = missing[from];
        dueNanos[to] = dueNanos[from];
        askedNanos[to] = askedNanos[from];
        tries[to] = tries[from];
    }

    /** Where {@code index} stands, or -(where it would stand) - 1. */
    private int find(long index) {
        return Arrays.binarySearch(missing, 0, count, index);
    }

    private static long retryNanos(long roundTripNanos, int tries) {
        double nanos = roundTripNanos * Math.pow(BACKOFF, tries);
        return (long) Math.max(MIN_RETRY_NANOS, Math.min(nanos, MAX_RETRY_NANOS));
    }
}
