package dev.sluice.signaling.http;

import io.netty.channel.ChannelPipeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server serves, and to whom.
 *
 * @param endpoints asked in this order
 * @param upgrade takes WebSocket handshakes
 * @param tally counts what passes a limit
 * @param maxBodyBytes of a request
 * @param requestMillis the longest that a connection may take to bring a whole request
 * @param writeSeconds the longest that it may take to read what it is sent
 */
public record Site(
        Hosts hosts,
        Origins origins,
        List<Endpoint> endpoints,
        WebSocketUpgrade upgrade,
        Tally tally,
        int maxBodyBytes,
        long requestMillis,
        int writeSeconds) {

    public Site {
        endpoints = List.copyOf(endpoints);
    }

    @Nullable Endpoint endpoint(String path) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.serves(path)) {
                return endpoint;
            }
        }
        return null;
    }

    /**
     * Adds the handlers of this site to a pipeline of somebody else's, behind its HTTP codec; what
     * is for others passes them by.
     */
    public void install(ChannelPipeline pipeline) {
        pipeline.addLast(new Junction(this));
        pipeline.addLast(new RequestGate(this));
        pipeline.addLast(new BodyAggregator(this));
        pipeline.addLast(new Router(this));
    }

    boolean serves(String path) {
        return path.equals(webSocketPath()) || endpoint(path) != null;
    }

    String webSocketPath() {
        return WebSocketUpgrade.PATH;
    }
}
