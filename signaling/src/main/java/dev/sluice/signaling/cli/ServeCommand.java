package dev.sluice.signaling.cli;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.net.TcpShare;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.TokenVerifier;
import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.config.SettingsException;
import dev.sluice.signaling.http.ListenException;
import dev.sluice.signaling.server.BoundPort;
import dev.sluice.signaling.server.Drained;
import dev.sluice.signaling.server.LanCertificate;
import dev.sluice.signaling.server.PemFiles;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import dev.sluice.signaling.server.TlsIdentity;
import dev.sluice.signaling.session.IceServers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code sluice serve}: runs until a signal ends it. */
final class ServeCommand extends Commands.Command {

    private static final int LAN_SECRET_BYTES = 32;

    private static final String TAKEN =
            " is taken by another program; end that one, or give another port, 0 for any free one.";

    private final Console console;
    private final MediaServerFactory factory;

    ServeCommand(Console console, MediaServerFactory factory) {
        this.console = console;
        this.factory = factory;
        spec().name("serve").mixinStandardHelpOptions(true);
        spec().usageMessage()
                .header("Runs the server and prints the address to open.")
                .sortOptions(false)
                .footer(footer());
        Options.add(spec(), List.of(Setting.values()));
    }

    private static String[] footer() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Limits, with their usual values and what they can be:");
        for (Limit limit : Limit.values()) {
            lines.add(
                    "  %s=%d (%d to %d): %s"
                            .formatted(
                                    limit.key(),
                                    limit.usual(),
                                    limit.lowest(),
                                    limit.highest(),
                                    limit.help()));
        }
        lines.addAll(
                List.of(
                        "",
                        "Every setting is also an environment variable, such as"
                                + " SLUICE_HTTP_PORT=7880, and a line in the file of --config, such as"
                                + " 'http-port: 7880'. A flag goes before the environment, that before"
                                + " the file. In the environment, several values stand with commas"
                                + " between; in the file, as a YAML list.",
                        "",
                        "On this machine alone:      sluice serve",
                        "In the same network:        sluice serve --lan",
                        "On the internet:            SLUICE_KEY=office:$(openssl rand -hex 32) sluice"
                                + " serve --tls-cert cert.pem --tls-key key.pem",
                        "In a container, behind NAT: add --advertise 203.0.113.7",
                        "",
                        "Ctrl-C ends at once; SIGTERM tells every client first."));
        return lines.toArray(String[]::new);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = Options.settings(parsed(), console.environment());
        Logging.level(settings.logLevel());
        if (settings.logFormat().equals("json")) {
            Logging.writeJson();
        }
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        SecureRandom random = new SecureRandom();
        List<ApiKey> keys = new ArrayList<>(settings.keys());
        if (settings.lan()) {
            keys.add(0, lanKey(random));
        }
        List<InetAddress> lan = settings.lan() ? LanAddresses.find() : List.of();
        SignalingConfig config = config(settings, keys, tls(settings, lan, random));
        try (BoundPort port = bind(settings, config);
                MediaServer media = media(settings);
                SignalingServer server = port.serve(media, share(media))) {
            // Whoever reads that it is ready may end it.
            CountDownLatch terminated = new CountDownLatch(1);
            Signals.onTerminate(terminated::countDown);
            Invitation invitation =
                    new Invitation(server, config.open(), keys, settings.httpAddress());
            console.say(invitation.line(settings.lan() ? lan : null, Instant.now()));
            log.info(
                    "ready: HTTP on port {}, pid {}", server.port(), ProcessHandle.current().pid());
            terminated.await();
            log.info("going down: telling {} clients", server.sessions());
            Signals.onTerminate(() -> Runtime.getRuntime().halt(Commands.FAILED));
            Drained drained = server.drain(settings.drainTimeout());
            log.info(
                    "told {} clients in {} ms, cut off {}",
                    drained.told(),
                    drained.took().toMillis(),
                    drained.cutOff());
        }
        log.info("ended");
        return 0;
    }

    private static ApiKey lanKey(SecureRandom random) {
        byte[] secret = new byte[LAN_SECRET_BYTES];
        random.nextBytes(secret);
        return new ApiKey("lan", HexFormat.of().formatHex(secret));
    }

    private static SignalingConfig config(
            Settings settings, List<ApiKey> keys, @Nullable TlsIdentity tls) {
        List<String> hosts = new ArrayList<>(settings.allowedHosts());
        settings.advertise().forEach(address -> hosts.add(address.host()));
        return SignalingConfig.builder()
                .port(settings.httpPort())
                .address(settings.httpAddress())
                .tls(tls)
                .keys(keys)
                .publicKeys(publicKeys(settings))
                .webhooks(settings.webhooks())
                .adminToken(settings.adminToken())
                .allowedOrigins(settings.allowedOrigins())
                .allowedHosts(hosts)
                .maxConnections(settings.maxConnections())
                .maxWaitingPerAddress(settings.maxWaitingPerAddress())
                .requestTimeout(settings.requestTimeout())
                .joinTimeout(settings.joinTimeout())
                .iceServers(iceServers(settings.turn()))
                .build();
    }

    private static List<PublicKey> publicKeys(Settings settings) {
        List<PublicKey> keys = new ArrayList<>();
        for (Path file : settings.publicKeys()) {
            keys.add(
                    naming(
                            Setting.PUBLIC_KEY,
                            file,
                            path -> {
                                PublicKey key = PemFiles.publicKey(path);
                                var unused = TokenVerifier.algorithm(key);
                                return key;
                            }));
        }
        return keys;
    }

    private static @Nullable TcpShare share(MediaServer media) {
        return media instanceof SluiceServer sluice ? sluice.tcpShare() : null;
    }

    private static IceServers iceServers(Settings.@Nullable Turn turn) {
        return turn == null
                ? IceServers.NONE
                : new IceServers(turn.urls(), turn.secret(), turn.validity(), Clock.systemUTC());
    }

    private static @Nullable TlsIdentity tls(
            Settings settings, List<InetAddress> lan, SecureRandom random) {
        if (settings.lan()) {
            return LanCertificate.generate(lan, random, Instant.now());
        }
        Settings.TlsFiles files = settings.tls();
        if (files == null) {
            return null;
        }
        List<X509Certificate> chain =
                naming(Setting.TLS_CERT, files.certificate(), PemFiles::certificates);
        PrivateKey key = naming(Setting.TLS_KEY, files.key(), PemFiles::key);
        return naming(
                Setting.TLS_CERT,
                files.certificate(),
                file -> new TlsIdentity(chain, key, Instant.now()));
    }

    private static <T> T naming(Setting setting, Path file, Function<Path, T> reader) {
        try {
            return reader.apply(file);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    setting.key() + ": '" + file + "': " + e.getMessage() + ".");
        }
    }

    private MediaServer media(Settings settings) {
        try {
            return factory.start(settings);
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            String port =
                    why.contains("TCP")
                            ? Setting.TCP_PORT.key() + ": " + settings.tcpPort()
                            : Setting.UDP_PORT.key() + ": " + settings.udpPort();
            throw new SettingsException(why.contains("in use") ? port + TAKEN : port + ": " + why);
        }
    }

    private static BoundPort bind(Settings settings, SignalingConfig config) {
        try {
            return BoundPort.bind(config);
        } catch (ListenException e) {
            String port = Setting.HTTP_PORT.key() + ": " + settings.httpPort();
            throw new SettingsException(
                    switch (e.reason()) {
                        case TAKEN -> port + TAKEN;
                        case NOT_PERMITTED ->
                                port + " is not open to this user; give a port above 1023.";
                        case NO_SUCH_ADDRESS ->
                                Setting.HTTP_ADDRESS.key()
                                        + ": "
                                        + settings.httpAddress()
                                        + " is not an address of this machine; give one that is.";
                    });
        }
    }
}
