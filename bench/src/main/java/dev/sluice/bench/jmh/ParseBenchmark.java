package dev.sluice.bench.jmh;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.FrameInfo;
import dev.sluice.rtp.codec.FrameParser;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.rtcp.RtcpSink;
import dev.sluice.rtp.stream.MediaSink;
import dev.sluice.rtp.stream.RtpReceiver;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Reading one packet, step by step, and all of ingest together. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParseBenchmark {

    private final VideoPackets packets = new VideoPackets();
    private final RtpPacket packet = new RtpPacket();
    private final HeaderExtensions extensions = new HeaderExtensions();
    private final FrameParser frames = new FrameParser();
    private final FrameInfo frame = new FrameInfo();
    private final RtpReceiver receiver = new RtpReceiver(1, "bench");
    private long media;
    private final MediaSink sink = (nowNanos, taken) -> media += taken.rtp.payloadBytes();
    private final RtcpSink feedback = (data, offset, length) -> media++;

    public ParseBenchmark() {
        receiver.configure(List.of(VideoPackets.track()));
        packet.parse(packets.data, 0, packets.length);
        extensions.parse(packet, VideoPackets.IDS);
    }

    @Benchmark
    public RtpPacket.Verdict parseHeader() {
        return packet.parse(packets.data, 0, packets.length);
    }

    @Benchmark
    public boolean scanExtensions() {
        return extensions.parse(packet, VideoPackets.IDS);
    }

    @Benchmark
    public boolean parsePayloadDescriptor() {
        return frames.parse(Codec.VP8, packet, extensions, frame);
    }

    /** Demultiplexing, transport feedback, loss and statistics included. */
    @Benchmark
    public long ingest() {
        packets.next();
        receiver.onRtp(packets.nowNanos, packets.data, 0, packets.length, sink);
        if (packets.nowNanos >= receiver.nextDeadlineNanos()) {
            receiver.onTimeout(packets.nowNanos, feedback);
        }
        return media;
    }
}
