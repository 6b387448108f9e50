package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.ice.stun.IceRole;
import dev.sluice.ice.stun.StunCodec;
import dev.sluice.ice.stun.StunKey;
import dev.sluice.ice.stun.StunMessage;
import dev.sluice.ice.stun.TransactionId;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.mediacore.sim.SimNetwork;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MediaTcpTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final byte VIDEO = (byte) 0x90;
    private static final byte AUDIO = (byte) 0x80;
    private static final byte[] MEDIA = {AUDIO, 111, 1};
    private static final byte[] REPORT = {(byte) 0x80, (byte) 200, 2};
    private static final int ATTEMPTS = 5;

    private final IceCredentialsFactory factory = new IceCredentialsFactory(SimNetwork.random(5));

    private MediaLoops loops;
    private int port;

    @BeforeEach
    void open() throws IOException {
        open(Limits.DEFAULT);
    }

    private void open(Limits limits) throws IOException {
        loops = MediaLoops.open(List.of(LOOPBACK), 0, 3, limits);
        port = loops.listenTcp(List.of(LOOPBACK), 0);
    }

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void shouldBringConnectionsToTheLoopThatOwnsTheirPeer() throws Exception {
        for (MediaLoop loop : loops.all()) {
            Peer peer = new Peer(loop);
            for (int i = 0; i < 2; i++) {
                try (Client client = new Client()) {
                    byte[] check = check(peer.credentials);
                    client.send(check);
                    Tuple tuple = peer.takes(check);
                    assertEquals(Protocol.TCP, tuple.protocol());
                    assertEquals(client.socket.getLocalSocketAddress(), tuple.remote());
                    assertEquals(client.socket.getRemoteSocketAddress(), tuple.local());
                    peer.bind(tuple);
                    client.send(new byte[] {20, 1, 2});
                    peer.takes(new byte[] {20, 1, 2});
                    peer.send(tuple, new byte[] {1, 2, 3});
                    assertArrayEquals(new byte[] {1, 2, 3}, client.receive());
                }
                peer.loses();
            }
        }
    }

    @Test
    void shouldReadFramesHoweverTheyAreCut() throws Exception {
        Peer peer = new Peer(loops.all().get(1));
        try (Client client = new Client()) {
            byte[] check = check(peer.credentials);
            byte[] stream = new byte[2 * (2 + check.length)];
            for (int i = 0; i < 2; i++) {
                stream[i * (2 + check.length) + 1] = (byte) check.length;
                System.arraycopy(check, 0, stream, i * (2 + check.length) + 2, check.length);
            }
            for (byte one : stream) {
                client.out.write(one);
                client.out.flush();
            }
            peer.takes(check);
            peer.takes(check);
        }
    }

    @Test
    void shouldCloseWhatIsNotMedia() throws Exception {
        try (Client client = new Client()) {
            // In one piece: the server closes at the first byte that is no frame's.
            client.out.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.isClosed();
        }
        try (Client client = new Client()) {
            // Names a loop that there is not.
            client.send(check(factory.create(63)));
            client.isClosed();
        }
        try (Client client = new Client()) {
            // None of our fragments.
            client.send(check(new IceCredentials("theirs", "x".repeat(24))));
            client.isClosed();
        }
        waitForNewcomers(0);
    }

    @Test
    void shouldCloseWhoeverIsNotAuthenticatedInTime() throws Exception {
        loops.close();
        open(Limits.DEFAULT.with(Limit.TCP_NEWCOMER_MILLIS, 300));
        Peer peer = new Peer(loops.all().get(0));
        try (Client silent = new Client();
                Client unproven = new Client()) {
            unproven.send(check(peer.credentials));
            assertNotNull(peer.received.poll(5, TimeUnit.SECONDS));
            silent.isClosed();
            unproven.isClosed();
        }
        waitForNewcomers(0);
    }

    @Test
    void shouldCloseAConnectionWhoseFrameIsTooLong() throws Exception {
        Peer peer = new Peer(loops.all().get(2));
        try (Client client = new Client()) {
            byte[] check = check(peer.credentials);
            client.send(check);
            peer.bind(peer.takes(check));
            client.out.writeShort(1501);
            client.isClosed();
        }
        peer.loses();
    }

    @Test
    void shouldCloseWithItsPeer() throws Exception {
        Peer peer = new Peer(loops.all().get(1));
        try (Client client = new Client()) {
            byte[] check = check(peer.credentials);
            client.send(check);
            Tuple tuple = peer.takes(check);
            peer.bind(tuple);
            peer.loop.execute(() -> peer.loop.unbind(tuple, peer));
            client.isClosed();
        }
        assertTrue(peer.lost.isEmpty());
    }

    @Test
    void shouldRefuseConnectionsBeyondTheLimitOfAnAddress() throws Exception {
        Client[] clients = new Client[Limits.DEFAULT.of(Limit.TCP_NEWCOMERS_PER_ADDRESS)];
        try {
            for (int i = 0; i < clients.length; i++) {
                clients[i] = new Client();
            }
            waitForNewcomers(clients.length);
            try (Client surplus = new Client()) {
                surplus.isClosed();
            }
            assertEquals(1, loops.tcp().refused());
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
        waitForNewcomers(0);
    }

    @Test
    void shouldDropOldVideoOfAFullConnectionAndDelayNobodyElse() throws Exception {
        MediaLoop loop = loops.all().get(0);
        Peer stuck = new Peer(loop);
        Peer other = new Peer(loop);
        try (Client slow = new Client();
                Client fast = new Client()) {
            slow.socket.setReceiveBufferSize(8 * 1024);
            Tuple slowTuple = stuck.connects(slow);
            Tuple fastTuple = other.connects(fast);
            byte[] video = new byte[1200];
            video[0] = VIDEO;
            // Nobody reads: far more than the kernel's buffers take.
            long[] delays = new long[200];
            for (int i = 0; i < delays.length; i++) {
                stuck.sendMany(slowTuple, video, 50);
                byte[] mark = {AUDIO, (byte) i};
                long sent = System.nanoTime();
                other.send(fastTuple, mark);
                assertArrayEquals(mark, fast.receive());
                delays[i] = System.nanoTime() - sent;
            }
            Arrays.sort(delays);
            double median = delays[delays.length / 2] / 1e6;
            double longest = delays[delays.length - 1] / 1e6;
            System.out.printf(
                    "Beside a full connection: median %.2f ms, longest %.1f ms%n", median, longest);
            // A single one waits as long as a busy machine lets it.
            assertTrue(median < 50 && longest < 5_000, median + " and " + longest + " ms");
            Thread.sleep(Limits.DEFAULT.of(Limit.TCP_QUEUE_VIDEO_MILLIS) + 50);
            stuck.send(slowTuple, REPORT);
            int videos = 0;
            byte[] got = slow.receive();
            while (got[0] == VIDEO) {
                videos++;
                got = slow.receive();
            }
            assertArrayEquals(REPORT, got);
            assertTrue(videos < 10_000 - 100, "video was queued: " + videos);
            long dropped = counters(loop).droppedSend;
            assertEquals(10_000, videos + dropped, "each is sent or counted");
            assertEquals(videos + 1 + delays.length, counters(loop).sentDatagrams);
        }
    }

    @Test
    void shouldDropMediaThatWaitedWhileTheLoopStoodStill() throws Exception {
        MediaLoop loop = loops.all().get(1);
        Peer peer = new Peer(loop);
        try (Client client = new Client()) {
            Tuple unused = peer.connects(client);
            boolean passed = true;
            // A busy machine may let the loop rest once more before it reads what waited.
            for (int i = 0; i < ATTEMPTS && passed; i++) {
                standStill(loop, client);
                passed = peer.hears(MEDIA, REPORT);
            }
            assertFalse(passed);
            assertTrue(counters(loop).droppedStale > 0);
        }
    }

    /** The loop sleeps for long, and the client goes on. */
    private static void standStill(MediaLoop loop, Client client) throws Exception {
        StandingLoop.during(
                loop,
                () -> {
                    client.send(MEDIA);
                    client.send(REPORT);
                });
    }

    private static LoopCounters counters(MediaLoop loop) throws InterruptedException {
        BlockingQueue<LoopCounters> counters = new LinkedBlockingQueue<>();
        loop.execute(() -> counters.add(loop.counters()));
        return counters.take();
    }

    private void waitForNewcomers(int count) throws InterruptedException {
        for (int i = 0; i < 500 && loops.tcp().newcomers() != count; i++) {
            Thread.sleep(10);
        }
        assertEquals(count, loops.tcp().newcomers());
    }

    private static byte[] check(IceCredentials to) {
        return StunCodec.encode(
                StunMessage.check(
                        new TransactionId(1, 2),
                        to.usernameFragment() + ":peer",
                        1,
                        true,
                        IceRole.CONTROLLING,
                        3),
                new StunKey(to.password()));
    }

    /** Notes what it gets; believes everybody. */
    private final class Peer implements DatagramPeer {

        private record Received(Tuple tuple, List<Byte> data) {}

        final MediaLoop loop;
        final IceCredentials credentials;
        final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
        final BlockingQueue<Tuple> lost = new LinkedBlockingQueue<>();

        Peer(MediaLoop loop) {
            this.loop = loop;
            this.credentials = factory.create(loop.index());
            loop.execute(() -> loop.register(this, new Deadline()));
        }

        Tuple connects(Client client) throws Exception {
            byte[] check = check(credentials);
            client.send(check);
            Tuple tuple = takes(check);
            bind(tuple);
            return tuple;
        }

        Tuple takes(byte[] expected) throws InterruptedException {
            Received next = received.poll(5, TimeUnit.SECONDS);
            assertNotNull(next, "nothing came");
            assertEquals(list(expected, 0, expected.length), next.data);
            return next.tuple;
        }

        /** Whether the first of the two comes before the second, which comes. */
        boolean hears(byte[] first, byte[] second) throws InterruptedException {
            boolean heard = false;
            for (List<Byte> next = next(); !next.equals(list(second, 0, second.length)); ) {
                assertEquals(list(first, 0, first.length), next);
                heard = true;
                next = next();
            }
            return heard;
        }

        private List<Byte> next() throws InterruptedException {
            Received next = received.poll(30, TimeUnit.SECONDS);
            assertNotNull(next, "nothing came");
            return next.data;
        }

        void loses() throws InterruptedException {
            assertNotNull(lost.poll(5, TimeUnit.SECONDS), "no loss was told");
        }

        void bind(Tuple tuple) throws InterruptedException {
            CountDownLatch done = new CountDownLatch(1);
            loop.execute(() -> {
                loop.bind(tuple, this);
                done.countDown();
            });
            assertTrue(done.await(5, TimeUnit.SECONDS));
        }

        void send(Tuple tuple, byte[] data) {
            loop.execute(() -> loop.send(tuple, data, 0, data.length));
        }

        void sendMany(Tuple tuple, byte[] data, int times) {
            loop.execute(() -> {
                for (int i = 0; i < times; i++) {
                    loop.send(tuple, data, 0, data.length);
                }
            });
        }

        @Override
        public String usernameFragment() {
            return credentials.usernameFragment();
        }

        @Override
        public void onDatagram(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
            assertTrue(loop.inLoop());
            received.add(new Received(tuple, list(data, offset, length)));
        }

        @Override
        public void onTupleLost(long nowNanos, Tuple tuple) {
            lost.add(tuple);
        }

        @Override
        public boolean isVideo(byte[] data, int offset, int length) {
            return data[offset] == VIDEO;
        }

        @Override
        public void onTimeout(long nowNanos) {}

        @Override
        public long nextDeadlineNanos() {
            return Long.MAX_VALUE;
        }

        private List<Byte> list(byte[] data, int offset, int length) {
            Byte[] boxed = new Byte[length];
            Arrays.setAll(boxed, i -> data[offset + i]);
            return List.of(boxed);
        }
    }

    private final class Client implements AutoCloseable {

        final Socket socket = new Socket(LOOPBACK, port);
        final DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        final DataInputStream in = new DataInputStream(socket.getInputStream());

        Client() throws IOException {
            socket.setSoTimeout(5_000);
        }

        void send(byte[] data) throws IOException {
            byte[] frame = new byte[2 + data.length];
            frame[0] = (byte) (data.length >> 8);
            frame[1] = (byte) data.length;
            System.arraycopy(data, 0, frame, 2, data.length);
            out.write(frame);
        }

        byte[] receive() throws IOException {
            byte[] data = new byte[in.readUnsignedShort()];
            in.readFully(data);
            return data;
        }

        void isClosed() throws IOException {
            int end;
            try {
                end = in.read();
            } catch (SocketException reset) {
                end = -1;
            }
            assertEquals(-1, end);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
