package dev.sluice.signaling.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands on the way between one client and the server, and keeps what the client said first. */
final class Wiretap implements AutoCloseable {

    private static final int MAX_KEPT = 200;

    /** Connectivity checks of the client. */
    final List<byte[]> checks = new CopyOnWriteArrayList<>();

    /** All else of it: DTLS, SRTP, SRTCP. */
    final List<byte[]> others = new CopyOnWriteArrayList<>();

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final Thread thread = new Thread(this::run, "wiretap");

    Wiretap(InetSocketAddress server) throws IOException {
        this.server = server;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        @Nullable SocketAddress client = null;
        try {
            while (true) {
                packet.setLength(2048);
                socket.receive(packet);
                boolean down = packet.getSocketAddress().equals(server);
                if (!down) {
                    client = packet.getSocketAddress();
                    keep(Arrays.copyOf(packet.getData(), packet.getLength()));
                }
                SocketAddress to = down ? client : server;
                if (to != null) {
                    packet.setSocketAddress(to);
                    socket.send(packet);
                }
            }
        } catch (IOException closed) {
            // The call is over.
        }
    }

    private void keep(byte[] data) {
        List<byte[]> of = data[0] == 0 && data[1] == 1 ? checks : others;
        if (of.size() < MAX_KEPT) {
            of.add(data);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
