package dev.sluice.signaling.server;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.signaling.http.Site;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;

/**
 * Signalling as handlers in the HTTP server of a Netty application: the WebSocket protocol at
 * {@code /ws}, WHIP and WHEP, the admin API, and the browser client's files. Other requests pass by
 * to the handlers behind. Safe from any thread.
 *
 * <p>The port is the application's, so its limits are too: TLS, the number of connections, how long
 * a connection may idle, how long it may take to read (but for WebSockets, where the pipeline has
 * no {@code WriteTimeoutHandler} of the application's), and health and metrics. Of {@link
 * SignalingConfig}, {@code port}, {@code address}, {@code tls}, {@code maxConnections} and {@code
 * requestTimeout} mean nothing here; the names that the application goes by must stand in {@code
 * allowedHosts}.
 */
public final class SignalingHandlers implements AutoCloseable {

    private final Services services;
    private final Site site;

    private SignalingHandlers(Services services) {
        this.services = services;
        this.site = services.embedded();
    }

    /**
     * Makes handlers over a media server, which stays the caller's: close this first, then that.
     *
     * @param loops the application's, for timers; they must outlive the handlers
     */
    public static SignalingHandlers over(
            MediaServer media, SignalingConfig config, EventLoopGroup loops) {
        return new SignalingHandlers(new Services(config, loops, media));
    }

    /**
     * Adds the handlers to a connection's pipeline, at its end: behind the HTTP/1.1 codec (and a
     * compressor of HTTP where there is one, but none of WebSockets, whose handshake is made here),
     * before the application's own handlers. Call it in the channel initializer.
     */
    public void install(ChannelPipeline pipeline) {
        site.install(pipeline);
    }

    /** WebSocket connections and WHIP and WHEP sessions at this moment. */
    public int sessions() {
        return services.sessions();
    }

    /**
     * Takes nobody new, tells every client that the server goes down, and waits until they are told
     * and closed, at most that long. Blocks; not on an event loop.
     */
    public Drained drain(Duration timeout) throws InterruptedException {
        return services.drain(timeout);
    }

    /** Takes nobody new and closes every WebSocket, without waiting. Harmless when repeated. */
    @Override
    public void close() {
        services.goDown();
        services.close();
    }
}
