package dev.sluice.examples.springboot;

import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The media server and its signalling, for as long as the application runs. Of the latest phase: it
 * starts after everything else, and its callers are told before anything else stops.
 */
@Component
public final class Calls implements SmartLifecycle {

    private static final Duration GOODBYE = Duration.ofSeconds(5);

    /** Tokens are made and read in this process only: a new key each time will do. */
    private final ApiKey key = new ApiKey("app", UUID.randomUUID() + "-" + UUID.randomUUID());

    private final int port;
    private final int udpPort;
    private volatile SluiceServer media;
    private volatile SignalingServer signaling;

    Calls(@Value("${calls.port:7880}") int port, @Value("${calls.udp-port:7882}") int udpPort) {
        this.port = port;
        this.udpPort = udpPort;
    }

    /** Lets somebody into a room for the next ten minutes; once in, it stays. */
    String token(String room, String identity, String name) {
        Instant until = Instant.now().plus(Duration.ofMinutes(10));
        return new TokenIssuer(key).issue(new Grant(room, identity, name, Permissions.ALL, until));
    }

    /** Where the server's WebSocket is. */
    int port() {
        return signaling.port();
    }

    @Override
    public void start() {
        try {
            media = SluiceServer.start(ServerConfig.DEFAULT.withUdpPort(udpPort));
            signaling =
                    SignalingServer.start(
                            SignalingConfig.builder().port(port).keys(List.of(key)).build(), media);
        } catch (IOException e) {
            stop();
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (signaling != null) {
            try {
                signaling.drain(GOODBYE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            signaling.close();
            signaling = null;
        }
        if (media != null) {
            media.close();
            media = null;
        }
    }

    @Override
    public boolean isRunning() {
        return signaling != null;
    }
}
