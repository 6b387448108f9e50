package dev.sluice.bench.floor;

import dev.sluice.bench.measure.ProcessMeter;
import dev.sluice.bench.process.ChildProcess;
import dev.sluice.sfu.net.LoopGroup;
import dev.sluice.sfu.net.UdpGro;
import dev.sluice.signaling.client.LoopPolling;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the floor: a process that sends, on the CPUs of the server, and sockets here that read
 * and forget.
 */
public final class FloorRun {

    private static final int RECEIVE_BYTES = 2_048;

    /** Its code is final when compiling took less than that of so long a time, in milliseconds. */
    private static final long LOOK_MILLIS = 2_000;

    private static final long QUIET_NANOS = 30_000_000L;
    private static final long MAX_WARM_UP_MILLIS = 40_000;

    /** At the pace that is measured, before it is. */
    private static final long SETTLE_MILLIS = 3_000;

    private FloorRun() {}

    /**
     * What was measured.
     *
     * @param microsPerPacket CPU time of the process, user and system
     * @param packetsPerSecond to all receivers together
     * @param method how the packets were sent
     */
    public record Floor(
            double microsPerPacket, double packetsPerSecond, String method, FloorShape shape) {}

    /**
     * Blocks until its code is compiled, for which it sends as fast as it can for 40 s at most, and
     * for the measured time.
     *
     * @param cpus see {@link ChildProcess#start}
     * @param polls whether the receivers look for packets all the time
     */
    public static Floor measure(
            FloorShape shape,
            String cpus,
            List<String> jvm,
            boolean polls,
            long measureMillis,
            Path log)
            throws IOException, InterruptedException {
        LoopPolling polling = new LoopPolling();
        polling.on(polls);
        try (LoopGroup group = new LoopGroup("floor", 1, polling);
                ChildProcess process =
                        ChildProcess.start(
                                cpus,
                                jvm,
                                List.of(FloorMain.class.getName()),
                                shape.arguments(),
                                log,
                                true)) {
            return measure(shape, group.loops(), process, measureMillis, log);
        }
    }

    private static Floor measure(
            FloorShape shape,
            EventLoopGroup group,
            ChildProcess process,
            long measureMillis,
            Path log)
            throws IOException, InterruptedException {
        Writer out = new OutputStreamWriter(process.output(), StandardCharsets.US_ASCII);
        BufferedReader in = process.input();
        out.write(ports(group, shape.receivers()) + "\n");
        out.flush();
        String method = answer(in, log);
        ProcessMeter meter = new ProcessMeter(process.pid());
        awaitCompiled(meter);
        long unused = packets(FloorMain.PACE, in, out, log);
        Thread.sleep(SETTLE_MILLIS);
        long cpu = meter.cpuNanos();
        long packets = packets("", in, out, log);
        long start = System.nanoTime();
        Thread.sleep(measureMillis);
        packets = packets("", in, out, log) - packets;
        cpu = meter.cpuNanos() - cpu;
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Floor(cpu / 1e3 / Math.max(1, packets), packets / seconds, method, shape);
    }

    private static void awaitCompiled(ProcessMeter meter) throws IOException, InterruptedException {
        long compiled = meter.compilerNanos();
        for (long waited = 0; waited < MAX_WARM_UP_MILLIS; waited += LOOK_MILLIS) {
            Thread.sleep(LOOK_MILLIS);
            long before = compiled;
            compiled = meter.compilerNanos();
            if (compiled - before < QUIET_NANOS) {
                return;
            }
        }
    }

    private static long packets(String line, BufferedReader in, Writer out, Path log)
            throws IOException {
        out.write(line + "\n");
        out.flush();
        return Long.parseLong(answer(in, log));
    }

    private static String answer(BufferedReader in, Path log) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith(FloorMain.ANSWER)) {
            line = in.readLine();
        }
        if (line == null) {
            throw new IOException("the floor process ended; its log is " + log);
        }
        return line.substring(FloorMain.ANSWER.length());
    }

    private static String ports(EventLoopGroup group, int receivers) throws IOException {
        List<String> ports = new ArrayList<>();
        boolean epoll = Epoll.isAvailable();
        for (int i = 0; i < receivers; i++) {
            Channel channel =
                    new Bootstrap()
                            .group(group)
                            .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                            .option(ChannelOption.SO_RCVBUF, 1 << 20)
                            .handler(new Forget())
                            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .syncUninterruptibly()
                            .channel();
            UdpGro.tryOn(channel, RECEIVE_BYTES);
            ports.add(Integer.toString(((InetSocketAddress) channel.localAddress()).getPort()));
        }
        return String.join(" ", ports);
    }

    private static final class Forget extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
