package dev.sluice.bench.floor;

import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.mediacore.buf.Bytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies, encrypts and sends, and nothing else: bursts to each receiver, each receiver with keys of
 * its own. A burst to one receiver is one segmented send where the kernel has that, and all leave
 * in one flush, because that is the least that any server can do.
 */
final class FloorSender {

    private static final int HEADER_BYTES = 12;
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    /** The kernel takes 64 KB in one send. */
    private static final int MAX_SEGMENTS = 32;

    private final EventLoop loop;
    private final FloorShape shape;
    private final List<Receiver> receivers = new ArrayList<>();
    private final Channel channel;
    private final boolean segmented;
    private final AtomicLong packets = new AtomicLong();
    private final byte[] payload;
    private final byte[] slab;
    private int sequence;
    private boolean paced;
    private long startNanos;
    private long bursts;

    private record Receiver(InetSocketAddress address, SrtpSession session) {}

    FloorSender(EventLoop loop, List<InetSocketAddress> addresses, FloorShape shape)
            throws java.net.UnknownHostException {
        SrtpSession.warmUp();
        this.loop = loop;
        this.shape = shape;
        Random random = new Random(1);
        for (InetSocketAddress address : addresses) {
            receivers.add(new Receiver(address, new SrtpSession(keys(random))));
        }
        this.payload = new byte[shape.packetBytes()];
        random.nextBytes(payload);
        this.slab = new byte[shape.packetBytes() + SrtpSession.RTP_TAIL_BYTES];
        boolean epoll = Epoll.isAvailable();
        this.segmented =
                epoll
                        && shape.burst() > 1
                        && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
        this.channel =
                new Bootstrap()
                        .group(loop)
                        .channelFactory(() ->
                                epoll
                                        ? new EpollDatagramChannel(SocketProtocolFamily.INET)
                                        : new NioDatagramChannel(SocketProtocolFamily.INET))
                        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                        .handler(new ChannelInboundHandlerAdapter())
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .syncUninterruptibly()
                        .channel();
    }

    private static SrtpKeyingMaterial keys(Random random) {
        SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
        byte[][] parts = new byte[4][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new byte[i % 2 == 0 ? profile.keyBytes() : profile.saltBytes()];
            random.nextBytes(parts[i]);
        }
        return new SrtpKeyingMaterial(profile, parts[0], parts[1], parts[2], parts[3]);
    }

    /** How it sends, for people. */
    String method() {
        return segmented ? "GSO" : Epoll.isAvailable() ? "sendmmsg" : "NIO";
    }

    long packets() {
        return packets.get();
    }

    /** Sends as fast as it can, so that its code is compiled. */
    void start() {
        loop.execute(this::warmUp);
    }

    /** Sends as it should from now on. Any thread, once. */
    void pace() {
        loop.execute(() -> {
            paced = true;
            startNanos = System.nanoTime();
            run();
        });
    }

    private void warmUp() {
        if (!paced) {
            burst();
            loop.execute(this::warmUp);
        }
    }

    private void run() {
        long intervalNanos = (long) (1e9 / shape.burstsPerSecond());
        long nowNanos = System.nanoTime();
        while (startNanos + bursts * intervalNanos <= nowNanos) {
            burst();
            bursts++;
            nowNanos = System.nanoTime();
        }
        var unused =
                loop.schedule(
                        this::run,
                        startNanos + bursts * intervalNanos - nowNanos,
                        TimeUnit.NANOSECONDS);
    }

    private void burst() {
        for (Receiver receiver : receivers) {
            if (segmented) {
                sendSegmented(receiver);
            } else {
                for (int i = 0; i < shape.burst(); i++) {
                    ByteBuf copy = channel.alloc().directBuffer(slab.length);
                    protect(receiver, sequence + i, copy);
                    var unused =
                            channel.write(
                                    new DatagramPacket(copy, receiver.address()),
                                    channel.voidPromise());
                }
            }
        }
        channel.flush();
        sequence += shape.burst();
        packets.addAndGet((long) receivers.size() * shape.burst());
    }

    private void sendSegmented(Receiver receiver) {
        for (int done = 0; done < shape.burst(); ) {
            int count = Math.min(MAX_SEGMENTS, shape.burst() - done);
            ByteBuf all = channel.alloc().directBuffer(slab.length * count);
            int length = 0;
            for (int i = 0; i < count; i++) {
                length = protect(receiver, sequence + done + i, all);
            }
            var unused =
                    channel.write(
                            new SegmentedDatagramPacket(all, length, receiver.address()),
                            channel.voidPromise());
            done += count;
        }
    }

    /** Appends one encrypted packet; gives its length. */
    private int protect(Receiver receiver, int number, ByteBuf out) {
        System.arraycopy(payload, HEADER_BYTES, slab, HEADER_BYTES, payload.length - HEADER_BYTES);
        slab[0] = (byte) 0x80;
        slab[1] = 96;
        Bytes.put16(slab, 2, number);
        Bytes.put32(slab, 4, number * 3_000L);
        Bytes.put32(slab, 8, 0x1234_5678L);
        int length = receiver.session().protectRtp(slab, 0, payload.length);
        if (length < 0) {
            throw new IllegalStateException("the floor encrypts: " + length);
        }
        out.writeBytes(slab, 0, length);
        return length;
    }
}
