package dev.sluice.bench.jmh;

import dev.sluice.rtp.cc.CongestionConfig;
import dev.sluice.rtp.cc.CongestionController;
import dev.sluice.rtp.cc.CongestionListener;
import dev.sluice.rtp.cc.FeedbackView;
import dev.sluice.rtp.cc.PacketKind;
import dev.sluice.rtp.cc.ProbeCluster;
import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.rtcp.RtcpWriter;
import dev.sluice.rtp.rtcp.TransportFeedback;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Transport-wide feedback about 15 packets, which is 50 ms of a stream of 300 packets a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TransportFeedbackBenchmark implements RtcpHandler {

    private static final int PACKETS = 15;
    private static final long GAP_NANOS = 3_333_333L;

    /** Ticks of 250 microseconds. */
    private static final int GAP_TICKS = 13;

    private final RtcpParser parser = new RtcpParser();
    private final RtcpWriter message = new RtcpWriter();
    private final RtcpWriter writer = new RtcpWriter();
    private final int[] deltas = new int[PACKETS];
    private final Report report = new Report();
    private final CongestionController congestion =
            new CongestionController(
                    CongestionConfig.DEFAULT, new Random(1), CongestionListener.NONE);
    private long nowNanos = 1_000_000_000L;
    private int sequence;
    private long read;

    public TransportFeedbackBenchmark() {
        Arrays.fill(deltas, GAP_TICKS);
        message.transportFeedback(1, 2, 100, 5, 0, deltas, PACKETS);
    }

    /** What the controller reads: everything came, 20 ms after it was sent. */
    private static final class Report implements FeedbackView {

        private int base;
        private long firstNanos;

        @Override
        public int baseSequence() {
            return base;
        }

        @Override
        public int count() {
            return PACKETS;
        }

        @Override
        public boolean received(int i) {
            return true;
        }

        @Override
        public long arrivalNanos(int i) {
            return firstNanos + i * GAP_NANOS + 20_000_000L;
        }
    }

    @Override
    public void onTransportFeedback(long now, long reporter, TransportFeedback feedback) {
        read += feedback.count();
    }

    @Benchmark
    public boolean write() {
        writer.reset();
        return writer.transportFeedback(1, 2, 100, 5, 0, deltas, PACKETS);
    }

    @Benchmark
    public long parse() {
        parser.parse(nowNanos, message.data(), 0, message.length(), this);
        return read;
    }

    /** Fifteen packets sent and reported: what congestion control costs for all of them. */
    @Benchmark
    public long control() {
        report.base = sequence & 0xFFFF;
        report.firstNanos = nowNanos;
        for (int i = 0; i < PACKETS; i++) {
            congestion.onPacketSent(
                    nowNanos, sequence++ & 0xFFFF, 1_250, PacketKind.BASE, ProbeCluster.NONE);
            nowNanos += GAP_NANOS;
        }
        congestion.onFeedback(nowNanos + 40_000_000L, report);
        return congestion.targetBps();
    }
}
