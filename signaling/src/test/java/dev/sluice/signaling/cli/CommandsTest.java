package dev.sluice.signaling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.Role;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenVerifier;
import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.kit.FakeMediaServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class CommandsTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Map<String, String> environment, String... args) {
        return run(environment, settings -> new FakeMediaServer(), args);
    }

    private int run(Map<String, String> environment, MediaServerFactory media, String... args) {
        Console console = new Console(environment, new PrintWriter(out), new PrintWriter(err));
        return new Commands(console, media).run(args);
    }

    @Test
    void shouldTeach() {
        assertEquals(0, run(Map.of(), "--help"));
        assertTrue(out.toString().contains("serve") && out.toString().contains("token"));
        assertEquals(0, run(Map.of(), "serve", "--help"));
        for (Setting setting : Setting.values()) {
            assertTrue(out.toString().contains(setting.flag()), setting.flag());
        }
        for (Limit limit : Limit.values()) {
            assertTrue(out.toString().contains(limit.key() + "=" + limit.usual()), limit.key());
        }
        assertTrue(out.toString().contains("SLUICE_HTTP_PORT"));
        assertEquals(0, run(Map.of(), "token", "--help"));
        assertTrue(out.toString().contains("--room"));
        assertEquals(0, run(Map.of(), "--version"));
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--http-port x | --http-port: 'x': give a whole number",
                "serve --htp-port 1 | did you mean --http-port; see: sluice serve --help",
                "serve --http-port | see: sluice serve --help",
                "serve 7880 | '7880' is no command",
                "dance | 'dance' is no command",
                "--key id:weak | at least 32; make one with: openssl rand -hex 32",
                "--lan --tls-cert pom.xml --tls-key pom.xml | leave out tls-cert and tls-key",
                "--tls-cert pom.xml --tls-key pom.xml | tls-cert: 'pom.xml': there is no certificate",
                "--config /nonexistent.yaml | cannot be read",
                "--http-address 192.0.2.1 | without a key anybody could join",
                "token | --room: missing",
                "token --room r | --key: missing",
                "token --room r --valid soon | --key: missing",
            })
    void shouldRefuseInOneLine(String line, String words) {
        assertEquals(2, run(Map.of(), line.split(" ")));
        String refusal = err.toString();
        assertTrue(refusal.startsWith("sluice: "), refusal);
        assertTrue(refusal.contains(words), refusal);
        assertEquals(1, refusal.lines().count(), refusal);
        assertEquals("", out.toString());
    }

    @Test
    void shouldSayThatAPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertEquals(2, run(Map.of(), "--http-port", port));
            assertTrue(
                    err.toString().contains("http-port: " + port + " is taken by another program"),
                    err.toString());
        }
        MediaServerFactory busy =
                settings -> {
                    throw new IOException("bind: Address already in use");
                };
        assertEquals(2, run(Map.of(), busy, "--http-port", "0"));
        assertTrue(err.toString().contains("udp-port: 7882 is taken"), err.toString());
    }

    @Test
    void shouldSayThatAnAddressIsNotOurs() {
        assertEquals(
                2,
                run(
                        Map.of("SLUICE_KEY", "k:" + SECRET),
                        "--http-port",
                        "0",
                        "--http-address",
                        "192.0.2.1"));
        assertTrue(err.toString().contains("is not an address of this machine"), err.toString());
    }

    @Test
    void shouldSayThatTheFileHoldsNoKey() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");
        assertEquals(
                2, run(Map.of(), "--tls-cert", empty.toString(), "--tls-key", empty.toString()));
        assertTrue(err.toString().contains("tls-cert: '" + empty + "'"), err.toString());
    }

    @Test
    void shouldServeUntilItEnds() throws Exception {
        String line = serve(Map.of());
        assertTrue(line.matches("Sluice is ready: open http://localhost:[0-9]+/ .*"), line);
        assertTrue(line.contains("from this machine only"), line);
        String locked = serve(Map.of("SLUICE_KEY", "k:" + SECRET));
        assertTrue(locked.contains("sluice token --room"), locked);
    }

    @Test
    void shouldInviteTheNetwork() throws Exception {
        String line = serve(Map.of("SLUICE_LAN", "true"));
        Matcher invite =
                Pattern.compile("open https://([^/]+):[0-9]+/\\?room=home#token=(\\S+) .*")
                        .matcher(line);
        assertTrue(invite.find(), line);
    }

    private String serve(Map<String, String> environment) throws InterruptedException {
        out.getBuffer().setLength(0);
        Thread server = new Thread(() -> run(environment, "--http-port", "0"));
        server.start();
        try {
            while (!out.toString().endsWith("\n") && server.isAlive()) {
                Thread.sleep(5);
            }
        } finally {
            server.interrupt();
            server.join();
        }
        return out.toString().strip();
    }

    @Test
    void shouldMakeATokenThatTheServerTakes() {
        assertEquals(
                0,
                run(
                        Map.of("SLUICE_KEY", "k:" + SECRET),
                        "token",
                        "--room",
                        "kitchen",
                        "--identity",
                        "ada",
                        "--name",
                        "Ada L.",
                        "--publish",
                        "camera,microphone",
                        "--no-subscribe",
                        "--valid",
                        "10m"));
        assertEquals("", err.toString());
        Grant grant = verify(out.toString().strip(), "kitchen");
        assertEquals("ada", grant.identity());
        assertEquals("Ada L.", grant.name());
        assertEquals(2, grant.permissions().publish().size());
        assertFalse(grant.permissions().subscribe());
        Duration valid = Duration.between(Instant.now(), grant.expiresAt());
        assertTrue(valid.toMinutes() >= 9 && valid.toMinutes() <= 10, valid.toString());
    }

    @Test
    void shouldAllowEverythingInATokenByDefault() {
        run(Map.of("SLUICE_KEY", "k:" + SECRET), "token", "--room", "r");
        Grant grant = verify(out.toString().strip(), "r");
        assertEquals(Permissions.ALL, grant.permissions());
        assertEquals(null, grant.identity());
    }

    @Test
    void shouldGiveRolesAndRightsByToken() {
        Map<String, String> key = Map.of("SLUICE_KEY", "k:" + SECRET);
        run(key, "token", "--room", "r", "--role", "co-host", "--hidden", "--no-data");
        Grant grant = verify(out.toString().strip(), "r");
        assertEquals(Role.CO_HOST, grant.role());
        assertTrue(grant.permissions().hidden());
        assertFalse(grant.permissions().data());

        out.getBuffer().setLength(0);
        run(key, "token", "--room", "r", "--role", "auto");
        assertTrue(verify(out.toString().strip(), "r").hostIfFirst());

        out.getBuffer().setLength(0);
        assertEquals(0, run(key, "token", "--identity", "backend", "--admin", "--call"));
        Grant admin =
                new TokenVerifier(List.of(new ApiKey("k", SECRET)), Clock.systemUTC())
                        .verify(out.toString().strip());
        assertTrue(admin.admin());
        assertTrue(admin.calls());
        assertEquals("", admin.room());
    }

    @Test
    void shouldTakePublicKeysThatSignTokens() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        Path good = pem(generator.generateKeyPair().getPublic());
        String locked = serve(Map.of("SLUICE_PUBLIC_KEY", good.toString()));
        assertTrue(locked.contains("joining needs a token"), locked + err);

        generator.initialize(new ECGenParameterSpec("secp521r1"));
        Path weak = pem(generator.generateKeyPair().getPublic());
        assertEquals(2, run(Map.of(), "--public-key", weak.toString()));
        assertTrue(err.toString().contains("ES256"), err.toString());
    }

    private Path pem(PublicKey key) throws IOException {
        return Files.writeString(
                directory.resolve("public" + key.hashCode() + ".pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--role king | --role: 'king': give host",
                "--publish roof | --publish: 'roof': give all, none",
                "--valid soon | --valid: 'soon': give a time",
                "--valid 0s | --valid: '0s': give a time",
            })
    void shouldRefuseATokenOfOddShape(String flags, String words) {
        String[] args = ("token --room r " + flags).split(" ");
        assertEquals(2, run(Map.of("SLUICE_KEY", "k:" + SECRET), args));
        assertTrue(err.toString().contains(words), err.toString());
    }

    private static Grant verify(String token, String room) {
        return new TokenVerifier(List.of(new ApiKey("k", SECRET)), Clock.systemUTC())
                .verify(token, room);
    }
}
