package dev.sluice.signaling.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries datagrams to a server and back, each client from a port of its own, or nothing at all.
 */
final class UdpRelay implements AutoCloseable {

    private static final int MAX_DATAGRAM_BYTES = 65_536;

    private final SocketAddress server;
    private final DatagramSocket listening;
    private final Map<SocketAddress, DatagramSocket> upstream = new ConcurrentHashMap<>();
    private volatile boolean cut;
    private volatile boolean closed;

    /** To that port of this machine. */
    UdpRelay(int serverPort) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        listening = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        pump("relay-up", listening, this::fromClient);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Drops everything from now on, or carries it again. */
    void cut(boolean on) {
        cut = on;
    }

    @FunctionalInterface
    private interface Receiver {
        void take(DatagramPacket packet) throws IOException;
    }

    private void fromClient(DatagramPacket packet) throws IOException {
        SocketAddress client = packet.getSocketAddress();
        DatagramSocket up = upstream.get(client);
        if (up == null) {
            up = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            upstream.put(client, up);
            pump("relay-down", up, back -> forward(listening, back, client));
        }
        forward(up, packet, server);
    }

    private void forward(DatagramSocket from, DatagramPacket packet, SocketAddress to)
            throws IOException {
        if (!cut) {
            from.send(new DatagramPacket(packet.getData(), packet.getLength(), to));
        }
    }

    private void pump(String name, DatagramSocket socket, Receiver receiver) {
        Thread thread =
                new Thread(
                        () -> {
                            byte[] buffer = new byte[MAX_DATAGRAM_BYTES];
                            while (!closed) {
                                try {
                                    DatagramPacket packet =
                                            new DatagramPacket(buffer, buffer.length);
                                    socket.receive(packet);
                                    receiver.take(packet);
                                } catch (IOException e) {
                                    if (!closed) {
                                        throw new UncheckedIOException(e);
                                    }
                                }
                            }
                        },
                        name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        listening.close();
        upstream.values().forEach(DatagramSocket::close);
    }
}
