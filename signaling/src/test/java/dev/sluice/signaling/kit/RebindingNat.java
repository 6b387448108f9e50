package dev.sluice.signaling.kit;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A NAT before a server's UDP port on loopback: each client gets a port of its own towards the
 * server, until {@link #rebind} gives all of them others and forgets the old ones, telling nobody.
 */
public final class RebindingNat implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int MAX_BYTES = 2_048;

    private final DatagramSocket inside = new DatagramSocket(0, LOOPBACK);
    private final Map<SocketAddress, DatagramSocket> outside = new ConcurrentHashMap<>();
    private volatile InetSocketAddress server;

    public RebindingNat() throws IOException {
        run("nat-out", () -> pump(inside, this::out));
    }

    /** Where clients send to. */
    public int port() {
        return inside.getLocalPort();
    }

    /** Where that leads. */
    public void leadTo(int serverPort) {
        server = new InetSocketAddress(LOOPBACK, serverPort);
    }

    /** What comes from the server to the ports that were in use is lost from now on. */
    public void rebind() {
        for (SocketAddress client : outside.keySet()) {
            DatagramSocket old = outside.remove(client);
            if (old != null) {
                old.close();
            }
        }
    }

    /** How many clients have a port. */
    public int clients() {
        return outside.size();
    }

    private void out(DatagramPacket packet) throws IOException {
        InetSocketAddress to = server;
        if (to == null) {
            return;
        }
        SocketAddress client = packet.getSocketAddress();
        DatagramSocket port = outside.get(client);
        if (port == null) {
            DatagramSocket opened = new DatagramSocket(0, LOOPBACK);
            outside.put(client, opened);
            run("nat-in", () -> pump(opened, back -> in(back, client)));
            port = opened;
        }
        packet.setSocketAddress(to);
        port.send(packet);
    }

    private void in(DatagramPacket packet, SocketAddress client) throws IOException {
        packet.setSocketAddress(client);
        inside.send(packet);
    }

    /** What is done with a datagram. */
    private interface Hop {

        void pass(DatagramPacket packet) throws IOException;
    }

    private static void pump(DatagramSocket from, Hop hop) {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES);
        while (!from.isClosed()) {
            try {
                packet.setLength(MAX_BYTES);
                from.receive(packet);
                hop.pass(packet);
            } catch (IOException e) {
                // Closed meanwhile, or one datagram was lost.
            }
        }
    }

    private static void run(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        inside.close();
        rebind();
    }
}
