package dev.sluice.signaling.server;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.net.LoopGroup;
import dev.sluice.sfu.net.TcpShare;
import dev.sluice.signaling.http.HttpServer;
import dev.sluice.signaling.http.ListenException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP port, taken before anything costly starts. Connections wait until {@link #serve}, with
 * which the port becomes the server's. One thread.
 */
public final class BoundPort implements AutoCloseable {

    private final SignalingConfig config;
    private final LoopGroup loops;
    private final HttpServer http;
    private final int port;
    private boolean served;

    private BoundPort(SignalingConfig config, LoopGroup loops) throws ListenException {
        this.config = config;
        this.loops = loops;
        TlsIdentity tls = config.tls();
        this.http =
                new HttpServer(
                        loops.loops(), tls == null ? null : tls.context(), config.maxConnections());
        this.port = listen();
    }

    /**
     * Binds.
     *
     * @throws ListenException when the port is taken or may not be used
     */
    public static BoundPort bind(SignalingConfig config) throws ListenException {
        // A few threads for HTTP and signalling; media has threads of its own.
        int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
        LoopGroup loops = new LoopGroup("sluice-http", threads);
        try {
            return new BoundPort(config, loops);
        } catch (ListenException | RuntimeException e) {
            loops.close();
            throw e;
        }
    }

    private int listen() throws ListenException {
        InetAddress address = config.address();
        if (address != null || !config.open()) {
            return http.bind(address, config.port());
        }
        int bound = http.bind(loopback("127.0.0.1"), config.port());
        try {
            http.bind(loopback("::1"), bound);
        } catch (ListenException e) {
            if (e.reason() == ListenException.Reason.TAKEN) {
                throw e;
            }
            // This machine has no IPv6.
        }
        return bound;
    }

    private static InetAddress loopback(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a literal address needs no resolver", e);
        }
    }

    /** The port in use. */
    public int port() {
        return port;
    }

    /**
     * Takes connections. The media server stays the caller's: close it after the result.
     *
     * @param share lets media come to this port too; null: it does not
     * @throws IllegalStateException when it serves already
     */
    public SignalingServer serve(MediaServer media, @Nullable TcpShare share) {
        if (served) {
            throw new IllegalStateException("a bound port serves one server");
        }
        served = true;
        return new SignalingServer(config, loops, http, port, media, share);
    }

    /** Gives the port back, unless it serves. */
    @Override
    public void close() {
        if (!served) {
            http.close();
            loops.close();
        }
    }
}
