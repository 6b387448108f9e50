package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Waiting;
import dev.sluice.bench.measure.UdpDrops;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.ParticipantListener;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/** Connectivity checks of strangers, from many addresses, for peers that exist and that do not. */
final class SpoofedStun implements Fault {

    private static final int PER_SECOND = 10_000;
    private static final int SOURCES = 16;
    private static final int BATCH = 100;
    private static final int ANSWER_MILLIS = 300;
    private static final int MAX_BYTES = 1_500;
    private static final int HEADER_BYTES = 20;
    private static final int FINGERPRINT_BYTES = 8;
    private static final int FINGERPRINT_XOR = 0x5354554E;

    @Override
    public String name() {
        return "spoofed-stun";
    }

    @Override
    public String help() {
        return "10,000 forged STUN requests a second from 16 addresses: no answer, good calls lose"
                + " less than 0.1 %";
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        InetSocketAddress port = arena.mediaPort();
        byte[] genuine = genuine(arena);
        List<DatagramSocket> sources = new ArrayList<>();
        try {
            for (int i = 0; i < SOURCES; i++) {
                InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) i});
                sources.add(new DatagramSocket(new InetSocketAddress(address, 0)));
            }
            long seconds = arena.brief() ? 3 : 10;
            long begin = System.nanoTime();
            flood(sources, port, genuine, seconds * PER_SECOND);
            double rate = seconds * PER_SECOND * 1e9 / (System.nanoTime() - begin);
            arena.say(Math.round(rate) + " a second were sent");
            arena.say(
                    "the kernel dropped "
                            + new UdpDrops(arena.server().pid()).count()
                            + " datagrams of the server's and "
                            + new UdpDrops(ProcessHandle.current().pid()).count()
                            + " of ours");
            int answers = 0;
            for (DatagramSocket source : sources) {
                answers += answers(source);
            }
            return List.of(
                    Figure.none("answers", answers),
                    Figure.count(
                            "requests a second short of 10,000",
                            Math.max(0, PER_SECOND - rate),
                            PER_SECOND * 0.1));
        } finally {
            sources.forEach(DatagramSocket::close);
        }
    }

    /** What a client that is let in sends first, with names that the server knows. */
    private static byte[] genuine(Arena arena) throws IOException, InterruptedException {
        try (DatagramSocket tap = new DatagramSocket(new InetSocketAddress(Arena.LOOPBACK, 0))) {
            HeadlessParticipant watched =
                    Waiting.get(
                            arena.clients()
                                    .join(
                                            Arena.through(
                                                    arena.options(arena.room(), "watched"),
                                                    tap.getLocalPort()),
                                            new ParticipantListener() {}));
            tap.setSoTimeout((int) Waiting.PATIENCE.toMillis());
            DatagramPacket packet = new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES);
            tap.receive(packet);
            // It stays: the names have to be known while they are forged.
            arena.say("a check of " + watched.identity() + " was seen");
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }
    }

    private static void flood(
            List<DatagramSocket> sources, InetSocketAddress port, byte[] genuine, long count)
            throws IOException, InterruptedException {
        Random random = new Random(5);
        long begin = System.nanoTime();
        for (long i = 0; i < count; i++) {
            byte[] forged = genuine.clone();
            forge(forged, random);
            sources.get((int) (i % SOURCES)).send(new DatagramPacket(forged, forged.length, port));
            if (i % BATCH == BATCH - 1) {
                long due = begin + (i + 1) * 1_000_000_000L / PER_SECOND;
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
            }
        }
    }

    /** Changes a byte behind the header, and makes FINGERPRINT right. */
    private static void forge(byte[] check, Random random) {
        int end = check.length - FINGERPRINT_BYTES;
        check[HEADER_BYTES + random.nextInt(end - HEADER_BYTES)] ^=
                (byte) (1 + random.nextInt(255));
        CRC32 crc = new CRC32();
        crc.update(check, 0, end);
        ByteBuffer.wrap(check).putInt(end + 4, (int) crc.getValue() ^ FINGERPRINT_XOR);
    }

    private static int answers(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(ANSWER_MILLIS);
        int answers = 0;
        try {
            while (true) {
                socket.receive(new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES));
                answers++;
            }
        } catch (SocketTimeoutException none) {
            return answers;
        }
    }
}
