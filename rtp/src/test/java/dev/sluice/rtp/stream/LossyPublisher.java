package dev.sluice.rtp.stream;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.rtcp.ReportBlock;
import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.rtcp.TransportFeedback;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A publisher of three layers and the network between it and a receiver, in virtual time: one
 * packet per millisecond, NACKs answered by RTX over the same network. It knows what it sent, so it
 * can judge what comes out.
 */
final class LossyPublisher implements RtcpHandler {

    private static final long MILLI = 1_000_000L;
    private static final long DELAY = 20 * MILLI;
    private static final int MAX_REORDER = 200;

    /** One simulcast layer as the publisher knows it. */
    static final class Layer {
        final String rid;
        final int encoding;
        final long ssrc;
        final BitSet sent = new BitSet();
        final BitSet delivered = new BitSet();
        final long start;
        long next;
        long rtxNext;
        long offset = Long.MIN_VALUE;
        long arrivedWithDuplicates;
        long lowestArrived = Long.MAX_VALUE;
        long highestArrived = Long.MIN_VALUE;
        int reportedCumulativeLoss;

        Layer(String rid, int encoding, long start) {
            this.rid = rid;
            this.encoding = encoding;
            this.ssrc = 1_000 + encoding;
            this.start = start;
            this.next = start;
            this.rtxNext = 65_000;
        }

        int sentCount() {
            return sent.cardinality();
        }

        long expectedCumulativeLoss() {
            return highestArrived - lowestArrived + 1 - arrivedWithDuplicates;
        }
    }

    private record Arrival(long nanos, long order, byte[] bytes, Layer layer, long original)
            implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    final List<Layer> layers =
            List.of(new Layer("q", 0, 65_400), new Layer("h", 1, 1), new Layer("f", 2, 32_700));
    final List<String> wrong = new ArrayList<>();
    long nacked;
    long keyframeRequests;
    long transportArrivals;
    long transportReported;

    private final RtpReceiver receiver = new RtpReceiver(1, "c");
    private final RtcpParser parser = new RtcpParser();
    private final PriorityQueue<Arrival> network = new PriorityQueue<>();
    private final long[] transportArrivalNanos = new long[65_536];
    private final boolean[] transportTold = new boolean[65_536];
    private final Random random;
    private final double loss;
    private final int burst;
    private final double reorder;
    private final double duplicate;
    private final int jumpEvery;
    private long order;
    private int transportSequence;
    private int burstLeft;
    private long now;

    LossyPublisher(
            long seed, double loss, int burst, double reorder, double duplicate, int jumpEvery) {
        this.random = new Random(seed);
        this.loss = loss;
        this.burst = burst;
        this.reorder = reorder;
        this.duplicate = duplicate;
        this.jumpEvery = jumpEvery;
        receiver.configure(List.of(ReceiverHarness.video("v", List.of("q", "h", "f"))));
    }

    void run(int packets) {
        for (int i = 0; i < packets; i++) {
            advance(now + MILLI);
            Layer layer = layers.get(random.nextInt(layers.size()));
            if (jumpEvery > 0 && random.nextInt(jumpEvery) == 0) {
                layer.next += 5_000 + random.nextInt(27_000);
            }
            send(layer, layer.next++, false, i < 100);
        }
        settle();
    }

    /** A tail that arrives shows the last losses; then there is time to heal them. */
    private void settle() {
        for (Layer layer : layers) {
            byte[] bytes = media(layer, layer.next, false);
            layer.sent.set((int) (layer.next - layer.start));
            deliverAt(now + DELAY + MAX_REORDER * MILLI, bytes, layer, layer.next++);
        }
        advance(now + 10_000 * MILLI);
    }

