package dev.sluice.signaling.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries HTTP and WebSockets to a server and can break them all at once, or let them hang, as a
 * lost network does. Media goes past it.
 */
final class BreakableProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Gate gate = new Gate();
    private volatile @Nullable String server;

    BreakableProxy(SluiceProcess server) throws IOException {
        this(server.address());
    }

    /** To the server at that address. */
    BreakableProxy(String server) throws IOException {
        this.server = server;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run("proxy", this::accept);
    }

    String address() {
        return "http://localhost:" + listener.getLocalPort();
    }

    /** Breaks every connection, without a word, and takes no new one. */
    void cut() {
        server = null;
        sockets.forEach(BreakableProxy::closeQuietly);
    }

    /** Takes connections again, to that server. */
    void mend(SluiceProcess to) {
        server = to.address();
    }

    /**
     * Carries nothing any more, and does not say so: connections stay open, new ones get no answer.
     */
    void hang() {
        gate.close();
    }

    /** Carries on, with what was held up first. */
    void goOn() {
        gate.open();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                gate.pass();
                String to = server;
                if (to == null) {
                    client.close();
                    continue;
                }
                int port = URI.create(to).getPort();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(client);
                sockets.add(upstream);
                run("proxy-up", () -> pump(client, upstream));
                run("proxy-down", () -> pump(upstream, client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[16_384];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                gate.pass();
                to.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException e) {
            // One side closed; the other follows.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void run(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
        gate.open();
    }

    /** Holds up whoever passes while it is closed. */
    private static final class Gate {

        private boolean closed;

        synchronized void close() {
            closed = true;
        }

        synchronized void open() {
            closed = false;
            notifyAll();
        }

        synchronized void pass() throws IOException {
            while (closed) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }
}
