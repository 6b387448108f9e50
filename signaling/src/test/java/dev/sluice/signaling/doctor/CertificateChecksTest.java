package dev.sluice.signaling.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.SettingsReader;
import dev.sluice.signaling.doctor.Finding.Grade;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateChecksTest {

    private static final String PASSWORD = "of-a-store-for-this-test";

    @TempDir Path directory;

    @Test
    void shouldSayHowLongTheCertificateLasts() throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-validity",
                                "100",
                                "-dname",
                                "CN=calls.example.org",
                                "-alias",
                                "a",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
        assertEquals(0, keytool.waitFor(), Files.readString(directory.resolve("log")));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Path certificate = pem("CERTIFICATE", keys.getCertificate("a").getEncoded());
        Path key = pem("PRIVATE KEY", keys.getKey("a", PASSWORD.toCharArray()).getEncoded());
        Map<Setting, List<String>> flags =
                Map.of(
                        Setting.TLS_CERT, List.of(certificate.toString()),
                        Setting.TLS_KEY, List.of(key.toString()));
        Instant now = Instant.now();
        assertEquals(Grade.OK, check(flags, now).grade());
        Finding soon = check(flags, now.plus(Duration.ofDays(90)));
        assertEquals(Grade.NOTE, soon.grade(), soon.text());
        assertTrue(soon.remedy().contains("renew"), soon.text());
        Finding gone = check(flags, now.plus(Duration.ofDays(101)));
        assertEquals(Grade.BAD, gone.grade(), gone.text());
        assertTrue(gone.detail().contains("expired"), gone.text());
        Finding early = check(flags, now.minus(Duration.ofDays(1)));
        assertTrue(early.detail().contains("this machine's clock"), early.text());
    }

    @Test
    void shouldSayThatTheFilesAreNoPair() throws Exception {
        Path nothing = pem("CERTIFICATE", new byte[] {1, 2, 3});
        Finding bad =
                check(
                        Map.of(
                                Setting.TLS_CERT, List.of(nothing.toString()),
                                Setting.TLS_KEY, List.of(nothing.toString())),
                        Instant.now());
        assertEquals(Grade.BAD, bad.grade());
        assertTrue(bad.remedy().contains("--tls-cert"), bad.text());
    }

    @Test
    void shouldSayWhenOneIsMissed() {
        Finding none = check(Map.of(), Instant.now());
        assertEquals(Grade.OK, none.grade(), none.text());
        Finding missed =
                check(
                        Map.of(Setting.KEY, List.of("d:a-secret-of-more-than-32-bytes-for-tests")),
                        Instant.now());
        assertEquals(Grade.NOTE, missed.grade());
        assertTrue(missed.remedy().contains("--tls-cert"), missed.text());
    }

    private static Finding check(Map<Setting, List<String>> flags, Instant now) {
        List<Finding> findings =
                new CertificateChecks(SettingsReader.read(flags, Map.of(), null), now).findings();
        assertEquals(1, findings.size());
        return findings.get(0);
    }

    private Path pem(String type, byte[] der) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {10}).encodeToString(der);
        return Files.writeString(
                Files.createTempFile(directory, "test", ".pem"),
                "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }
}
