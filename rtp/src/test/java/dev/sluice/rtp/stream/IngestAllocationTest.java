package dev.sluice.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.rtcp.RtcpSink;
import dev.sluice.rtp.rtcp.RtcpWriter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ingest makes no garbage: with loss, retransmission, feedback and reports going on. */
class IngestAllocationTest {

    private static final int WARM_UP_PACKETS = 300_000;
    private static final int PACKETS = 1_000_000;
    private static final long MILLI = 1_000_000L;
    private static final long[] SSRCS = {100, 101, 102, 103};

    private final RtpReceiver receiver = new RtpReceiver(1, "c");
    private final MediaSink media = (nowNanos, packet) -> this.mediaPackets++;
    private final RtcpSink feedback = (data, offset, length) -> this.feedbackPackets++;
    private final byte[] buffer = new byte[1_500];
    private final byte[][] templates = new byte[4][];
    private final byte[] rtxTemplate;
    private final byte[] senderReport;
    private final int[] sequences = new int[4];
    private int rtxSequence;
    private int transportSequence;
    private long nowNanos;
    private long mediaPackets;
    private long feedbackPackets;

    IngestAllocationTest() {
        receiver.configure(
                List.of(
                        ReceiverHarness.audio("a"),
                        ReceiverHarness.video("v", List.of("q", "h", "f"))));
        templates[0] =
                new PacketBuilder(SSRCS[0], 111, 0)
                        .transportSequence(0)
                        .extension(PacketBuilder.MID, "a")
                        .audioLevel(true, 20)
                        .payload(new byte[100]);
        String[] rids = {"q", "h", "f"};
        for (int i = 0; i < 3; i++) {
            templates[i + 1] =
                    new PacketBuilder(SSRCS[i + 1], 96, 0)
                            .transportSequence(0)
                            .extension(PacketBuilder.MID, "v")
                            .extension(PacketBuilder.RID, rids[i])
                            .payload(vp8(1_000));
        }
        byte[] payload = new byte[1_002];
        System.arraycopy(vp8(1_000), 0, payload, 2, 1_000);
        rtxTemplate =
                new PacketBuilder(203, 97, 0)
                        .transportSequence(0)
                        .extension(PacketBuilder.MID, "v")
                        .extension(PacketBuilder.REPAIRED_RID, "f")
                        .payload(payload);
        RtcpWriter writer = new RtcpWriter();
        writer.senderReport(SSRCS[3], 1L << 40, 0, 1, 1);
        writer.delaySinceLastRr(5, 1, 6, 7);
        senderReport = Arrays.copyOf(writer.data(), writer.length());
    }

    private static byte[] vp8(int bytes) {
        byte[] payload = new byte[bytes];
        payload[0] = (byte) 0x90; // X, start of a frame
        payload[1] = (byte) 0xE0; // PictureID, TL0PICIDX, TID
        payload[2] = (byte) 0x80;
        payload[5] = 0x40; // temporal layer 1
        payload[6] = 1; // not a keyframe
        return payload;
    }

    @Test
    void shouldAllocateNothingPerPacket() {
        run(WARM_UP_PACKETS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        mediaPackets = 0;
        feedbackPackets = 0;
        long before = threads.getThreadAllocatedBytes(thread);
        run(PACKETS);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertTrue(allocated < PACKETS, allocated + " bytes for " + PACKETS + " packets");
        assertTrue(mediaPackets > PACKETS * 0.95, mediaPackets + " media packets");
        assertTrue(feedbackPackets > PACKETS / 100, feedbackPackets + " feedback packets");
        EncodingStats lossy = receiver.stats(nowNanos).get(3);
        assertTrue(lossy.recovered() > PACKETS / 1_000, lossy.recovered() + " recovered");
    }

    private void run(int packets) {
        for (int i = 0; i < packets; i++) {
            nowNanos += MILLI;
            if (receiver.nextDeadlineNanos() <= nowNanos) {
                receiver.onTimeout(nowNanos, feedback);
            }
            int stream = i & 3;
            if (i % 400 == 399) {
                retransmit(sequences[3]++);
            } else {
                receive(templates[stream], sequences[stream]++);
            }
            if (i % 1_000 == 0) {
                receiver.onRtcp(nowNanos, senderReport, 0, senderReport.length);
                receiver.requestKeyframe(nowNanos, "v", 1);
            }
        }
    }

    /** One packet of the top layer is lost; its retransmission comes after the next ones. */
    private void retransmit(int lost) {
        for (int i = 0; i < 3; i++) {
            receive(templates[3], sequences[3]++);
        }
        nowNanos += 15 * MILLI;
        receiver.onTimeout(nowNanos, feedback);
        prepare(rtxTemplate, rtxSequence++);
        Bytes.put16(buffer, 12 + 4 + Bytes.uint16(buffer, 14) * 4, lost & 0xFFFF);
        receiver.onRtp(nowNanos, buffer, 0, rtxTemplate.length, media);
    }

    private void receive(byte[] template, int sequence) {
        prepare(template, sequence);
        receiver.onRtp(nowNanos, buffer, 0, template.length, media);
    }

    private void prepare(byte[] template, int sequence) {
        System.arraycopy(template, 0, buffer, 0, template.length);
        Bytes.put16(buffer, 2, sequence & 0xFFFF);
        Bytes.put32(buffer, 4, sequence * 3_000L);
        // The transport-wide sequence number is the first extension of every template.
        Bytes.put16(buffer, 17, transportSequence++ & 0xFFFF);
    }
}
