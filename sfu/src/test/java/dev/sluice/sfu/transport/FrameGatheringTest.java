package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.stream.MediaPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameGatheringTest {

    private static final long MILLI = 1_000_000L;

    private record Gone(long nanos, int encoding, long index, boolean end) {}

    private final FrameGathering gathering = new FrameGathering(3, ExtensionIds.NONE);
    private final List<Gone> gone = new ArrayList<>();

    /** As a publisher sends that spreads ten packets over a thirtieth of a second. */
    @Test
    void shouldGatherPacketsThatComeEvenly() {
        for (int i = 0; i < 100; i++) {
            offer(i * 10 * MILLI / 3, 0, i, i / 10, i % 10 == 9);
        }
        assertEquals(100, gone.size());
        for (int i = 10; i < 100; i++) {
            int with = i - i % 10 + Math.min(9, i % 10 / 4 * 4 + 3);
            assertEquals(with * 10 * MILLI / 3, gone.get(i).nanos, "packet " + i);
        }
    }

    @Test
    void shouldSendABurstOnAtItsEnd() {
        frame(0, 0, 0, 10, 1_000);
        gone.clear();
        long start = 33 * MILLI;
        frame(start, 10, 1, 10, 1_000);
        assertEquals(10, gone.size());
        gone.forEach(packet -> assertEquals(start + 9 * 1_000, packet.nanos));
    }

    @Test
    void shouldNotWaitWhereTheNextIsFarOff() {
        for (int i = 0; i < 40; i++) {
            offer(i * 12 * MILLI, 0, i, i / 4, i % 4 == 3);
            assertEquals(i + 1, gone.size());
        }
    }

    @Test
    void shouldLetGoWhenTheRestOfAFrameDoesNotCome() {
        frame(0, 0, 0, 10, MILLI);
        gone.clear();
        offer(50 * MILLI, 0, 10, 1, false);
        assertTrue(gone.isEmpty());
        assertEquals(61 * MILLI, gathering.nextDeadlineNanos());
        gathering.onTimeout(60 * MILLI, this::onward);
        assertTrue(gone.isEmpty());
        gathering.onTimeout(61 * MILLI, this::onward);
        assertEquals(List.of(new Gone(61 * MILLI, 0, 10, false)), gone);
        assertEquals(Long.MAX_VALUE, gathering.nextDeadlineNanos());
    }

    @Test
    void shouldNotLetRetransmittedPacketsWait() {
        frame(0, 0, 0, 4, MILLI);
        offer(40 * MILLI, 0, 4, 1, false);
        offer(41 * MILLI, 0, 6, 1, false);
        gone.clear();
        offer(41 * MILLI + 1, 0, 5, 1, false);
        assertEquals(new Gone(41 * MILLI + 1, 0, 5, false), gone.get(gone.size() - 1));
        assertEquals(Long.MAX_VALUE, gathering.nextDeadlineNanos());
    }

    /** Three encodings with jitter, losses and late packets. */
    @Test
    void shouldKeepOrderAndNeverDelayTheEndOfAFrame() {
        Random random = new Random(7);
        List<Gone> came = new ArrayList<>();
        long nowNanos = 0;
        long[] index = new long[3];
        long[] timestamp = new long[3];
        for (int i = 0; i < 200_000; i++) {
            nowNanos += random.nextInt(random.nextInt(4) == 0 ? 14_000_000 : 1_000_000);
            if (gathering.nextDeadlineNanos() <= nowNanos) {
                gathering.onTimeout(gathering.nextDeadlineNanos(), this::onward);
            }
            int encoding = random.nextInt(3);
            boolean end = random.nextInt(6) == 0;
            boolean late = random.nextInt(50) == 0 && index[encoding] > 0;
            index[encoding] += random.nextInt(30) == 0 ? 2 : 1;
            long at = late ? index[encoding] - 2 : index[encoding];
            Gone packet = new Gone(nowNanos, encoding, at, end);
            came.add(packet);
            offer(nowNanos, encoding, at, timestamp[encoding], end);
            if (end) {
                timestamp[encoding]++;
                assertEquals(packet, gone.get(gone.size() - 1));
            }
        }
        gathering.onTimeout(Long.MAX_VALUE - 1, this::onward);
        assertEquals(came.size(), gone.size());
        int together = 0;
        for (int i = 0; i < came.size() - 32; i++) {
            Gone in = came.get(i);
            Gone out = gone.get(i);
            assertEquals(new Gone(out.nanos, in.encoding, in.index, in.end), out);
            long waited = out.nanos - in.nanos;
            assertTrue(waited >= 0 && waited <= FrameGathering.MAX_WAIT_NANOS, waited + " ns");
            together += waited > 0 ? 1 : 0;
        }
        assertTrue(together > came.size() / 4, together + " packets waited");
    }

    private void frame(long startNanos, long firstIndex, long timestamp, int packets, long gap) {
        for (int i = 0; i < packets; i++) {
            offer(startNanos + i * gap, 0, firstIndex + i, timestamp, i == packets - 1);
        }
    }

    private void offer(long nowNanos, int encoding, long index, long timestamp, boolean end) {
        byte[] data = new byte[100];
        data[0] = (byte) 0x80;
        data[1] = (byte) (96 | (end ? 0x80 : 0));
        Bytes.put16(data, 2, (int) index & 0xFFFF);
        Bytes.put32(data, 4, timestamp);
        MediaPacket packet = new MediaPacket();
        packet.rtp.parse(data, 0, data.length);
        packet.codec = Codec.VP8;
        packet.encoding = encoding;
        packet.index = index;
        gathering.onMedia(nowNanos, packet, this::onward);
    }

    private void onward(long nowNanos, MediaPacket[] packets, int count) {
        for (int i = 0; i < count; i++) {
            MediaPacket packet = packets[i];
            gone.add(new Gone(nowNanos, packet.encoding, packet.index, packet.rtp.marker()));
        }
    }
}
