package dev.sluice.signaling.server;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.net.LoopGroup;
import dev.sluice.sfu.net.TcpShare;
import dev.sluice.signaling.http.HttpServer;
import dev.sluice.signaling.http.ListenException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Signalling, the demo page, WHIP and WHEP over a media server. Several may live in one JVM. The
 * media server stays the caller's: close this first, then that. Any thread.
 */
public final class SignalingServer implements AutoCloseable {

    private final LoopGroup loops;
    private final HttpServer http;
    private final Services services;
    private final int port;
    private final boolean secure;

    SignalingServer(
            SignalingConfig config,
            LoopGroup loops,
            HttpServer http,
            int port,
            MediaServer media,
            @Nullable TcpShare share) {
        this.loops = loops;
        this.http = http;
        this.port = port;
        this.secure = config.tls() != null;
        this.services = new Services(config, loops.loops(), media);
        services.watch(http);
        http.accept(services.whole(), share);
    }

    /**
     * Binds and takes connections.
     *
     * @throws ListenException when the port is taken or may not be used
     */
    public static SignalingServer start(SignalingConfig config, MediaServer media)
            throws ListenException {
        return BoundPort.bind(config).serve(media, null);
    }

    /** The port in use. */
    public int port() {
        return port;
    }

    /** Whether it speaks TLS. */
    public boolean secure() {
        return secure;
    }

    /** WebSocket connections and WHIP and WHEP sessions at this moment. */
    public int sessions() {
        return services.sessions();
    }

    /**
     * Takes nobody new, tells every client that the server goes down, and waits until they are told
     * and closed, at most that long. Blocks.
     */
    public Drained drain(Duration timeout) throws InterruptedException {
        http.stopAccepting();
        return services.drain(timeout);
    }

    /** Closes every connection and ends the threads. Blocks; harmless when repeated. */
    @Override
    public void close() {
        http.close();
        services.close();
        loops.close();
    }
}
