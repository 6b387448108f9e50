package dev.sluice.signaling.config;

import dev.sluice.signaling.auth.ApiKey;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a standalone server, checked one by one and together.
 *
 * @param httpPort 0 to 65535; 0: any free one
 * @param httpAddress null: loopback without keys, all addresses with
 * @param udpPort 0 to 65535; 0: any free one
 * @param advertise empty: all addresses of this machine
 * @param keys empty: everyone may join, from this machine
 * @param tls the certificate and its key, null: none
 * @param loops 0: one for each core
 * @param logLevel error, warn, info, debug or trace
 */
public record Settings(
        int httpPort,
        @Nullable InetAddress httpAddress,
        int udpPort,
        List<HostPort> advertise,
        List<ApiKey> keys,
        @Nullable TlsFiles tls,
        boolean lan,
        List<String> allowedOrigins,
        List<String> allowedHosts,
        int loops,
        @Nullable Path dumpRtp,
        Duration emptyRoomTimeout,
        Duration drainTimeout,
        int maxConnections,
        int maxWaitingPerAddress,
        String logLevel) {

    public Settings {
        advertise = List.copyOf(advertise);
        keys = List.copyOf(keys);
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** PEM files. */
    public record TlsFiles(Path certificate, Path key) {}
}
