package dev.sluice.signaling.config;

import dev.sluice.sfu.server.ServerLimits;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.webhook.Webhook;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts settings together: a flag goes before the environment, that before the file. */
public final class SettingsReader {

    private static final List<String> LOG_LEVELS =
            List.of("error", "warn", "info", "debug", "trace");
    private static final List<String> LOG_FORMATS = List.of("text", "json");

    private static final int DEFAULT_TCP_PORT = 7881;
    private static final String TCP_SUFFIX = "/tcp";

    private static final int MIN_TOKEN_CHARACTERS = 16;

    private final Map<Setting, Given> given = new EnumMap<>(Setting.class);

    private SettingsReader() {}

    /**
     * Reads and checks every setting.
     *
     * @param flags the values of each flag that was given
     * @param environment of the process
     * @param file the YAML file, null without one
     * @throws SettingsException for the first bad value
     */
    public static Settings read(
            Map<Setting, List<String>> flags,
            Map<String, String> environment,
            @Nullable Path file) {
        SettingsReader reader = new SettingsReader();
        if (file != null) {
            reader.given.putAll(YamlFile.read(file));
        }
        for (Setting setting : Setting.values()) {
            reader.takeVariable(setting, environment.get(setting.variable()));
            List<String> values = flags.get(setting);
            if (values != null) {
                reader.given.put(setting, new Given(setting.flag(), values));
            }
        }
        return reader.settings();
    }

