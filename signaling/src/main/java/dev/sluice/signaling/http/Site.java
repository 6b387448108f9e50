package dev.sluice.signaling.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server serves, and to whom.
 *
 * @param endpoints asked in this order
 * @param upgrade takes WebSocket handshakes
 * @param requestMillis the longest that a connection may take to bring a whole request
 */
public record Site(
        Hosts hosts,
        Origins origins,
        List<Endpoint> endpoints,
        WebSocketUpgrade upgrade,
        int maxBodyBytes,
        long requestMillis) {

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

    String webSocketPath() {
        return WebSocketUpgrade.PATH;
    }
}
