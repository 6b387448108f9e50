package dev.sluice.signaling.server;

import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.session.IceServers;
import dev.sluice.signaling.webhook.Webhook;
import java.net.InetAddress;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a signalling server listens and whom it lets in.
 *
 * @param port 0: any free one
 * @param address null: loopback without keys, all addresses with
 * @param tls null: plain HTTP
 * @param keys secrets that sign tokens
 * @param publicKeys of those that sign tokens elsewhere: RSA (RS256) or EC on P-256 (ES256)
 * @param allowedOrigins beside the server's own pages and those on localhost
 * @param allowedHosts names beside addresses, localhost and those of the certificate
 * @param maxConnections of HTTP and WebSocket at once
 * @param maxWaitingPerAddress WebSockets of one address that have not joined yet
 * @param adminToken that operators show, null: none
 * @param webhooks told what happens in rooms and calls
 * @param iceServers told to clients
 * @param requestTimeout from a connection's start, or its last response, to its next whole request
 * @param joinTimeout from the WebSocket handshake to a message, and as long again to the join
 */
public record SignalingConfig(
        int port,
        @Nullable InetAddress address,
        @Nullable TlsIdentity tls,
        List<ApiKey> keys,
        List<PublicKey> publicKeys,
        List<String> allowedOrigins,
        List<String> allowedHosts,
        int maxConnections,
        int maxWaitingPerAddress,
        @Nullable String adminToken,
        List<Webhook> webhooks,
        IceServers iceServers,
        Duration requestTimeout,
        Duration joinTimeout) {

    public SignalingConfig {
        keys = List.copyOf(keys);
        publicKeys = List.copyOf(publicKeys);
        webhooks = List.copyOf(webhooks);
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** Without any key: everyone who reaches the server may do everything. */
    public boolean open() {
        return keys.isEmpty() && publicKeys.isEmpty();
    }

    /** Never the secrets. */
    @Override
    public String toString() {
        return "SignalingConfig[port " + port + "]";
    }

    /** Port 7880 on loopback, without TLS and keys. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what differs from the defaults. One thread. */
    public static final class Builder {

        private int port = 7880;
        private @Nullable InetAddress address;
        private @Nullable TlsIdentity tls;
        private List<ApiKey> keys = List.of();
        private List<PublicKey> publicKeys = List.of();
        private List<String> allowedOrigins = List.of();
        private List<String> allowedHosts = List.of();
        private int maxConnections = 10_000;
        private int maxWaitingPerAddress = 256;
        private @Nullable String adminToken;
        private List<Webhook> webhooks = List.of();
        private IceServers iceServers = IceServers.NONE;
        private Duration requestTimeout = Duration.ofSeconds(8);
        private Duration joinTimeout = Duration.ofSeconds(8);

        private Builder() {}

        /** Where to listen; 0: any free port. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Where to listen; null: on loopback without keys, on all addresses with. */
        public Builder address(@Nullable InetAddress address) {
            this.address = address;
            return this;
        }

        /** For HTTPS; null: plain HTTP. */
        public Builder tls(@Nullable TlsIdentity tls) {
            this.tls = tls;
            return this;
        }

        /** Secrets that sign tokens; without any key everybody may do everything. */
        public Builder keys(List<ApiKey> keys) {
            this.keys = keys;
            return this;
        }

        /** Public keys of those that sign tokens elsewhere. */
        public Builder publicKeys(List<PublicKey> keys) {
            this.publicKeys = keys;
            return this;
        }

        /**
         * Origins whose pages may connect, beside the server's own and those on localhost; {@code
         * *}: all.
         */
        public Builder allowedOrigins(List<String> origins) {
            this.allowedOrigins = origins;
            return this;
        }

        /**
         * Names that the server goes by, beside addresses, localhost and those of its certificate.
         */
        public Builder allowedHosts(List<String> hosts) {
            this.allowedHosts = hosts;
            return this;
        }

        /** Connections at once; more are refused. */
        public Builder maxConnections(int max) {
            this.maxConnections = max;
            return this;
        }

        /** WebSockets of one address that have not joined yet; more are refused. */
        public Builder maxWaitingPerAddress(int max) {
            this.maxWaitingPerAddress = max;
            return this;
        }

        /** Receivers that are told what happens in rooms and calls. */
        public Builder webhooks(List<Webhook> receivers) {
            this.webhooks = receivers;
            return this;
        }

        /**
         * What operators show to see metrics and to use the admin API; null: there is no admin API,
         * metrics are for everybody where there are no keys, and for nobody where there are.
         */
        public Builder adminToken(@Nullable String token) {
            this.adminToken = token;
            return this;
        }

        /** TURN servers that clients are told of. */
        public Builder iceServers(IceServers servers) {
            this.iceServers = servers;
            return this;
        }

        /** How long a connection may take for a whole request. */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = timeout;
            return this;
        }

        /** How long a WebSocket may take for its join. */
        public Builder joinTimeout(Duration timeout) {
            this.joinTimeout = timeout;
            return this;
        }

        /** The configuration. */
        public SignalingConfig build() {
            return new SignalingConfig(
                    port,
                    address,
                    tls,
                    keys,
                    publicKeys,
                    allowedOrigins,
                    allowedHosts,
                    maxConnections,
                    maxWaitingPerAddress,
                    adminToken,
                    webhooks,
                    iceServers,
                    requestTimeout,
                    joinTimeout);
        }
    }
}
