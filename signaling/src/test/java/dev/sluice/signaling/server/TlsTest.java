package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.kit.FakeMediaServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TlsTest {

    private static final Instant NOW = Instant.now();

    @TempDir Path directory;

    @Test
    void shouldServeHttpsWithACertificateOfItsOwn() throws Exception {
        TlsIdentity identity =
                LanCertificate.generate(
                        List.of(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1")),
                        new SecureRandom(),
                        NOW);
        try (FakeMediaServer media = new FakeMediaServer();
                SignalingServer server =
                        SignalingServer.start(
                                SignalingConfig.builder().port(0).tls(identity).build(), media)) {
            assertTrue(server.secure());
            HttpClient client = HttpClient.newBuilder().sslContext(trusting(identity)).build();
            for (String host : List.of("127.0.0.1", "localhost")) {
                URI health = URI.create("https://" + host + ":" + server.port() + "/health");
                HttpResponse<String> response =
                        client.send(
                                HttpRequest.newBuilder(health).build(), BodyHandlers.ofString());
                assertEquals(200, response.statusCode());
            }
            String plain = plain(server.port(), "GET /a?b HTTP/1.1\r\nHost: localhost:9\r\n\r\n");
            assertTrue(plain.startsWith("HTTP/1.1 308"), plain);
            assertTrue(plain.contains("location: https://localhost:9/a?b\r\n"), plain);
            assertTrue(plain(server.port(), "x\r\n\r\n").startsWith("HTTP/1.1 400"));
        }
    }

    static SSLContext trusting(TlsIdentity identity) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        store.setCertificateEntry("server", identity.certificate());
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String plain(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void shouldReadKeysInEveryCommonDress() throws Exception {
        for (String algorithm : List.of("RSA", "EC")) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            KeyPair pair = generator.generateKeyPair();
            byte[] pkcs8 = pair.getPrivate().getEncoded();
            byte[] bare =
                    PrivateKeyInfo.getInstance(pkcs8)
                            .parsePrivateKey()
                            .toASN1Primitive()
                            .getEncoded();
            assertEquals(pair.getPrivate(), PemFiles.key(pem("PRIVATE KEY", pkcs8)));
            if (algorithm.equals("RSA")) {
                assertEquals(pair.getPrivate(), PemFiles.key(pem("RSA PRIVATE KEY", bare)));
            }
        }
    }

    @Test
    void shouldReadWhatOpensslWrites() throws IOException {
        // openssl ecparam -name prime256v1 -genkey: parameters first, then the key (SEC 1).
        Path file =
                Files.writeString(
                        directory.resolve("ec.pem"),
                        """
                        -----BEGIN EC PARAMETERS-----
                        BggqhkjOPQMBBw==
                        -----END EC PARAMETERS-----
                        -----BEGIN EC PRIVATE KEY-----
                        MHcCAQEEIA7Pl5teLJq+RdX96r0fhm367x9V8Dneo13fG9s1oSTxoAoGCCqGSM49
                        AwEHoUQDQgAEzKK53nnG9rekdeZD8JIXm+iLn3eJJ0NdAp/ZiBoLHS6n5J5yLvR4
                        hSVPWMMCXLsjF841wQxM+0Apc00TmU1plw==
                        -----END EC PRIVATE KEY-----
                        """);
        assertEquals("EC", PemFiles.key(file).getAlgorithm());
    }

    @Test
    void shouldSayWhatIsWrongWithAKey() throws Exception {
        assertRefused("no private key", () -> PemFiles.key(pem("CERTIFICATE", new byte[] {1})));
        assertRefused("damaged", () -> PemFiles.key(pem("PRIVATE KEY", new byte[] {1, 2, 3})));
        assertRefused("damaged", () -> PemFiles.key(pem("RSA PRIVATE KEY", new byte[] {1, 2})));
        assertRefused("damaged", () -> PemFiles.key(pem("EC PRIVATE KEY", new byte[] {48, 0})));
        assertRefused(
                "openssl pkey",
                () -> PemFiles.key(pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2})));
        assertRefused("no certificate", () -> PemFiles.certificates(pem("X", new byte[] {1})));
        assertRefused(
                "no certificate", () -> PemFiles.certificates(pem("CERTIFICATE", new byte[] {1})));
    }

    @Test
    void shouldRefuseACertificateThatDoesNotFit() throws Exception {
        TlsIdentity one = LanCertificate.generate(List.of(), new SecureRandom(), NOW);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair other = generator.generateKeyPair();
        assertRefused(
                "the key is not the first certificate's",
                () -> new TlsIdentity(List.of(one.certificate()), other.getPrivate(), NOW));
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        assertRefused(
                "the key is not the first certificate's",
                () ->
                        new TlsIdentity(
                                List.of(one.certificate()),
                                rsa.generateKeyPair().getPrivate(),
                                NOW));
        assertRefused(
                "expired",
                () ->
                        new TlsIdentity(
                                List.of(one.certificate()),
                                other.getPrivate(),
                                NOW.plusSeconds(400L * 24 * 3600)));
        assertRefused(
                "clock",
                () ->
                        new TlsIdentity(
                                List.of(one.certificate()),
                                other.getPrivate(),
                                NOW.minusSeconds(400L * 24 * 3600)));
        assertRefused("no certificate", () -> new TlsIdentity(List.of(), other.getPrivate(), NOW));
    }

    private interface Making {

        Object make() throws Exception;
    }

    private static void assertRefused(String words, Making making) {
        String message = assertThrows(IllegalArgumentException.class, making::make).getMessage();
        assertTrue(message.contains(words), message);
    }

    private Path pem(String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                Files.createTempFile(directory, "key", ".pem"),
                "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }
}
