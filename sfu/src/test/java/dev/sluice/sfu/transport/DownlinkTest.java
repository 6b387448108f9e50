package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.cc.ProbeCause;
import dev.sluice.rtp.cc.ProbeCluster;
import dev.sluice.rtp.forward.OutgoingPacket;
import dev.sluice.rtp.forward.PacketKind;
import dev.sluice.sfu.alloc.DecisionHistory;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.dump.RtpDump;
import dev.sluice.sfu.dump.RtpDump.DumpFile;
import dev.sluice.sfu.kit.OnLoop;
import dev.sluice.sfu.net.Deadline;
import dev.sluice.sfu.net.LoopMeter;
import dev.sluice.sfu.net.MediaLoop;
import dev.sluice.sfu.net.MediaLoops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DownlinkTest {

    /** The dump queues 8,192 packets. */
    private static final int ROUND = 7_000;

    /** More than sequence numbers of 16 bits, and what a pacer may still hold. */
    private static final int ENOUGH = 70_000;

    /** Behind the header, the head of the extensions and that of the only one. */
    private static final int SEQUENCE_OFFSET = 12 + 4 + 1;

    private static final int HEADER_BYTES = 20;
    private static final int PCAP_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;

    /** Ethernet, IPv4 and UDP. */
    private static final int RTP_OFFSET = 42;

    @TempDir Path directory;

    private final SplittableRandom dice = new SplittableRandom(11);
    private final OutgoingPacket packet = new OutgoingPacket();
    private Downlink downlink;
    private long now;
    private int committed;
    private boolean inTurn;
    private int paddedInTurns;

    /**
     * Media, retransmissions and padding of random sizes, in turns and out of them, more of them
     * than the pacer lets go at once or at all: what leaves has transport-wide sequence numbers
     * without a gap, across their wrap.
     */
    @Test
    void shouldNumberWhatLeavesWithoutAGap() throws Exception {
        MediaLoops loops =
                MediaLoops.open(List.of(InetAddress.getLoopbackAddress()), 0, 1, Limits.DEFAULT);
        try (RtpDump dump = new RtpDump(directory)) {
            MediaLoop loop = loops.all().get(0);
            DumpFile file = dump.open("down", 0);
            TransportCounters counters = new TransportCounters();
            SlabPool slabs = new SlabPool();
            TransportEgress egress = new TransportEgress(loop, slabs, counters, file);
            now = System.nanoTime();
            open(loop, slabs, egress);
            for (int round = 0; committed - counters.pacerDropped < ENOUGH; round++) {
                OnLoop.run(loop, this::send);
                awaitWritten(dump, round);
            }
            assertEquals(0, dump.dropped(), "the dump is whole");
            assertTrue(counters.pacerDropped > 0, "the pacer dropped something");
            assertTrue(paddedInTurns > 0, "a probe padded in a turn");
            file.close();
        } finally {
            loops.close();
        }
        int packets = requireContiguous(Files.readAllBytes(directory.resolve("down.pcap")));
        assertTrue(packets > 1 << 16, "it wraps: " + packets);
    }

    /**
     * Packets of 20 s ago: those that the pacer let go then were late, those that it held back
     * until now are not.
     */
    @Test
    void shouldCountNoDelayThatThePacerMakes() throws Exception {
        MediaLoops loops =
                MediaLoops.open(List.of(InetAddress.getLoopbackAddress()), 0, 1, Limits.DEFAULT);
        try {
            MediaLoop loop = loops.all().get(0);
            SlabPool slabs = new SlabPool();
            TransportCounters counters = new TransportCounters();
            open(loop, slabs, new TransportEgress(loop, slabs, counters, null));
            now = System.nanoTime() - TimeUnit.SECONDS.toNanos(20);
            OnLoop.run(
                    loop,
                    () -> {
                        for (int i = 0; i < 400; i++) {
                            write(PacketKind.VIDEO, 100);
                        }
                        downlink.onBatchEnd(now);
                    });
            // The flush of that batch is a task of its own.
            long late = read(loop).delayedPackets();
            assertTrue(late > 0 && late < 200, "some left at once: " + late);
            OnLoop.run(
                    loop,
                    () -> {
                        for (now = System.nanoTime(); downlink.pacer().queuedPackets() > 0; ) {
                            now += TimeUnit.MILLISECONDS.toNanos(50);
                            downlink.onTimeout(now);
                            downlink.onBatchEnd(now);
                        }
                    });
            LoopMeter.Reading all = read(loop);
            assertEquals(400, all.delayedPackets());
            long late99 = TimeUnit.SECONDS.toNanos(9);
            assertTrue(all.maxNanos() > late99, "the first are late: " + all);
            assertTrue(
                    all.delayNanos() / TimeUnit.SECONDS.toNanos(10) <= late, "the others: " + all);
        } finally {
            loops.close();
        }
    }

    @Test
    void shouldSendAtTheEndOfATurnOrElseOfTheBatch() throws Exception {
        try (MediaLoops loops =
                MediaLoops.open(List.of(InetAddress.getLoopbackAddress()), 0, 1, Limits.DEFAULT)) {
            MediaLoop loop = loops.all().get(0);
            SlabPool slabs = new SlabPool();
            TransportCounters counters = new TransportCounters();
            open(loop, slabs, new TransportEgress(loop, slabs, counters, null));
            OnLoop.run(
                    loop,
                    () -> {
                        now = System.nanoTime();
                        downlink.beginTurn(now, 0);
                        commit(PacketKind.AUDIO, 100);
                        commit(PacketKind.AUDIO, 100);
                        assertEquals(0, soundSent(counters), "together");
                        downlink.endTurn();
                        assertEquals(2, soundSent(counters));
                        write(PacketKind.AUDIO, 100);
                        assertEquals(2, soundSent(counters));
                    });
            // The end of that batch is a task of its own.
            OnLoop.run(loop, () -> assertEquals(3, soundSent(counters)));
        }
    }

    private static long soundSent(TransportCounters counters) {
        return counters.sent(dev.sluice.rtp.cc.PacketKind.AUDIO);
    }

    private LoopMeter.Reading read(MediaLoop loop) throws Exception {
        return OnLoop.call(loop, () -> loop.meter().read(now));
    }

    private void open(MediaLoop loop, SlabPool slabs, TransportEgress egress) throws Exception {
        egress.session(new SrtpSession(keys()));
        egress.path(
                new Tuple(
                        Protocol.UDP,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)));
        downlink =
                new Downlink(
                        loop,
                        egress,
                        slabs,
                        this::pad,
                        dice,
                        new DecisionHistory(),
                        new Deadline());
    }

    /** On the loop. */
    private void send() {
        int left = ROUND;
        while (left > 0) {
            // At first far more than goes on at once.
            int batch = left == ROUND ? 1_500 : Math.min(left, dice.nextInt(1, 40));
            inTurn = dice.nextBoolean();
            if (inTurn) {
                downlink.beginTurn(now, 0);
                downlink.pacer()
                        .probe(now, new ProbeCluster(1, 1_000_000, 2_000, 5, ProbeCause.START));
            } else {
                downlink.writing(now, 0);
            }
            for (int i = 0; i < batch; i++) {
                PacketKind kind = PacketKind.values()[dice.nextInt(PacketKind.values().length)];
                commit(kind == PacketKind.PADDING ? PacketKind.VIDEO : kind, dice.nextInt(10, 120));
            }
            if (inTurn) {
                downlink.endTurn();
                inTurn = false;
            }
            left -= batch;
            downlink.onBatchEnd(now);
            now += dice.nextLong(500_000_000L);
            downlink.onTimeout(now);
            downlink.onBatchEnd(now);
        }
    }

    private void pad(long nowNanos, int bytes) {
        paddedInTurns += inTurn ? 1 : 0;
        write(PacketKind.PADDING, Math.min(bytes, 255));
    }

    private void write(PacketKind kind, int payloadBytes) {
        downlink.writing(now, 0);
        commit(kind, payloadBytes);
    }

    private void commit(PacketKind kind, int payloadBytes) {
        int length = HEADER_BYTES + payloadBytes;
        if (!downlink.claim(length)) {
            return;
        }
        ByteBuffer rtp = ByteBuffer.wrap(downlink.data(), downlink.offset(), length);
        rtp.put((byte) 0x90).put((byte) 96).putShort((short) dice.nextInt()).putInt(0).putInt(1);
        rtp.putShort((short) 0xBEDE).putShort((short) 1).put((byte) 0x51);
        rtp.putShort((short) 0).put((byte) 0);
        packet.length = length;
        packet.kind = kind;
        packet.temporalId = dice.nextInt(3);
        packet.transportCcOffset = SEQUENCE_OFFSET;
        downlink.commit(packet);
        committed++;
    }

    /** How many packets left, each with the number after that of the one before. */
    private static int requireContiguous(byte[] pcap) {
        ByteBuffer file = ByteBuffer.wrap(pcap).order(ByteOrder.LITTLE_ENDIAN);
        int packets = 0;
        int expected = -1;
        for (int at = PCAP_HEADER_BYTES; at < pcap.length; packets++) {
            int bytes = file.getInt(at + 8);
            int field = at + RECORD_HEADER_BYTES + RTP_OFFSET + SEQUENCE_OFFSET;
            int number = (pcap[field] & 0xFF) << 8 | pcap[field + 1] & 0xFF;
            assertEquals(expected < 0 ? number : expected, number, "packet " + packets);
            expected = (number + 1) & 0xFFFF;
            at += RECORD_HEADER_BYTES + bytes;
        }
        return packets;
    }

    /** What comes after it in the queue is written and closed. */
    private void awaitWritten(RtpDump dump, int round) throws Exception {
        DumpFile mark = dump.open("mark" + round, 0);
        mark.packet(0, false, new byte[12], 0, 12);
        mark.close();
        Path file = directory.resolve("mark" + round + ".pcap");
        while (!Files.exists(file) || Files.size(file) <= PCAP_HEADER_BYTES) {
            Thread.sleep(5);
        }
    }

    private static SrtpKeyingMaterial keys() {
        SrtpProfile profile = SrtpProfile.PREFERENCE.get(0);
        return SrtpKeyingMaterial.ofExport(
                profile, new byte[SrtpKeyingMaterial.exportBytes(profile)], true);
    }
}