    private void takeVariable(Setting setting, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return;
        }
        List<String> values =
                setting.shape() == Setting.Shape.LIST
                        ? Arrays.asList(value.trim().split("[,\\s]+"))
                        : List.of(value);
        given.put(setting, new Given(setting.variable(), values));
    }

    private Settings settings() {
        boolean lan = Values.flag(get(Setting.LAN));
        List<ApiKey> keys = keys();
        List<Path> publicKeys = Values.each(get(Setting.PUBLIC_KEY), SettingsReader::readable);
        Settings.TlsFiles tls = tls();
        if (lan && tls != null) {
            throw get(Setting.LAN)
                    .bad("it makes a certificate of its own; leave out tls-cert and tls-key.");
        }
        int udpPort = Values.integer(get(Setting.UDP_PORT), 0, 65_535);
        return new Settings(
                Values.integer(get(Setting.HTTP_PORT), 0, 65_535),
                httpAddress(lan || !keys.isEmpty() || !publicKeys.isEmpty()),
                udpPort,
                tcpPort(udpPort),
                Values.each(advertise(false), HostPort::parse),
                Values.each(advertise(true), SettingsReader::withPort),
                stun(),
                turn(),
                keys,
                publicKeys,
                webhooks(),
                adminToken(),
                tls,
                lan,
                Values.each(get(Setting.ALLOWED_ORIGIN), SettingsReader::origin),
                Values.each(get(Setting.ALLOWED_HOST), SettingsReader::host),
                Values.integer(get(Setting.LOOPS), 0, 1024),
                dumpRtp(),
                Values.integer(get(Setting.VOICES), 1, 1_000),
                Values.time(get(Setting.EMPTY_ROOM_TIMEOUT), Duration.ofDays(30)),
                Values.time(get(Setting.DRAIN_TIMEOUT), Duration.ofHours(1)),
                Values.integer(get(Setting.MAX_CONNECTIONS), 1, 1_000_000),
                Values.integer(get(Setting.MAX_WAITING), 1, 1_000_000),
                patience(Setting.REQUEST_TIMEOUT),
                patience(Setting.JOIN_TIMEOUT),
                Values.integer(get(Setting.MAX_PARTICIPANTS), 1, 100_000),
                limits(),
                Values.limits(get(Setting.LIMIT)),
                Values.word(get(Setting.LOG_LEVEL), LOG_LEVELS),
                Values.word(get(Setting.LOG_FORMAT), LOG_FORMATS));
    }

    private Duration patience(Setting setting) {
        Duration time = Values.time(get(setting), Duration.ofHours(1));
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            throw get(setting).bad("give 1s or more.");
        }
        return time;
    }

    private ServerLimits limits() {
        return new ServerLimits(
                Values.integer(get(Setting.MAX_HANDSHAKES), 1, 4_096),
                Values.integer(get(Setting.MAX_WAITING_HANDSHAKES), 1, 1_000_000),
                Values.integer(get(Setting.MAX_PACKETS), 100, 1_000_000),
                Values.integer(get(Setting.MAX_FAILED_CHECKS), 1, 1_000_000),
                Values.integer(get(Setting.MAX_ROOMS), 1, 1_000_000),
                (long) Values.integer(get(Setting.MAX_DIRECT_MEMORY), 0, 1_000_000) << 20);
    }

    private Given get(Setting setting) {
        Given found = given.get(setting);
        if (found != null) {
            return found;
        }
        List<String> values =
                setting.defaultValue().isEmpty() ? List.of() : List.of(setting.defaultValue());
        return new Given(setting.flag(), values);
    }

    private int tcpPort(int udpPort) {
        Given setting = get(Setting.TCP_PORT);
        if (setting.values().isEmpty()) {
            return udpPort == 0 ? 0 : DEFAULT_TCP_PORT;
        }
        return Values.integer(setting, 0, 65_535);
    }

    /** The advertised ends of TCP without their suffix, or all others. */
    private Given advertise(boolean tcp) {
        Given all = get(Setting.ADVERTISE);
        List<String> values = new ArrayList<>();
        for (String value : all.values()) {
            if (value.endsWith(TCP_SUFFIX) == tcp) {
                int end = value.length() - (tcp ? TCP_SUFFIX.length() : 0);
                values.add(value.substring(0, end));
            }
        }
        return new Given(all.origin(), values);
    }

    private @Nullable HostPort stun() {
        List<HostPort> given = Values.each(get(Setting.STUN), SettingsReader::withPort);
        return given.isEmpty() ? null : given.get(given.size() - 1);
    }

    private Settings.@Nullable Turn turn() {
        Given urls = get(Setting.TURN_URL);
        Given secret = get(Setting.TURN_SECRET);
        Given file = get(Setting.TURN_SECRET_FILE);
        if (urls.values().isEmpty()) {
            for (Given alone : List.of(secret, file)) {
                if (!alone.values().isEmpty()) {
                    throw alone.bad("it needs turn-url beside it, the address of the server.");
                }
            }
            return null;
        }
        if (secret.values().isEmpty() == file.values().isEmpty()) {
            throw urls.bad("give it either turn-secret or turn-secret-file.");
        }
        return new Settings.Turn(
                Values.each(urls, SettingsReader::turnUrl),
                secret.values().isEmpty() ? turnSecretFile(file) : turnSecret(secret),
                Values.time(get(Setting.TURN_VALIDITY), Duration.ofDays(30)));
    }

    private static Supplier<String> turnSecret(Given given) {
        List<String> secrets = Values.eachSecret(given, TurnSecret::check);
        String last = secrets.get(secrets.size() - 1);
        return () -> last;
    }

    private static Supplier<String> turnSecretFile(Given given) {
        try {
            return new TurnSecret(Path.of(given.value()));
        } catch (IllegalArgumentException e) {
            throw given.bad(given.value(), e.getMessage() + ".");
        }
    }

    /** RFC 7065. */
    private static String turnUrl(String text) {
        String authority = text.replaceFirst("^turns?:", "").replaceFirst("\\?.*$", "");
        if (!text.matches("turns?:[^?]+(\\?transport=(udp|tcp))?")) {
            throw new IllegalArgumentException(
                    "write it as turn:host:port or turns:host:port, perhaps with ?transport=udp or"
                            + " ?transport=tcp behind");
        }
        HostPort.parse(authority);
        return text;
    }

    private static HostPort withPort(String text) {
        HostPort end = HostPort.parse(text);
        if (end.port() == 0) {
            throw new IllegalArgumentException("give its port too, such as " + text + ":3478");
        }
        return end;
    }

    private static Path readable(String text) {
        Path file = Path.of(text);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException(
                    "there is no such file, or it cannot be read; check path and rights");
        }
        return file;
    }

    private List<Webhook> webhooks() {
        Given urls = get(Setting.WEBHOOK);
        Given secrets = get(Setting.WEBHOOK_SECRET);
        if (urls.values().isEmpty()) {
            return List.of();
        }
        if (secrets.values().isEmpty()) {
            throw urls.bad("it needs webhook-secret beside it, which signs what is sent.");
        }
        String secret = secrets.value();
        if (secret.getBytes(StandardCharsets.UTF_8).length < Webhook.MIN_SECRET_BYTES) {
            throw secrets.bad(
                    "it needs at least "
                            + Webhook.MIN_SECRET_BYTES
                            + " bytes; make one with: openssl rand -hex 32.");
        }
        return Values.each(urls, url -> new Webhook(URI.create(url), secret));
    }

    private @Nullable String adminToken() {
        List<String> given =
                Values.eachSecret(get(Setting.ADMIN_TOKEN), SettingsReader::longEnough);
        return given.isEmpty() ? null : given.get(given.size() - 1);
    }

    private static String longEnough(String token) {
        if (token.length() < MIN_TOKEN_CHARACTERS) {
            throw new IllegalArgumentException(
                    "it has "
                            + token.length()
                            + " characters; give at least "
                            + MIN_TOKEN_CHARACTERS);
        }
        return token;
    }

    private List<ApiKey> keys() {
        Given all = get(Setting.KEY);
        List<ApiKey> keys = Values.eachSecret(all, ApiKey::parse);
        Set<String> ids = new HashSet<>();
        for (ApiKey key : keys) {
            if (!ids.add(key.id())) {
                throw all.bad("two keys have the id '" + key.id() + "'; give each its own.");
            }
        }
        return keys;
    }

    private Settings.@Nullable TlsFiles tls() {
        Given certificate = get(Setting.TLS_CERT);
        Given key = get(Setting.TLS_KEY);
        if (certificate.values().isEmpty() && key.values().isEmpty()) {
            return null;
        }
        if (certificate.values().isEmpty()) {
            throw key.bad("it needs tls-cert beside it, the file of the certificate.");
        }
        if (key.values().isEmpty()) {
            throw certificate.bad("it needs tls-key beside it, the file of the private key.");
        }
        return new Settings.TlsFiles(file(certificate), file(key));
    }

    private static Path path(Given setting) {
        try {
            return Path.of(setting.value());
        } catch (InvalidPathException e) {
            throw setting.bad(setting.value(), "no file can have that name; check it.");
        }
    }

    private static Path file(Given setting) {
        Path file = path(setting);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw setting.bad(
                    setting.value(),
                    "there is no such file, or it cannot be read; check path and rights.");
        }
        return file;
    }

    private @Nullable InetAddress httpAddress(boolean locked) {
        Given setting = get(Setting.HTTP_ADDRESS);
        if (setting.values().isEmpty()) {
            return null;
        }
        InetAddress address = Values.address(setting);
        if (!locked && !address.isLoopbackAddress()) {
            throw setting.bad(
                    setting.value(),
                    "without a key anybody could join from there; set key (or lan), or leave it"
                            + " out.");
        }
        return address;
    }

    private @Nullable Path dumpRtp() {
        Given setting = get(Setting.DUMP_RTP);
        if (setting.values().isEmpty()) {
            return null;
        }
        Path directory = path(setting);
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw setting.bad(
                    setting.value(), "there is no such directory that can be written; make it.");
        }
        return directory;
    }

    private static String origin(String text) {
        if (text.equals("*")) {
            return text;
        }
        try {
            URI uri = new URI(text);
            if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && (uri.getRawPath() == null || uri.getRawPath().isEmpty())
                    && uri.getRawQuery() == null
                    && uri.getRawUserInfo() == null) {
                return text.toLowerCase(Locale.ROOT);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "write it as scheme://host or scheme://host:port, such as"
                        + " https://app.example.org, without a path");
    }

    private static String host(String text) {
        if (!text.matches("[A-Za-z0-9._-]{1,255}")) {
            throw new IllegalArgumentException(
                    "write a host name without scheme and port, such as calls.example.org");
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
