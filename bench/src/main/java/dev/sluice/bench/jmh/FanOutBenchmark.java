package dev.sluice.bench.jmh;

import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.forward.OutgoingPacket;
import dev.sluice.rtp.forward.PacketOut;
import dev.sluice.rtp.forward.PublicationView;
import dev.sluice.rtp.forward.PublisherClock;
import dev.sluice.rtp.forward.SlotConfig;
import dev.sluice.rtp.forward.SlotSender;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.rtp.stream.MediaSink;
import dev.sluice.rtp.stream.RtpReceiver;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One packet from ingest through cache and rewriting to every subscriber; the time is that of all
 * subscribers together. Without encryption and with; nothing is sent.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FanOutBenchmark {

    @Param({"1", "10", "100"})
    public int subscribers = 1;

    @Param({"false", "true"})
    public boolean encrypt;

    private final VideoPackets packets = new VideoPackets();
    private final RtpReceiver receiver = new RtpReceiver(1, "bench");
    private final PublicationView view =
            new PublicationView(
                    MediaKind.VIDEO,
                    1,
                    VideoPackets.FORMATS,
                    VideoPackets.IDS,
                    new PublisherClock());
    private final MediaSink sink = this::onMedia;
    private SlotSender[] slots = {};
    private Slab[] slabs = {};

    @Setup
    public void subscribe() {
        receiver.configure(List.of(VideoPackets.track()));
        slots = new SlotSender[subscribers];
        slabs = new Slab[subscribers];
        Random random = new Random(1);
        for (int i = 0; i < subscribers; i++) {
            SlotConfig config =
                    new SlotConfig(
                            "1",
                            MediaKind.VIDEO,
                            0x2000_0000L + i,
                            0x3000_0000L + i,
                            VideoPackets.FORMATS,
                            VideoPackets.IDS);
            slots[i] = new SlotSender(config, random);
            slots[i].source(packets.nowNanos, view);
            slabs[i] = new Slab(encrypt ? SrtpBenchmark.session(random) : null);
        }
        forward();
        if (slabs[0].sent == 0) {
            throw new IllegalStateException("the slots carry nothing");
        }
    }

    @Benchmark
    public long forward() {
        receiver.onRtp(packets.nowNanos, packets.data, 0, packets.length, sink);
        packets.next();
        return slabs[0].sent;
    }

    private void onMedia(long nowNanos, MediaPacket packet) {
        view.onMedia(nowNanos, packet);
        for (int i = 0; i < slots.length; i++) {
            slots[i].onMedia(nowNanos, packet, slabs[i]);
        }
    }

    /** A subscriber's way out that ends behind encryption. */
    private static final class Slab implements PacketOut {

        private final @Nullable SrtpSession session;
        private final byte[] data = new byte[1_600];
        private long sent;

        Slab(@Nullable SrtpSession session) {
            this.session = session;
        }

        @Override
        public boolean claim(int bytes) {
            return true;
        }

        @Override
        public byte[] data() {
            return data;
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public void commit(OutgoingPacket packet) {
            sent += session == null ? packet.length : session.protectRtp(data, 0, packet.length);
        }
    }
}
