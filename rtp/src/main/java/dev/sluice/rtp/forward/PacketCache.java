package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.FrameInfo;
import dev.sluice.rtp.stream.MediaPacket;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The latest packets of one publication on one loop, in plaintext, for all slots that carry it: a
 * circular arena. Packets are found by encoding and index and go by being overwritten; whoever
 * comes too late finds nothing. It grows until it holds 2 s or 2,048 packets; then storing a packet
 * allocates nothing. Owned by one media loop.
 */
public final class PacketCache {

    /** How long a packet is kept when there is room for it. */
    public static final long KEEP_NANOS = 2_000_000_000L;

    /** The most packets kept. */
    public static final int MAX_PACKETS = 2_048;

    /** The most bytes kept. */
    public static final int MAX_BYTES = 1 << 22;

    private static final int FIRST_PACKETS = 64;
    private static final int FIRST_BYTES = 1 << 14;

    private byte[] arena = new byte[FIRST_BYTES];
    private Entry[] entries = newEntries();

    /** Numbers of the oldest entry kept and of the next one; an entry's place is its number. */
    private long oldest;

    private long next;

    /** Where the next packet goes, counted in bytes ever written; skipped bytes included. */
    private long writeAt;

    /** Per encoding, the number of the entry of an index, by the low bits of the index. */
    private final long[][] byIndex;

    private final long[] newestIndex;

    private final int maxPackets;
    private final int maxBytes;
    private final Runnable evicted;

    /** For one publication of {@code encodings} simulcast layers. */
    public PacketCache(int encodings) {
        this(encodings, MAX_PACKETS, MAX_BYTES, () -> {});
    }

    /**
     * For one publication of {@code encodings} simulcast layers.
     *
     * @param maxPackets kept, at least 64; rounded down to a power of two
     * @param maxBytes kept, at least 16 KiB; rounded down to a power of two
     * @param evicted called for each packet that goes younger than {@link #KEEP_NANOS}
     */
    public PacketCache(int encodings, int maxPackets, int maxBytes, Runnable evicted) {
        this.maxPackets = maxPackets;
        this.maxBytes = Integer.highestOneBit(maxBytes);
        this.evicted = evicted;
        byIndex = new long[encodings][FIRST_PACKETS];
        newestIndex = new long[encodings];
        Arrays.fill(newestIndex, Long.MIN_VALUE);
    }

    private static final class Entry {
        long position;
        int length;
        int encoding;
        long index;
        long arrivalNanos;
        long ntpNanos;
        Codec codec = Codec.OPUS;
        final FrameInfo frame = new FrameInfo();
    }

    /** Copies {@code packet}; one that is longer than the arena, or of no encoding, is left out. */
    public void put(MediaPacket packet) {
        int length = packet.rtp.length();
        if (packet.encoding >= byIndex.length || length > maxBytes / 2) {
            return;
        }
        makeRoom(packet.arrivalNanos, length);
        long position = placeFor(length);
        Entry entry = entries[(int) next & (entries.length - 1)];
        System.arraycopy(
                packet.rtp.data(),
                packet.rtp.offset(),
                arena,
                (int) position & (arena.length - 1),
                length);
        entry.position = position;
        entry.length = length;
        entry.encoding = packet.encoding;
        entry.index = packet.index;
        entry.arrivalNanos = packet.arrivalNanos;
        entry.ntpNanos = packet.ntpNanos;
        entry.codec = packet.codec;
        entry.frame.copyFrom(packet.frame);
        long[] numbers = byIndex[packet.encoding];
        numbers[(int) packet.index & (numbers.length - 1)] = next;
        newestIndex[packet.encoding] = Math.max(newestIndex[packet.encoding], packet.index);
        writeAt = position + length;
        next++;
    }

