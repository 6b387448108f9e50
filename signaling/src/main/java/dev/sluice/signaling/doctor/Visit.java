package dev.sluice.signaling.doctor;

import dev.sluice.sfu.api.Permissions;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.config.Settings;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How to call on a running server.
 *
 * @param server {@code http://host:port/} or {@code https://...}
 * @param token lets into the room it names; null: one is made with a key, if there is one
 * @param keys the server's, may be empty
 * @param insecure takes any certificate
 */
public record Visit(URI server, @Nullable String token, List<ApiKey> keys, boolean insecure) {

    private static final String ROOM = "sluice-doctor";
    private static final Duration VALID = Duration.ofMinutes(5);

    public Visit {
        keys = List.copyOf(keys);
    }

    /** The server that these settings make on this machine. */
    static Visit local(Settings settings) {
        boolean secure = settings.tls() != null || settings.lan();
        URI server =
                URI.create(
                        (secure ? "https" : "http") + "://localhost:" + settings.httpPort() + "/");
        // Its certificate is for its public name, which CertificateChecks has looked at.
        return new Visit(server, null, settings.keys(), secure);
    }

    /** Whom HTTP trusts; null: what the JDK does. */
    @Nullable SSLContext trust() {
        if (!insecure) {
            return null;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    @Nullable SslContext clientTls() {
        if (!"https".equals(server.getScheme())) {
            return null;
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forClient();
            return (insecure ? builder.trustManager(InsecureTrustManagerFactory.INSTANCE) : builder)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /** How to join, in a room for each way so that one check does not disturb the next. */
    JoinOptions options(String way) {
        String room = token == null ? ROOM + "-" + way : roomOf(token);
        String scheme = "https".equals(server.getScheme()) ? "wss" : "ws";
        URI socket = server.resolve("/ws");
        URI address = URI.create(scheme + socket.toString().substring(socket.getScheme().length()));
        return JoinOptions.of(address, room).withToken(token == null ? newToken(room) : token);
    }

    private @Nullable String newToken(String room) {
        if (keys.isEmpty()) {
            return null;
        }
        Grant grant = new Grant(room, null, null, Permissions.ALL, Instant.now().plus(VALID));
        return new TokenIssuer(keys.get(0)).issue(grant);
    }

    /** The room that a token claims, which only the server can verify. */
    private static String roomOf(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            JsonNode claims = JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(parts[1]));
            return claims.path("room").asString(ROOM);
        } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException | JacksonException e) {
            return ROOM;
        }
    }
}
