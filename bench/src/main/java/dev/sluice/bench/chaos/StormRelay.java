package dev.sluice.bench.chaos;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A way from one client to the server that repeats every tenth packet of media and shuffles them,
 * as many at a time as it is told. All else goes straight on. A thread of its own.
 */
final class StormRelay implements AutoCloseable {

    private static final int MAX_BYTES = 2_048;
    private static final int DUPLICATES_PERCENT = 10;

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final int shuffled;
    private final Random random = new Random(11);
    private final List<byte[]> held = new ArrayList<>();
    private @Nullable SocketAddress client;
    private volatile boolean raging;

    StormRelay(InetSocketAddress server, int shuffled) throws IOException {
        this.server = server;
        this.shuffled = shuffled;
        // Also towards addresses of this machine other than loopback.
        socket = new DatagramSocket(0);
        Thread thread = new Thread(this::run, "storm");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** From now on it repeats and shuffles, or no more. */
    void rage(boolean on) {
        raging = on;
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES);
        try {
            while (true) {
                packet.setLength(MAX_BYTES);
                socket.receive(packet);
                if (!packet.getSocketAddress().equals(server)) {
                    client = packet.getSocketAddress();
                    up(Arrays.copyOf(packet.getData(), packet.getLength()));
                } else if (client != null) {
                    packet.setSocketAddress(client);
                    socket.send(packet);
                }
            }
        } catch (IOException closed) {
            // The fault is over.
        }
    }

    private void up(byte[] data) throws IOException {
        int first = data[0] & 0xFF;
        boolean media = first >= 128 && first < 192;
        if (!raging || !media) {
            release();
            send(data);
            return;
        }
        held.add(data);
        if (random.nextInt(100) < DUPLICATES_PERCENT) {
            held.add(data);
        }
        if (held.size() >= shuffled) {
            Collections.shuffle(held, random);
            release();
        }
    }

    private void release() throws IOException {
        for (byte[] each : held) {
            send(each);
        }
        held.clear();
    }

    private void send(byte[] data) throws IOException {
        socket.send(new DatagramPacket(data, data.length, server));
    }

    @Override
    public void close() {
        socket.close();
    }
}
