package dev.sluice.signaling.config;

import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.server.ServerLimits;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.webhook.Webhook;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a standalone server, checked one by one and together.
 *
 * @param httpPort 0 to 65535; 0: any free one
 * @param httpAddress null: loopback without keys, all addresses with
 * @param udpPort 0 to 65535; 0: any free one
 * @param tcpPort 0 to 65535; 0: any free one
 * @param advertise empty: all addresses of this machine
 * @param advertiseTcp where TCP ports are mapped to
 * @param stun null: nobody is asked
 * @param turn null: no TURN server
 * @param keys empty: everyone may join, from this machine
 * @param publicKeys PEM files of public keys that tokens are checked with as well
 * @param webhooks told what happens in rooms and calls
 * @param adminToken that operators show, null: none
 * @param tls the certificate and its key, null: none
 * @param lan a certificate and a key of its own, for the network that it stands in
 * @param allowedOrigins of pages, beside the server's own
 * @param allowedHosts names of the server, beside addresses and those of its certificate
 * @param loops 0: one for each core
 * @param dumpRtp a directory for packets in the clear, null: none
 * @param voices microphones carried at most in one room
 * @param emptyRoomTimeout how long a room outlives its last participant
 * @param drainTimeout how long clients have to go, once the server stops
 * @param maxConnections of HTTP and WebSocket at once
 * @param maxWaitingPerAddress WebSockets of one address that have not joined yet
 * @param requestTimeout for a whole HTTP request
 * @param joinTimeout for a WebSocket's first message, and again for its join
 * @param maxParticipants of one room
 * @param limits what the server takes on at most
 * @param bounds what one peer, room or caller can make it do or keep
 * @param logLevel error, warn, info, debug or trace
 * @param logFormat text or json
 */
public record Settings(
        int httpPort,
        @Nullable InetAddress httpAddress,
        int udpPort,
        int tcpPort,
        List<HostPort> advertise,
        List<HostPort> advertiseTcp,
        @Nullable HostPort stun,
        @Nullable Turn turn,
        List<ApiKey> keys,
        List<Path> publicKeys,
        List<Webhook> webhooks,
        @Nullable String adminToken,
        @Nullable TlsFiles tls,
        boolean lan,
        List<String> allowedOrigins,
        List<String> allowedHosts,
        int loops,
        @Nullable Path dumpRtp,
        int voices,
        Duration emptyRoomTimeout,
        Duration drainTimeout,
        int maxConnections,
        int maxWaitingPerAddress,
        Duration requestTimeout,
        Duration joinTimeout,
        int maxParticipants,
        ServerLimits limits,
        Limits bounds,
        String logLevel,
        String logFormat) {

    public Settings {
        advertise = List.copyOf(advertise);
        advertiseTcp = List.copyOf(advertiseTcp);
        keys = List.copyOf(keys);
        publicKeys = List.copyOf(publicKeys);
        webhooks = List.copyOf(webhooks);
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** Never the secrets. */
    @Override
    public String toString() {
        return "Settings[httpPort " + httpPort + ", udpPort " + udpPort + "]";
    }

    /**
     * TURN servers.
     *
     * @param urls of RFC 7065
     * @param secret the one of this moment
     * @param validity of credentials
     */
    public record Turn(List<String> urls, Supplier<String> secret, Duration validity) {

        public Turn {
            urls = List.copyOf(urls);
        }
    }

    /**
     * PEM files.
     *
     * @param certificate PEM, own one first
     * @param key PEM
     */
    public record TlsFiles(Path certificate, Path key) {}
}
