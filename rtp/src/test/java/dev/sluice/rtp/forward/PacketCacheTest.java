package dev.sluice.rtp.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.stream.MediaPacket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PacketCacheTest {

    private static final long MILLI = 1_000_000L;

    private final MediaPacket packet = new MediaPacket();
    private final MediaPacket found = new MediaPacket();
    private final byte[] buffer = new byte[1_500];

    private void put(PacketCache cache, int encoding, long index, int length, long nowNanos) {
        buffer[0] = (byte) 0x80;
        Bytes.put16(buffer, 2, (int) index);
        for (int i = 12; i < length; i++) {
            buffer[i] = (byte) (index * 31 + encoding + i);
        }
        packet.rtp.parse(buffer, 0, length);
        packet.encoding = encoding;
        packet.index = index;
        packet.codec = Codec.VP8;
        packet.arrivalNanos = nowNanos;
        packet.frame.pictureId = (int) index & 0x7FFF;
        cache.put(packet);
    }

    private boolean intact(PacketCache cache, int encoding, long index, int length) {
        if (!cache.find(encoding, index, found)) {
            return false;
        }
        assertEquals(length, found.rtp.length());
        assertEquals(index, found.index);
        assertEquals(index & 0xFFFF, found.rtp.sequenceNumber());
        assertEquals((int) index & 0x7FFF, found.frame.pictureId);
        for (int i = 12; i < length; i++) {
            byte expected = (byte) (index * 31 + encoding + i);
            assertEquals(expected, found.rtp.data()[found.rtp.offset() + i]);
        }
        return true;
    }

    private static PacketCache counting(AtomicInteger evicted) {
        return new PacketCache(
                1, PacketCache.MAX_PACKETS, PacketCache.MAX_BYTES, evicted::incrementAndGet);
    }

    @Test
    void shouldHoldNoMoreThanItMay() {
        PacketCache few = new PacketCache(1, 200, 1 << 20, () -> {});
        PacketCache small = new PacketCache(1, 2_048, 40_000, () -> {});
        for (int i = 0; i < 1_000; i++) {
            put(few, 0, i, 1_000, i);
            put(small, 0, i, 1_000, i);
        }
        assertEquals(128, few.size(), "a power of two");
        assertEquals(1 << 15, small.capacityBytes());
        assertEquals(32, small.size());
    }

    @Test
    void shouldHoldTwoSecondsOfThreeEncodings() {
        PacketCache cache = new PacketCache(3);
        int[] lengths = {200, 600, 1_200};
        for (int i = 0; i < 2_000; i++) {
            put(cache, i % 3, 70_000 + i / 3, lengths[i % 3], i * 4 * MILLI);
            int back = Math.min(i, 499);
            int old = i - back;
            assertTrue(intact(cache, old % 3, 70_000 + old / 3, lengths[old % 3]), i + "/" + old);
        }
        assertTrue(cache.capacityBytes() <= 1 << 20, cache.capacityBytes() + " bytes");
    }

    @Test
    void shouldHoldNoMoreThanItsLimit() {
        AtomicInteger evicted = new AtomicInteger();
        PacketCache cache = counting(evicted);
        for (int i = 0; i < 10_000; i++) {
            put(cache, 0, i, 1_200, i);
        }
        assertEquals(PacketCache.MAX_PACKETS, cache.size());
        assertEquals(10_000 - PacketCache.MAX_PACKETS, evicted.get());
        assertTrue(intact(cache, 0, 10_000 - PacketCache.MAX_PACKETS, 1_200));
        assertFalse(intact(cache, 0, 10_000 - PacketCache.MAX_PACKETS - 1, 1_200));
        assertTrue(cache.capacityBytes() <= 1 << 22);
    }

    @Test
    void shouldStaySmallWhenPacketsAreOld() {
        AtomicInteger evicted = new AtomicInteger();
        PacketCache cache = counting(evicted);
        for (int i = 0; i < 1_000; i++) {
            put(cache, 0, i, 100, i * 100 * MILLI);
        }
        assertEquals(0, evicted.get(), "they had their time");
        assertTrue(cache.capacityBytes() <= 1 << 14, cache.capacityBytes() + " bytes");
        assertTrue(cache.size() <= 64);
    }

    @Test
    void shouldNotFindWhatWasNeverThere() {
        PacketCache cache = new PacketCache(2);
        assertFalse(cache.find(0, 0, found));
        assertFalse(cache.find(0, 5, found));
        assertFalse(cache.find(7, 5, found));
        assertEquals(Long.MIN_VALUE, cache.newestIndex(1));
        put(cache, 1, 5, 100, 0);
        put(cache, 2, 5, 100, 0);
        assertFalse(cache.find(0, 5, found));
        assertFalse(cache.find(1, 5 + 64, found));
        assertTrue(cache.find(1, 5, found));
        assertEquals(5, cache.newestIndex(1));
        assertEquals(1, cache.size());
    }

    @Test
    void shouldNeverGiveBytesOfAnotherPacket() {
        Random random = new Random(5);
        PacketCache cache = new PacketCache(2);
        int[] lengths = new int[200_000];
        long now = 0;
        int hits = 0;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = 12 + random.nextInt(random.nextInt(10) == 0 ? 1_480 : 200);
            now += random.nextInt(20_000_000);
            put(cache, i & 1, i, lengths[i], now);
            int probe = Math.max(0, i - random.nextInt(3_000));
            hits += intact(cache, probe & 1, probe, lengths[probe]) ? 1 : 0;
            assertFalse(cache.find((probe & 1) ^ 1, probe, found));
        }
        assertTrue(hits > 10_000, hits + " found");
    }
}