    private void send(Layer layer, long sequence, boolean rtx, boolean named) {
        byte[] bytes = rtx ? retransmission(layer, sequence) : media(layer, sequence, named);
        layer.sent.set((int) (sequence - layer.start));
        boolean lost = burstLeft > 0 || random.nextDouble() < loss;
        burstLeft = burstLeft > 0 ? burstLeft - 1 : lost ? burst - 1 : 0;
        if (lost && !named) {
            return;
        }
        long late = random.nextDouble() < reorder ? random.nextInt(MAX_REORDER) * MILLI : 0;
        long original = rtx ? Long.MIN_VALUE : sequence;
        deliverAt(now + DELAY + late, bytes, layer, original);
        if (random.nextDouble() < duplicate) {
            deliverAt(now + DELAY + late + random.nextInt(50) * MILLI, bytes, layer, original);
        }
    }

    private void deliverAt(long nanos, byte[] bytes, Layer layer, long original) {
        network.add(new Arrival(nanos, order++, bytes.clone(), layer, original));
    }

    private byte[] media(Layer layer, long sequence, boolean named) {
        PacketBuilder builder = new PacketBuilder(layer.ssrc, 96, (int) (sequence & 0xFFFF));
        if (named) {
            builder.extension(PacketBuilder.MID, "v").extension(PacketBuilder.RID, layer.rid);
        }
        return builder.timestamp(sequence * 90)
                .transportSequence(nextTransportSequence())
                .payload(payload(layer, sequence));
    }

    private byte[] retransmission(Layer layer, long sequence) {
        byte[] original = payload(layer, sequence);
        byte[] payload = new byte[original.length + 2];
        Bytes.put16(payload, 0, (int) (sequence & 0xFFFF));
        System.arraycopy(original, 0, payload, 2, original.length);
        return new PacketBuilder(layer.ssrc + 100, 97, (int) (layer.rtxNext++ & 0xFFFF))
                .extension(PacketBuilder.MID, "v")
                .extension(PacketBuilder.REPAIRED_RID, layer.rid)
                .timestamp(sequence * 90)
                .transportSequence(nextTransportSequence())
                .payload(payload);
    }

    private int nextTransportSequence() {
        int sequence = transportSequence++ & 0xFFFF;
        transportArrivalNanos[sequence] = Long.MIN_VALUE;
        transportTold[sequence] = false;
        return sequence;
    }

    /** VP8 that says which packet it is, of a length that differs. */
    private static byte[] payload(Layer layer, long sequence) {
        byte[] payload = new byte[20 + (int) (sequence % 31)];
        payload[0] = 0x10;
        payload[1] = (byte) (sequence % 300 == 0 ? 0 : 1);
        Bytes.put64(payload, 2, sequence);
        Bytes.put64(payload, 10, layer.ssrc);
        return payload;
    }

    private void advance(long untilNanos) {
        while (true) {
            Arrival next = network.peek();
            long arrival = next == null ? Long.MAX_VALUE : next.nanos;
            long timer = receiver.nextDeadlineNanos();
            if (Math.min(arrival, timer) > untilNanos) {
                break;
            }
            if (arrival <= timer) {
                now = arrival;
                arrive(network.remove());
            } else {
                now = Math.max(now, timer);
                receiver.onTimeout(
                        now,
                        (data, offset, length) -> parser.parse(now, data, offset, length, this));
            }
        }
        now = untilNanos;
    }

    private void arrive(Arrival arrival) {
        Layer layer = arrival.layer;
        if (arrival.original != Long.MIN_VALUE) {
            layer.arrivedWithDuplicates++;
            layer.lowestArrived = Math.min(layer.lowestArrived, arrival.original);
            layer.highestArrived = Math.max(layer.highestArrived, arrival.original);
        }
        int transport = transportSequenceOf(arrival.bytes);
        if (transportArrivalNanos[transport] == Long.MIN_VALUE) {
            transportArrivalNanos[transport] = now;
            transportArrivals++;
        }
        byte[] bytes = arrival.bytes;
        receiver.onRtp(now, bytes, 0, bytes.length, (nowNanos, packet) -> judge(layer, packet));
    }

