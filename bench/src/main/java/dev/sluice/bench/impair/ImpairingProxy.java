package dev.sluice.bench.impair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A UDP proxy that is a bad link: all its clients share one bottleneck to the server (up) and one
 * back (down). The server sees each client as a port of its own. Datagrams leave up to 1 ms late. A
 * thread of its own; the methods may be called from any thread.
 */
public final class ImpairingProxy implements AutoCloseable {

    private static final int MAX_CLIENTS = 256;
    private static final int MAX_DATAGRAM_BYTES = 65_536;
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;
    private static final int READS_PER_TURN = 64;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private record Client(SocketAddress address, DatagramChannel upstream) {}

    private record Datagram(Client client, ByteBuffer data) {}

    /** What both directions did so far. */
    public record Counts(LinkCounts up, LinkCounts down, int clients) {}

    private final SocketAddress target;
    private final Selector selector;
    private final DatagramChannel listening;
    private final InetSocketAddress address;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private final ImpairedLink<Datagram> up;
    private final ImpairedLink<Datagram> down;
    private final Map<SocketAddress, Client> clients = new LinkedHashMap<>(16, 0.75f, true);
    private volatile boolean closed;

    private ImpairingProxy(
            Selector selector,
            DatagramChannel listening,
            InetSocketAddress target,
            LinkProfile upward,
            LinkProfile downward,
            long seed)
            throws IOException {
        this.selector = selector;
        this.listening = listening;
        this.target = target;
        this.address = (InetSocketAddress) listening.getLocalAddress();
        SplittableRandom random = new SplittableRandom(seed);
        long now = System.nanoTime();
        up = new ImpairedLink<>(upward, random.split(), now);
        down = new ImpairedLink<>(downward, random.split(), now);
        thread = new Thread(this::run, "impair");
        thread.setDaemon(true);
    }

    /**
     * Listens and starts; the profiles begin at once.
     *
     * @param listen where clients send to; port 0 for any
     * @param target the server's media port
     * @throws IOException when the port is taken
     */
    public static ImpairingProxy start(
            InetSocketAddress listen,
            InetSocketAddress target,
            LinkProfile up,
            LinkProfile down,
            long seed)
            throws IOException {
        Selector selector = Selector.open();
        DatagramChannel listening = DatagramChannel.open();
        try {
            listening.bind(listen);
            prepare(listening, selector);
            ImpairingProxy proxy = new ImpairingProxy(selector, listening, target, up, down, seed);
            proxy.thread.start();
            return proxy;
        } catch (IOException e) {
            listening.close();
            selector.close();
            throw e;
        }
    }

    private static SelectionKey prepare(DatagramChannel channel, Selector selector)
            throws IOException {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
        channel.configureBlocking(false);
        return channel.register(selector, SelectionKey.OP_READ);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** Begins other profiles now. Blocks for the proxy's thread. */
    public void play(LinkProfile upward, LinkProfile downward) {
        call(() -> {
            long now = System.nanoTime();
            up.play(now, upward);
            down.play(now, downward);
        });
    }

    /** Blocks for the proxy's thread. */
    public Counts counts() {
        ArrayDeque<Counts> result = new ArrayDeque<>(1);
        call(() -> result.add(new Counts(up.counts(), down.counts(), clients.size())));
        return result.remove();
    }

    private void call(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        tasks.add(() -> {
            task.run();
            done.complete(null);
        });
        selector.wakeup();
        if (!thread.isAlive()) {
            throw new IllegalStateException("the proxy is closed");
        }
        done.join();
    }

    /** Ends; what is in flight is lost. Blocks until the sockets are closed. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (selector;
                listening) {
            while (!closed) {
                await();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                readReady();
                deliver();
            }
            for (Client client : clients.values()) {
                client.upstream.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await() throws IOException {
        long next = Math.min(up.nextNanos(), down.nextNanos());
        if (next == Long.MAX_VALUE) {
            selector.select();
            return;
        }
        long wait = next - System.nanoTime();
        if (wait <= 0) {
            selector.selectNow();
        } else {
            selector.select((wait + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
        }
    }

    private void readReady() throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            if (!key.isValid()) {
                continue;
            }
            if (key.attachment() instanceof Client client) {
                readDown(client);
            } else {
                readUp();
            }
        }
        selector.selectedKeys().clear();
    }

    private void readUp() throws IOException {
        for (int i = 0; i < READS_PER_TURN; i++) {
            buffer.clear();
            SocketAddress from = listening.receive(buffer);
            if (from == null) {
                return;
            }
            offer(up, client(from));
        }
    }

    private void readDown(Client client) throws IOException {
        for (int i = 0; i < READS_PER_TURN; i++) {
            buffer.clear();
            try {
                if (client.upstream.receive(buffer) == null) {
                    return;
                }
            } catch (PortUnreachableException nobodyThere) {
                return;
            }
            offer(down, client);
        }
    }

    private void offer(ImpairedLink<Datagram> link, Client client) {
        ByteBuffer data = ByteBuffer.allocate(buffer.flip().remaining()).put(buffer).flip();
        link.offer(System.nanoTime(), data.remaining(), new Datagram(client, data));
    }

    private Client client(SocketAddress from) throws IOException {
        Client known = clients.get(from);
        if (known != null) {
            return known;
        }
        if (clients.size() >= MAX_CLIENTS) {
            var eldest = clients.values().iterator();
            eldest.next().upstream.close();
            eldest.remove();
        }
        DatagramChannel upstream = DatagramChannel.open();
        upstream.connect(target);
        Client client = new Client(from, upstream);
        prepare(upstream, selector).attach(client);
        clients.put(from, client);
        return client;
    }

    private void deliver() {
        long now = System.nanoTime();
        for (Datagram each = up.poll(now); each != null; each = up.poll(now)) {
            send(each.client.upstream, null, each.data);
        }
        for (Datagram each = down.poll(now); each != null; each = down.poll(now)) {
            send(listening, each.client.address, each.data);
        }
    }

    private void send(DatagramChannel channel, @Nullable SocketAddress to, ByteBuffer data) {
        try {
            if (to == null) {
                channel.write(data);
            } else {
                channel.send(data, to);
            }
        } catch (IOException gone) {
            // Nobody listens there now, or the client was forgotten: lost, as on any network.
        }
    }
}
