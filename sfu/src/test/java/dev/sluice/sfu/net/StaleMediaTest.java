package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.sfu.api.Limits;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The media loop that owns a peer stands still while the others, which own none, read for it. */
@Timeout(120)
class StaleMediaTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final byte[] MEDIA = {(byte) 0x80, 111, 1};
    private static final byte[] RTCP = {(byte) 0x80, (byte) 200, 2};

    /** Enough that both loops read some of them. */
    private static final int SOCKETS = 32;

    private static final int ATTEMPTS = 5;

    @Test
    void shouldDropMediaThatWaitedForItsPeersLoopWhicheverLoopReadIt() throws Exception {
        try (MediaLoops loops = MediaLoops.open(List.of(LOOPBACK), 0, 2, Limits.DEFAULT)) {
            Peer peer = new Peer(loops.all().get(1));
            List<DatagramSocket> sockets = open(loops, peer);
            try {
                assertTrue(handedOver(loops) > 0, "one loop reads everything");
                int passed = SOCKETS;
                // A busy machine may let the loop rest once more before it reads what waited.
                for (int i = 0; i < ATTEMPTS && passed > 0; i++) {
                    passed = passedAfterAStandstill(peer, sockets, loops.port());
                }
                assertEquals(0, passed);
            } finally {
                sockets.forEach(DatagramSocket::close);
            }
        }
    }

    /** Sockets that the peer's loop knows, and that have been heard. */
    private static List<DatagramSocket> open(MediaLoops loops, Peer peer) throws Exception {
        InetSocketAddress local = new InetSocketAddress(LOOPBACK, loops.port());
        List<DatagramSocket> sockets = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
            DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
            sockets.add(socket);
            InetSocketAddress remote = new InetSocketAddress(LOOPBACK, socket.getLocalPort());
            Tuple tuple = new Tuple(Protocol.UDP, local, remote);
            peer.loop.execute(() -> peer.loop.bind(tuple, peer));
        }
        for (MediaLoop loop : loops.all()) {
            await(loop);
        }
        for (DatagramSocket socket : sockets) {
            send(socket, MEDIA, loops.port());
            assertEquals(MEDIA[2], peer.next());
        }
        return sockets;
    }

    private static int passedAfterAStandstill(Peer peer, List<DatagramSocket> sockets, int port)
            throws Exception {
        StandingLoop.during(
                peer.loop,
                () -> {
                    for (DatagramSocket socket : sockets) {
                        send(socket, MEDIA, port);
                        send(socket, RTCP, port);
                    }
                });
        int media = 0;
        // Each socket's RTCP comes, and behind the socket's media.
        for (int reports = 0; reports < sockets.size(); ) {
            if (peer.next() == MEDIA[2]) {
                media++;
            } else {
                reports++;
            }
        }
        return media;
    }

    private static void send(DatagramSocket from, byte[] data, int port) throws IOException {
        from.send(new DatagramPacket(data, data.length, LOOPBACK, port));
    }

    private static void await(MediaLoop loop) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(done::countDown);
        done.await();
    }

    private static long handedOver(MediaLoops loops) throws InterruptedException {
        MediaLoop other = loops.all().get(0);
        BlockingQueue<LoopCounters> counters = new LinkedBlockingQueue<>();
        other.execute(() -> counters.add(other.counters()));
        return counters.take().handedOver;
    }

    /** Notes the third byte of what it gets. */
    private static final class Peer implements DatagramPeer {

        final MediaLoop loop;
        private final BlockingQueue<Byte> received = new LinkedBlockingQueue<>();

        Peer(MediaLoop loop) throws InterruptedException {
            this.loop = loop;
            loop.execute(() -> loop.register(this, new Deadline()));
        }

        byte next() throws InterruptedException {
            Byte next = received.poll(30, TimeUnit.SECONDS);
            assertNotNull(next, "nothing came");
            return next;
        }

        @Override
        public String usernameFragment() {
            return "peer";
        }

        @Override
        public void onDatagram(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
            received.add(data[offset + 2]);
        }

        @Override
        public void onTimeout(long nowNanos) {}

        @Override
        public long nextDeadlineNanos() {
            return Long.MAX_VALUE;
        }
    }
}
