package dev.sluice.rtp.stream;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which stream an SSRC belongs to: a small hash table without boxing. When it is full the binding
 * that was silent longest makes room. Owned by the transport's loop.
 */
final class SsrcTable {

    /** What an SSRC stands for. */
    static final class Binding {
        final long ssrc;
        final ReceivedEncoding encoding;
        final boolean rtx;
        long lastPacketNanos;

        Binding(long ssrc, ReceivedEncoding encoding, boolean rtx) {
            this.ssrc = ssrc;
            this.encoding = encoding;
            this.rtx = rtx;
        }
    }

    private final int max;
    private final int mask;
    private final @Nullable Binding[] slots;
    private @Nullable Binding last;
    private int size;

    /** An empty table for so many SSRCs. */
    SsrcTable(int max) {
        this.max = max;
        int size = Integer.highestOneBit(4 * max - 1);
        this.mask = size - 1;
        this.slots = new @Nullable Binding[size];
    }

    @Nullable Binding find(long ssrc) {
        if (last != null && last.ssrc == ssrc) {
            return last;
        }
        last = slots[slotOf(ssrc)];
        return last;
    }

    /** Binds the SSRC of {@code binding} to it, whatever it stood for before. */
    void put(Binding binding) {
        int slot = slotOf(binding.ssrc);
        if (slots[slot] == null) {
            if (size == max) {
                removeSilentLongest();
                slot = slotOf(binding.ssrc);
            }
            size++;
        }
        slots[slot] = binding;
        last = binding;
    }

    void removeIf(Predicate<Binding> condition) {
        @Nullable Binding[] before = slots.clone();
        Arrays.fill(slots, null);
        size = 0;
        last = null;
        for (Binding binding : before) {
            if (binding != null && !condition.test(binding)) {
                slots[slotOf(binding.ssrc)] = binding;
                size++;
            }
        }
    }

    int size() {
        return size;
    }

    private void removeSilentLongest() {
        Binding silent = null;
        for (Binding binding : slots) {
            if (binding != null
                    && (silent == null || binding.lastPacketNanos - silent.lastPacketNanos < 0)) {
                silent = binding;
            }
        }
        Binding gone = silent;
        removeIf(binding -> binding == gone);
    }

    /** The slot of {@code ssrc}, or the empty one where it would go. */
    private int slotOf(long ssrc) {
        int slot = (int) ((ssrc * 0x9E37_79B9L) >>> 24) & mask;
        while (true) {
            Binding binding = slots[slot];
            if (binding == null || binding.ssrc == ssrc) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }
}