    /** The transport-wide sequence number is the last extension of the packets built here. */
    private static int transportSequenceOf(byte[] bytes) {
        int end = 16 + Bytes.uint16(bytes, 14) * 4;
        int at = 16;
        while (at < end) {
            int id = (bytes[at] & 0xFF) >>> 4;
            if (id == PacketBuilder.TRANSPORT_CC) {
                return Bytes.uint16(bytes, at + 1);
            }
            at += id == 0 ? 1 : (bytes[at] & 0x0F) + 2;
        }
        throw new IllegalStateException("every packet has one");
    }

    private void judge(Layer layer, MediaPacket packet) {
        byte[] data = packet.rtp.data();
        int at = packet.rtp.payloadOffset();
        long sequence = Bytes.uint64(data, at + 2);
        byte[] expected = payload(layer, sequence);
        byte[] actual = new byte[packet.rtp.payloadBytes()];
        System.arraycopy(data, at, actual, 0, actual.length);
        check(Arrays.equals(expected, actual), "payload", sequence);
        check(packet.rtp.ssrc() == layer.ssrc, "ssrc", sequence);
        check(packet.rtp.payloadType() == 96, "payload type", sequence);
        check(packet.rtp.sequenceNumber() == (sequence & 0xFFFF), "sequence", sequence);
        check(packet.rtp.timestamp() == (sequence * 90 & 0xFFFF_FFFFL), "timestamp", sequence);
        check(packet.encoding == layer.encoding, "encoding", sequence);
        check(packet.frame.keyframe == (sequence % 300 == 0), "keyframe", sequence);
        if (layer.offset == Long.MIN_VALUE) {
            layer.offset = packet.index - sequence;
        }
        check(packet.index - sequence == layer.offset, "index", sequence);
        int number = (int) (sequence - layer.start);
        check(!layer.delivered.get(number), "twice", sequence);
        layer.delivered.set(number);
    }

    private void check(boolean right, String what, long sequence) {
        if (!right && wrong.size() < 10) {
            wrong.add(what + " of " + sequence);
        }
    }

    ReceivedEncoding encoding(Layer layer) {
        ReceivedEncoding encoding = receiver.encoding("v", layer.encoding);
        if (encoding == null) {
            throw new IllegalStateException("no encoding " + layer.encoding);
        }
        return encoding;
    }

    @Override
    public void onNack(long nowNanos, long reporter, long mediaSsrc, int sequence, int following) {
        Layer layer = layers.get((int) (mediaSsrc - 1_000));
        for (int i = 0; i <= 16; i++) {
            if (i == 0 || (following >>> (i - 1) & 1) != 0) {
                nacked++;
                long original = layer.next - 1 + (short) (sequence + i - (layer.next - 1));
                if (layer.sent.get((int) Math.max(0, original - layer.start))) {
                    check(original < layer.next, "asked for the future", original);
                    send(layer, original, true, false);
                }
            }
        }
    }

    @Override
    public void onPli(long nowNanos, long reporter, long mediaSsrc) {
        keyframeRequests++;
    }

    @Override
    public void onReportBlock(long nowNanos, long reporter, ReportBlock block) {
        layers.get((int) (block.ssrc - 1_000)).reportedCumulativeLoss = block.cumulativeLost;
    }

    @Override
    public void onTransportFeedback(long nowNanos, long reporter, TransportFeedback feedback) {
        for (int i = 0; i < feedback.count(); i++) {
            int sequence = feedback.sequence(i);
            long arrived = transportArrivalNanos[sequence];
            check(feedback.received(i) == (arrived != Long.MIN_VALUE), "arrival", sequence);
            if (feedback.received(i)) {
                long error = arrived - feedback.arrivalNanos(i);
                check(error >= 0 && error < TransportFeedback.TICK_NANOS, "time", sequence);
                transportReported += transportTold[sequence] ? 0 : 1;
                transportTold[sequence] = true;
            }
        }
    }
}
