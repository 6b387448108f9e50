package dev.sluice.dtlssrtp.srtp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Contexts by SSRC: open addressing without boxing. Holds at most {@code capacity} entries and
 * knows which one was used least recently.
 */
final class SsrcTable<C> {

    private static final int INITIAL_SLOTS = 16;

    private final int capacity;
    private int[] ssrcs = new int[INITIAL_SLOTS];
    private @Nullable Object[] contexts = new Object[INITIAL_SLOTS];
    private long[] lastUse = new long[INITIAL_SLOTS];
    private int size;
    private long uses;

    SsrcTable(int capacity) {
        this.capacity = capacity;
    }

    int size() {
        return size;
    }

    boolean full() {
        return size >= capacity;
    }

    /** The context of an SSRC, which becomes the most recently used one; null if there is none. */
    @Nullable C get(int ssrc) {
        int slot = find(ssrc);
        lastUse[slot] = ++uses;
        return contextAt(slot);
    }

    /** Adds an SSRC that is not there yet; a full table forgets its least recently used one. */
    void put(int ssrc, C context) {
        if (full()) {
            remove(leastRecentlyUsed());
        }
        if (2 * (size + 1) > ssrcs.length) {
            resize();
        }
        insert(ssrc, context, ++uses);
    }

    void clear() {
        Arrays.fill(contexts, null);
        size = 0;
    }

    private void insert(int ssrc, C context, long use) {
        int slot = find(ssrc);
        ssrcs[slot] = ssrc;
        contexts[slot] = context;
        lastUse[slot] = use;
        size++;
    }

    /** The slot of an SSRC, or the empty one where it would go. */
    private int find(int ssrc) {
        int mask = ssrcs.length - 1;
        int slot = home(ssrc);
        while (contexts[slot] != null && ssrcs[slot] != ssrc) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int home(int ssrc) {
        int mixed = ssrc * 0x9E3779B9;
        return (mixed ^ (mixed >>> 16)) & (ssrcs.length - 1);
    }

    private int leastRecentlyUsed() {
        int eldest = -1;
        for (int i = 0; i < ssrcs.length; i++) {
            if (contexts[i] != null && (eldest < 0 || lastUse[i] < lastUse[eldest])) {
                eldest = i;
            }
        }
        return eldest;
    }

    /** Moves later entries of the probe sequence back, so that no gap hides them. */
    private void remove(int slot) {
        int mask = ssrcs.length - 1;
        int gap = slot;
        for (int i = (gap + 1) & mask; contexts[i] != null; i = (i + 1) & mask) {
            if (((i - home(ssrcs[i])) & mask) >= ((i - gap) & mask)) {
                ssrcs[gap] = ssrcs[i];
                contexts[gap] = contexts[i];
                lastUse[gap] = lastUse[i];
                gap = i;
            }
        }
        contexts[gap] = null;
        size--;
    }

    private void resize() {
        int[] oldSsrcs = ssrcs;
        @Nullable Object[] oldContexts = contexts;
        long[] oldLastUse = lastUse;
        ssrcs = new int[2 * oldSsrcs.length];
        contexts = new Object[ssrcs.length];
        lastUse = new long[ssrcs.length];
        size = 0;
        for (int i = 0; i < oldSsrcs.length; i++) {
            C context = cast(oldContexts[i]);
            if (context != null) {
                insert(oldSsrcs[i], context, oldLastUse[i]);
            }
        }
    }

    private @Nullable C contextAt(int slot) {
        return cast(contexts[slot]);
    }

    @SuppressWarnings("unchecked") // only insert() stores, and it stores a C
    private @Nullable C cast(@Nullable Object context) {
        return (C) context;
    }
}