    /**
     * Reads the packet of {@code encoding} with {@code index} into {@code out}, whose bytes are
     * valid until the next {@link #put}. Its header extensions and mid are left untouched. Says
     * false when the packet is not there.
     */
    public boolean find(int encoding, long index, MediaPacket out) {
        Entry entry = entry(encoding, index);
        if (entry == null) {
            return false;
        }
        out.rtp.parse(arena, (int) entry.position & (arena.length - 1), entry.length);
        out.encoding = encoding;
        out.index = index;
        out.arrivalNanos = entry.arrivalNanos;
        out.ntpNanos = entry.ntpNanos;
        out.codec = entry.codec;
        out.frame.copyFrom(entry.frame);
        return true;
    }

    /** What is known of the packet's frame, for correction; null when the packet is not there. */
    @Nullable FrameInfo frame(int encoding, long index) {
        Entry entry = entry(encoding, index);
        return entry == null ? null : entry.frame;
    }

    /** The highest index ever stored of {@code encoding}, or {@link Long#MIN_VALUE}. */
    public long newestIndex(int encoding) {
        return newestIndex[encoding];
    }

    private @Nullable Entry entry(int encoding, long index) {
        if (encoding >= byIndex.length) {
            return null;
        }
        long[] numbers = byIndex[encoding];
        long number = numbers[(int) index & (numbers.length - 1)];
        if (number < oldest || number >= next) {
            return null;
        }
        Entry entry = entries[(int) number & (entries.length - 1)];
        return entry.encoding == encoding && entry.index == index ? entry : null;
    }

    /** How many packets are there. */
    public int size() {
        return (int) (next - oldest);
    }

    /** The memory of the arena, in bytes. */
    public int capacityBytes() {
        return arena.length;
    }

    /** Evicts, or grows, until one more packet of {@code length} bytes fits. */
    private void makeRoom(long nowNanos, int length) {
        while (length > arena.length / 2) {
            growArena();
        }
        if (size() == entries.length) {
            if (young(nowNanos) && 2 * entries.length <= maxPackets) {
                growEntries();
            } else {
                evict(nowNanos);
            }
        }
        while (size() > 0 && placeFor(length) + length > first().position + arena.length) {
            if (young(nowNanos) && 2 * arena.length <= maxBytes) {
                growArena();
            } else {
                evict(nowNanos);
            }
        }
    }

    private void evict(long nowNanos) {
        if (young(nowNanos)) {
            evicted.run();
        }
        oldest++;
    }

    private Entry first() {
        return entries[(int) oldest & (entries.length - 1)];
    }

    private boolean young(long nowNanos) {
        return nowNanos - first().arrivalNanos < KEEP_NANOS;
    }

    /** Packets do not straddle the arena's end: the next place of {@code length} bytes. */
    private long placeFor(int length) {
        int at = (int) writeAt & (arena.length - 1);
        return at + length <= arena.length ? writeAt : writeAt + arena.length - at;
    }

    private void growEntries() {
        // A place is a number's low bits: with one more bit, entries move.
        Entry[] grown = new Entry[entries.length * 2];
        for (int i = 0; i < byIndex.length; i++) {
            byIndex[i] = new long[grown.length];
        }
        for (long number = oldest; number < next; number++) {
            Entry entry = entries[(int) number & (entries.length - 1)];
            grown[(int) number & (grown.length - 1)] = entry;
            long[] numbers = byIndex[entry.encoding];
            numbers[(int) entry.index & (numbers.length - 1)] = number;
        }
        for (int i = 0; i < grown.length; i++) {
            grown[i] = Objects.requireNonNullElseGet(grown[i], Entry::new);
        }
        entries = grown;
    }

    private static Entry[] newEntries() {
        Entry[] entries = new Entry[FIRST_PACKETS];
        Arrays.setAll(entries, i -> new Entry());
        return entries;
    }

    private void growArena() {
        byte[] old = arena;
        byte[] grown = new byte[old.length * 2];
        long at = 0;
        for (long number = oldest; number < next; number++) {
            Entry entry = entries[(int) number & (entries.length - 1)];
            System.arraycopy(
                    old, (int) entry.position & (old.length - 1), grown, (int) at, entry.length);
            entry.position = at;
            at += entry.length;
        }
        writeAt = at;
        arena = grown;
    }
}
