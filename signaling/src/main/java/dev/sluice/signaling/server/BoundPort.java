package dev.sluice.signaling.server;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.net.TcpShare;
import dev.sluice.signaling.http.HttpServer;
import dev.sluice.signaling.http.ListenException;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP port, taken before anything costly starts. Connections wait until {@link #serve}, with
 * which the port becomes the server's.
 */
public final class BoundPort implements AutoCloseable {

    private final SignalingConfig config;
    private final EventLoopGroup loops;
    private final HttpServer http;
    private final int port;
    private boolean served;

    private BoundPort(SignalingConfig config, EventLoopGroup loops) throws ListenException {
        this.config = config;
        this.loops = loops;
        TlsIdentity tls = config.tls();
        this.http =
                new HttpServer(loops, tls == null ? null : tls.context(), config.maxConnections());
        this.port = listen();
    }

    /**
     * Binds.
     *
     * @throws ListenException when the port is taken or may not be used
     */
    public static BoundPort bind(SignalingConfig config) throws ListenException {
        EventLoopGroup loops = HttpServer.newLoops();
        try {
            return new BoundPort(config, loops);
        } catch (ListenException | RuntimeException e) {
            var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
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

    public int port() {
        return port;
    }

    /**
     * Takes connections. The media server stays the caller's: close it after the result.
     *
     * @param share lets media come to this port too; null: it does not
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
            var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
