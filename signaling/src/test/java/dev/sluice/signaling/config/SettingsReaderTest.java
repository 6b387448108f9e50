package dev.sluice.signaling.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.room.RoomLimits;
import dev.sluice.sfu.server.ServerLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir Path directory;

    @Test
    void shouldHaveDefaults() {
        Settings settings = SettingsReader.read(Map.of(), Map.of(), null);
        assertEquals(7880, settings.httpPort());
        assertEquals(7882, settings.udpPort());
        assertNull(settings.httpAddress());
        assertNull(settings.tls());
        assertFalse(settings.lan());
        assertTrue(settings.keys().isEmpty());
        assertEquals(RoomLimits.DEFAULT.voices(), settings.voices());
        assertEquals(Duration.ofMinutes(5), settings.emptyRoomTimeout());
        assertEquals(Duration.ofSeconds(30), settings.drainTimeout());
        assertEquals("info", settings.logLevel());
        assertEquals("text", settings.logFormat());
    }

    @Test
    void shouldPreferFlagsToEnvironmentAndThatToTheFile() throws IOException {
        Path file = file("http-port: 1\nudp-port: 1\nloops: 1\nlog-level: debug\n");
        Map<String, String> environment =
                Map.of("SLUICE_HTTP_PORT", "2", "SLUICE_UDP_PORT", "2", "OTHER", "x");
        Settings settings =
                SettingsReader.read(Map.of(Setting.HTTP_PORT, List.of("3")), environment, file);
        assertEquals(3, settings.httpPort());
        assertEquals(2, settings.udpPort());
        assertEquals(1, settings.loops());
        assertEquals("debug", settings.logLevel());
    }

    @Test
    void shouldTakeEverySettingFromEverySource() throws IOException {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        values.put(Setting.HTTP_PORT, "1");
        values.put(Setting.HTTP_ADDRESS, "0.0.0.0");
        values.put(Setting.UDP_PORT, "2");
        values.put(Setting.TCP_PORT, "8");
        values.put(Setting.ADVERTISE, "203.0.113.7:9");
        values.put(Setting.STUN, "203.0.113.8:3478");
        values.put(Setting.TURN_URL, "turn:203.0.113.9:3478?transport=udp");
        values.put(Setting.TURN_SECRET_FILE, file(SECRET).toString());
        values.put(Setting.TURN_VALIDITY, "2h");
        values.put(Setting.KEY, "k:" + SECRET);
        values.put(Setting.PUBLIC_KEY, file("x").toString());
        values.put(Setting.WEBHOOK, "https://app.example/hook");
        values.put(Setting.WEBHOOK_SECRET, SECRET);
        values.put(Setting.ADMIN_TOKEN, "operators-only-0123");
        values.put(Setting.TLS_CERT, file("x").toString());
        values.put(Setting.TLS_KEY, file("x").toString());
        values.put(Setting.LAN, "false");
        values.put(Setting.ALLOWED_ORIGIN, "https://a.example");
        values.put(Setting.ALLOWED_HOST, "b.example");
        values.put(Setting.LOOPS, "3");
        values.put(Setting.DUMP_RTP, directory.toString());
        values.put(Setting.VOICES, "9");
        values.put(Setting.EMPTY_ROOM_TIMEOUT, "4s");
        values.put(Setting.DRAIN_TIMEOUT, "5s");
        values.put(Setting.MAX_CONNECTIONS, "6");
        values.put(Setting.MAX_WAITING, "7");
        values.put(Setting.REQUEST_TIMEOUT, "13s");
        values.put(Setting.JOIN_TIMEOUT, "14s");
        values.put(Setting.MAX_PARTICIPANTS, "15");
        values.put(Setting.MAX_HANDSHAKES, "8");
        values.put(Setting.MAX_WAITING_HANDSHAKES, "16");
        values.put(Setting.MAX_PACKETS, "900");
        values.put(Setting.MAX_FAILED_CHECKS, "10");
        values.put(Setting.MAX_ROOMS, "11");
        values.put(Setting.MAX_DIRECT_MEMORY, "12");
        values.put(Setting.LIMIT, "socket-requests=17");
        values.put(Setting.LOG_LEVEL, "warn");
        values.put(Setting.LOG_FORMAT, "json");
        // The secret stands in its file: both together are refused.
        assertEquals(Setting.values().length - 1, values.size(), "a setting is missing here");

        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        Map<String, String> environment = new java.util.HashMap<>();
        StringBuilder yaml = new StringBuilder();
        values.forEach((setting, value) -> {
            flags.put(setting, List.of(value));
            environment.put(setting.variable(), value);
            yaml.append(setting.key()).append(": '").append(value).append("'\n");
        });
        for (Settings settings :
                List.of(
                        SettingsReader.read(flags, Map.of(), null),
                        SettingsReader.read(Map.of(), environment, null),
                        SettingsReader.read(Map.of(), Map.of(), file(yaml.toString())))) {
            check(settings);
        }
    }

    private void check(Settings settings) {
        assertEquals(1, settings.httpPort());
        assertEquals("0.0.0.0", settings.httpAddress().getHostAddress());
        assertEquals(2, settings.udpPort());
        assertEquals(List.of(new HostPort("203.0.113.7", 9)), settings.advertise());
        assertEquals(8, settings.tcpPort());
        assertEquals(new HostPort("203.0.113.8", 3478), settings.stun());
        assertEquals(List.of("turn:203.0.113.9:3478?transport=udp"), settings.turn().urls());
        assertEquals(SECRET, settings.turn().secret().get());
        assertEquals(Duration.ofHours(2), settings.turn().validity());
        assertEquals("k", settings.keys().get(0).id());
        assertTrue(Files.exists(settings.publicKeys().get(0)));
        assertEquals("app.example", settings.webhooks().get(0).url().getHost());
        assertEquals("operators-only-0123", settings.adminToken());
        assertTrue(Files.exists(settings.tls().certificate()));
        assertEquals(List.of("https://a.example"), settings.allowedOrigins());
        assertEquals(List.of("b.example"), settings.allowedHosts());
        assertEquals(3, settings.loops());
        assertEquals(directory, settings.dumpRtp());
        assertEquals(9, settings.voices());
        assertEquals(Duration.ofSeconds(4), settings.emptyRoomTimeout());
        assertEquals(Duration.ofSeconds(5), settings.drainTimeout());
        assertEquals(6, settings.maxConnections());
        assertEquals(7, settings.maxWaitingPerAddress());
        assertEquals(Duration.ofSeconds(13), settings.requestTimeout());
        assertEquals(Duration.ofSeconds(14), settings.joinTimeout());
        assertEquals(15, settings.maxParticipants());
        assertEquals(new ServerLimits(8, 16, 900, 10, 11, 12 << 20), settings.limits());
        assertEquals(Limits.DEFAULT.with(Limit.SOCKET_REQUESTS, 17), settings.bounds());
        assertEquals("warn", settings.logLevel());
        assertEquals("json", settings.logFormat());
    }

    @Test
    void shouldSignWebhooksWithASecretThatItNeverShows() {
        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        flags.put(Setting.WEBHOOK, List.of("https://app.example/hook"));
        SettingsException missing = assertThrows(SettingsException.class, () -> read(flags));
        assertTrue(missing.getMessage().contains("webhook-secret"), missing.getMessage());
        flags.put(Setting.WEBHOOK_SECRET, List.of("hunter2"));
        SettingsException weak = assertThrows(SettingsException.class, () -> read(flags));
        assertTrue(weak.getMessage().contains("32 bytes"), weak.getMessage());
        assertFalse(weak.getMessage().contains("hunter2"), weak.getMessage());
        flags.put(Setting.WEBHOOK_SECRET, List.of(SECRET));
        assertEquals(1, read(flags).webhooks().size());
        flags.put(Setting.WEBHOOK, List.of("app.example"));
        SettingsException bad = assertThrows(SettingsException.class, () -> read(flags));
        assertTrue(bad.getMessage().contains("https://host/path"), bad.getMessage());
    }

    @Test
    void shouldRefuseAnAdminTokenThatIsGuessedWithoutShowingIt() {
        SettingsException refused =
                assertThrows(
                        SettingsException.class,
                        () -> read(Map.of(Setting.ADMIN_TOKEN, List.of("hunter2"))));
        assertTrue(refused.getMessage().contains("at least 16"), refused.getMessage());
        assertFalse(refused.getMessage().contains("hunter2"), refused.getMessage());
    }

    @Test
    void shouldPutTcpOnAFreePortWhereUdpIsOnOne() {
        assertEquals(7881, read(Map.of()).tcpPort());
        assertEquals(0, read(Map.of(Setting.UDP_PORT, List.of("0"))).tcpPort());
        assertEquals(
                9,
                read(Map.of(Setting.UDP_PORT, List.of("0"), Setting.TCP_PORT, List.of("9")))
                        .tcpPort());
    }

    @Test
    void shouldTellMappedTcpPortsFromOthers() {
        Settings settings =
                read(
                        Map.of(
                                Setting.ADVERTISE,
                                List.of("203.0.113.7", "[2001:db8::7]:9/tcp", "203.0.113.7:8")));
        assertEquals(
                List.of(new HostPort("203.0.113.7", 0), new HostPort("203.0.113.7", 8)),
                settings.advertise());
        assertEquals(List.of(new HostPort("2001:db8::7", 9)), settings.advertiseTcp());
        assertRefused(Setting.ADVERTISE, "203.0.113.7/tcp", "give its port too");
        assertRefused(Setting.STUN, "203.0.113.7", "give its port too");
    }

    @Test
    void shouldRotateTheTurnSecretWithItsFile() throws IOException {
        Path file = file("the first of the secrets\n");
        Settings settings =
                read(
                        Map.of(
                                Setting.TURN_URL,
                                List.of("turns:turn.example.org:443?transport=tcp"),
                                Setting.TURN_SECRET_FILE,
                                List.of(file.toString())));
        assertEquals("the first of the secrets", settings.turn().secret().get());
        Files.writeString(file, "the second of the secrets\n# a comment\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        assertEquals("the second of the secrets", settings.turn().secret().get());
        Files.writeString(file, "short");
        Files.setLastModifiedTime(file, FileTime.fromMillis(2_000));
        assertEquals("the second of the secrets", settings.turn().secret().get());
        Files.delete(file);
        assertEquals("the second of the secrets", settings.turn().secret().get());
    }

    @Test
    void shouldRefuseHalfATurnServer() {
        assertRefused(Setting.TURN_URL, "turn:turn.example.org", "turn-secret");
        assertRefused(Setting.TURN_SECRET, SECRET, "turn-url");
        Map<Setting, List<String>> bad =
                Map.of(
                        Setting.TURN_URL,
                        List.of("https://turn.example.org"),
                        Setting.TURN_SECRET,
                        List.of(SECRET));
        assertTrue(
                assertThrows(SettingsException.class, () -> read(bad))
                        .getMessage()
                        .contains("turn:host:port"));
    }

    private static void assertRefused(Setting setting, String value, String remedy) {
        String message =
                assertThrows(SettingsException.class, () -> read(Map.of(setting, List.of(value))))
                        .getMessage();
        assertTrue(message.contains(remedy) && message.contains(setting.key()), message);
    }

    private static Settings read(Map<Setting, List<String>> flags) {
        return SettingsReader.read(flags, Map.of(), null);
    }

    @Test
    void shouldTakeSeveralValues() throws IOException {
        List<HostPort> both = List.of(new HostPort("10.0.0.1", 0), new HostPort("2001:db8::7", 9));
        assertEquals(
                both,
                SettingsReader.read(
                                Map.of(),
                                Map.of("SLUICE_ADVERTISE", "10.0.0.1, [2001:db8::7]:9"),
                                null)
                        .advertise());
        assertEquals(
                both,
                SettingsReader.read(
                                Map.of(),
                                Map.of(),
                                file("advertise:\n  - 10.0.0.1\n  - '[2001:db8::7]:9'\n"))
                        .advertise());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "HTTP_PORT | x | a whole number from 0 to 65535",
                "HTTP_PORT | 65536 | a whole number from 0 to 65535",
                "HTTP_PORT | -1 | a whole number",
                "UDP_PORT | 99999999999 | a whole number",
                "HTTP_ADDRESS | example.org | an address of this machine",
                "HTTP_ADDRESS | 0.0.0.0 | without a key anybody could join",
                "ADVERTISE | host:0 | host or host:port",
                "ADVERTISE | http://x | host or host:port",
                "ADVERTISE | [::1 | host or host:port",
                "KEY | nocolon | id:secret",
                "KEY | id:short | at least 32",
                "KEY | :0123456789abcdef0123456789abcdef | the id before the colon",
                "TLS_CERT | /nonexistent.pem | tls-key",
                "TLS_KEY | /nonexistent.pem | tls-cert",
                "LAN | perhaps | true or false",
                "ALLOWED_ORIGIN | app.example.org | https://app.example.org",
                "ALLOWED_ORIGIN | https://a/b | without a path",
                "ALLOWED_HOST | https://a | without scheme and port",
                "LOOPS | many | a whole number",
                "DUMP_RTP | /nonexistent | make it",
                "EMPTY_ROOM_TIMEOUT | soon | 90s, 5m or 1h",
                "DRAIN_TIMEOUT | 2h | at most 3600s",
                "MAX_CONNECTIONS | 0 | from 1",
                "MAX_WAITING | 0 | from 1",
                "LIMIT | socket-requests | as NAME=VALUE",
                "LIMIT | socket-requests=many | as NAME=VALUE",
                "LIMIT | socket-requests=-1 | socket-requests is -1: give 1 to 10000",
                "LIMIT | socket-requests=1000000000000 | give 1 to 10000",
                "LIMIT | sockets-request=many | did you mean socket-requests",
                "LIMIT | socket-requests=0 | socket-requests is 0: give 1 to 10000",
                "LIMIT | sockets-request=9 | did you mean socket-requests",
                "LIMIT | frobnication-quux=9 | there is no limit 'frobnication-quux'.",
                "LOG_LEVEL | loud | error, warn, info, debug, trace",
                "LOG_FORMAT | xml | text, json",
            })
    void shouldNameTheSettingTheValueAndTheRemedy(Setting setting, String value, String remedy) {
        String flag =
                refusal(() -> SettingsReader.read(Map.of(setting, List.of(value)), Map.of(), null));
        assertTrue(flag.startsWith(setting.flag() + ": "), flag);
        assertTrue(flag.contains(remedy), flag);
        String variable =
                refusal(() ->
                        SettingsReader.read(Map.of(), Map.of(setting.variable(), value), null));
        assertTrue(variable.startsWith(setting.variable() + ": "), variable);
        String line =
                refusal(() ->
                        SettingsReader.read(
                                Map.of(), Map.of(), file(setting.key() + ": '" + value + "'")));
        assertTrue(line.startsWith(setting.key() + " in " + directory), line);
        if (setting != Setting.KEY && setting != Setting.TLS_CERT && setting != Setting.TLS_KEY) {
            assertTrue(flag.contains("'" + value + "'"), flag);
        }
    }

    @Test
    void shouldTakeSeveralLimitsAndTheLastOfEach() throws IOException {
        Limits expected = Limits.DEFAULT.with(Limit.CALLS, 5).with(Limit.HANDSHAKE_MILLIS, 2_000);
        assertEquals(
                expected,
                SettingsReader.read(
                                Map.of(
                                        Setting.LIMIT,
                                        List.of("calls=7", "handshake-millis=2000", "calls=5")),
                                Map.of(),
                                null)
                        .bounds());
        assertEquals(
                expected,
                SettingsReader.read(
                                Map.of(),
                                Map.of("SLUICE_LIMIT", "handshake-millis=2000,calls=5"),
                                null)
                        .bounds());
        assertEquals(
                expected,
                SettingsReader.read(
                                Map.of(),
                                Map.of(),
                                file("limit:\n  - handshake-millis=2000\n  - calls=5\n"))
                        .bounds());
    }

    @Test
    void shouldNotTellASecret() {
        String weak = "canary-secret";
        String message =
                refusal(() ->
                        SettingsReader.read(
                                Map.of(Setting.KEY, List.of("id:" + weak)), Map.of(), null));
        assertFalse(message.contains(weak), message);
        assertTrue(message.contains("has 13 bytes and needs at least 32"), message);
        Settings settings =
                SettingsReader.read(Map.of(Setting.KEY, List.of("id:" + SECRET)), Map.of(), null);
        assertFalse(settings.toString().contains(SECRET));
    }

    @Test
    void shouldRefuseTwoKeysOfOneId() {
        String message =
                refusal(() ->
                        SettingsReader.read(
                                Map.of(Setting.KEY, List.of("a:" + SECRET, "a:" + SECRET)),
                                Map.of(),
                                null));
        assertTrue(message.contains("'a'"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "htp-port: 1 | did you mean http-port",
                "nonsense-of-all-kinds: 1 | there is no setting 'nonsense-of-all-kinds'.",
                "[1, 2] | a list of lines",
                "http-port: 1\\nhttp-port: 2 | line 2",
                "http-port: [ | is not YAML",
                "http-port: {a: 1} | a plain value",
            })
    void shouldSayWhatIsWrongWithTheFile(String yaml, String why) throws IOException {
        Path file = file(yaml.replace("\\n", "\n"));
        String message = refusal(() -> SettingsReader.read(Map.of(), Map.of(), file));
        assertTrue(message.contains(why), message);
        assertTrue(message.contains(file.toString()), message);
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        String message =
                refusal(() ->
                        SettingsReader.read(Map.of(), Map.of(), Path.of("/nonexistent.yaml")));
        assertTrue(message.contains("cannot be read"), message);
    }

    @Test
    void shouldTakeAnEmptyFile() throws IOException {
        assertEquals(
                7880, SettingsReader.read(Map.of(), Map.of(), file("# nothing set\n")).httpPort());
    }

    private interface Reading {

        Settings read() throws IOException;
    }

    private static String refusal(Reading reading) {
        String message = assertThrows(SettingsException.class, reading::read).getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    private Path file(String text) throws IOException {
        Path file = Files.createTempFile(directory, "sluice", ".yaml");
        return Files.writeString(file, text);
    }
}
