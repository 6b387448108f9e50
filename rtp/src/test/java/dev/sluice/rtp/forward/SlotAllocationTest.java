package dev.sluice.rtp.forward;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.forward.sim.Shape;
import dev.sluice.rtp.forward.sim.SimPacket;
import dev.sluice.rtp.forward.sim.SimPublication;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.rtp.stream.MediaSink;
import dev.sluice.rtp.stream.RtpReceiver;
import dev.sluice.rtp.stream.TrackConfig;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * From ingest to the subscriber's slab nothing makes garbage: switches, NACKs and probes included.
 */
class SlotAllocationTest {

    private static final int WARM_UP_PACKETS = 400_000;
    private static final int PACKETS = 1_000_000;
    private static final long PACKET_NANOS = 2_000_000L;
    private static final int PUBLISHED_SSRC = 100;
    private static final int SLOTS = 3;

    /** Discards what it gets, and remembers sequence numbers to ask for again. */
    private static final class Discarding implements PacketOut {
        private final byte[] slab = new byte[2_048];
        private int sequence;
        private long packets;

        @Override
        public boolean claim(int bytes) {
            return bytes <= slab.length;
        }

        @Override
        public byte[] data() {
            return slab;
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public void commit(OutgoingPacket packet) {
            packets++;
            sequence = packet.kind == PacketKind.RETRANSMISSION ? sequence : packet.sequenceNumber;
        }
    }

    private final RtpReceiver receiver = new RtpReceiver(1, "c");
    private final Discarding out = new Discarding();
    private final SlotSender[] slots = new SlotSender[SLOTS];
    private final SenderReport report = new SenderReport();
    private final MediaSink media = this::onMedia;
    private final byte[] buffer = new byte[2_048];
    private PublicationView view;
    private long nowNanos;
    private int sequence;
    private long timestamp;

    @ParameterizedTest
    @EnumSource(names = {"OPUS", "VP8_SIMULCAST", "H264_SIMULCAST", "VP9_L3T3", "AV1_L3T3_KEY"})
    void shouldAllocateNothingPerPacket(Shape shape) {
        List<byte[]> packets = prepare(shape);
        int at = run(packets, 0, WARM_UP_PACKETS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        long sentBefore = out.packets;
        run(packets, at, PACKETS);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertTrue(allocated < PACKETS, allocated + " bytes for " + PACKETS + " packets");
        long sent = out.packets - sentBefore;
        assertTrue(sent > PACKETS / 2, sent + " packets sent");
    }

    private List<byte[]> prepare(Shape shape) {
        Codec codec = Codec.valueOf(shape.codec());
        Map<Extension, Integer> ids =
                Map.of(Extension.DEPENDENCY_DESCRIPTOR, SimPublication.DESCRIPTOR_ID);
        receiver.configure(
                List.of(
                        new TrackConfig(
                                "0",
                                codec.kind(),
                                List.of(
                                        new TrackConfig.Format(
                                                codec,
                                                SimPublication.TYPE,
                                                97,
                                                true,
                                                true,
                                                true,
                                                true)),
                                ids,
                                List.of(),
                                List.of(new TrackConfig.SignalledSsrc(PUBLISHED_SSRC, -1)),
                                false)));
        PayloadFormat published = new PayloadFormat(codec, SimPublication.TYPE, 97, "");
        view =
                new PublicationView(
                        codec.kind(),
                        1,
                        List.of(published),
                        ExtensionIds.of(ids),
                        new PublisherClock());
        ExtensionIds taken =
                ExtensionIds.of(
                        Map.of(
                                Extension.MID, 1,
                                Extension.TRANSPORT_CC, 2,
                                Extension.DEPENDENCY_DESCRIPTOR, 3));
        for (int i = 0; i < SLOTS; i++) {
            PayloadFormat format = new PayloadFormat(codec, 50, 51, "");
            slots[i] =
                    new SlotSender(
                            new SlotConfig(
                                    "s" + i, codec.kind(), 7 + i, 70 + i, List.of(format), taken),
                            new Random(i));
            slots[i].source(0, view);
        }
        List<byte[]> packets = new ArrayList<>();
        SimPublication publication = new SimPublication(shape, 0, new Random(3));
        for (int picture = 0; picture < 800; picture++) {
            for (SimPacket packet : publication.next(picture * shape.periodNanos())) {
                if (packet.encoding == 0) {
                    packets.add(packet.rtp);
                }
            }
        }
        return packets;
    }

    /** Goes round the packets, from {@code at} on; gives where it stopped. */
    private int run(List<byte[]> packets, int at, int count) {
        int next = at;
        for (int i = 0; i < count; i++) {
            byte[] packet = packets.get(next % packets.size());
            byte[] before = packets.get((next + packets.size() - 1) % packets.size());
            next++;
            nowNanos += PACKET_NANOS;
            System.arraycopy(packet, 0, buffer, 0, packet.length);
            timestamp += Bytes.uint32(packet, 4) == Bytes.uint32(before, 4) ? 0 : 3_000;
            Bytes.put16(buffer, 2, sequence++);
            Bytes.put32(buffer, 4, timestamp);
            Bytes.put32(buffer, 8, PUBLISHED_SSRC);
            receiver.onRtp(nowNanos, buffer, 0, packet.length, media);
            meddle(i);
        }
        return next;
    }

    private void meddle(int i) {
        SlotSender slot = slots[i % SLOTS];
        if (i % 20 == 0) {
            slot.onNack(nowNanos, (out.sequence - 3) & 0xFFFF, 5, out);
        }
        if (i % 100 == 0) {
            slot.target(nowNanos, i / 100 % 4, i / 300 % 3);
            slot.wantedKeyframe(nowNanos);
            slot.senderReport(nowNanos, nowNanos, report);
        }
        if (i % 500 == 0) {
            slot.probe(nowNanos, 3_000, out);
        }
    }

    private void onMedia(long now, MediaPacket packet) {
        view.onMedia(now, packet);
        for (SlotSender slot : slots) {
            slot.onMedia(now, packet, out);
        }
    }
}
