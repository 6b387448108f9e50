package dev.sluice.dtlssrtp.dtls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both roles against the openssl command over loopback: same profile, same exported keys. */
class OpensslInteropTest {

    @TempDir Path directory;

    private final HandshakeExecutor handshakes = new HandshakeExecutor();
    private final Outcome outcome = new Outcome();
    private final CompletableFuture<String> exported = new CompletableFuture<>();
    private final StringBuffer output = new StringBuffer();
    private DatagramSocket socket;
    private volatile InetSocketAddress peer;
    private Process openssl;

    @BeforeEach
    void setUp() throws IOException, InterruptedException {
        assumeTrue(hasOpenssl(), "no openssl command on this machine");
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        run(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
                        + " -subj /CN=test -keyout key.pem -out cert.pem -days 2");
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        if (openssl != null) {
            openssl.destroy();
            openssl.waitFor(10, TimeUnit.SECONDS);
        }
        if (socket != null) {
            socket.close();
        }
        handshakes.close();
    }

    @ParameterizedTest
    @CsvSource({
        "SRTP_AEAD_AES_128_GCM, AEAD_AES_128_GCM",
        "SRTP_AEAD_AES_256_GCM, AEAD_AES_256_GCM",
        "SRTP_AES128_CM_SHA1_80, AES128_CM_SHA1_80",
        "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM, AEAD_AES_128_GCM"
    })
    void shouldServeOpenssl(String offered, SrtpProfile profile) throws Exception {
        DtlsTransport server = transport(DtlsRole.SERVER);
        server.start(0);
        receiveWith(server);

        start(
                "openssl s_client -dtls1_2 -connect 127.0.0.1:%d -use_srtp %s"
                        .formatted(socket.getLocalPort(), offered),
                profile);

        assertSame(profile, outcome.keys().profile());
        assertExported(false);
    }

    @ParameterizedTest
    @CsvSource({
        "SRTP_AEAD_AES_128_GCM, AEAD_AES_128_GCM",
        "SRTP_AES128_CM_SHA1_80, AES128_CM_SHA1_80"
    })
    void shouldBeAClientOfOpenssl(String accepted, SrtpProfile profile) throws Exception {
        int port = freePort();
        peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        start(
                "openssl s_server -dtls1_2 -accept 127.0.0.1:%d -Verify 1 -use_srtp %s"
                        .formatted(port, accepted),
                profile);
        DtlsTransport client = transport(DtlsRole.CLIENT);
        receiveWith(client);
        // Hellos that come before openssl listens are repeated.
        client.start(0);

        assertSame(profile, outcome.keys().profile());
        assertExported(true);
    }

    private void assertExported(boolean client) {
        byte[] theirs = HexFormat.of().parseHex(Outcome.await(exported));
        SrtpKeyingMaterial ours = outcome.keys();
        SrtpKeyingMaterial expected = SrtpKeyingMaterial.ofExport(ours.profile(), theirs, client);
        assertArrayEquals(expected.localKey(), ours.localKey());
        assertArrayEquals(expected.localSalt(), ours.localSalt());
        assertArrayEquals(expected.remoteKey(), ours.remoteKey());
        assertArrayEquals(expected.remoteSalt(), ours.remoteSalt());
    }

    private DtlsTransport transport(DtlsRole role) throws Exception {
        return new DtlsTransport(
                role,
                DtlsPair.SERVER,
                List.of(Fingerprints.of("sha-256", opensslCertificate())),
                this::send,
                handshakes,
                outcome);
    }

    private byte[] opensslCertificate() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(directory.resolve("cert.pem"))) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
        }
    }

    private void send(byte[] data, int offset, int length) {
        try {
            socket.send(new DatagramPacket(data, offset, length, peer));
        } catch (IOException e) {
            // The port may not be open yet.
        }
    }

    private void receiveWith(DtlsTransport transport) {
        Thread loop = new Thread(() -> receive(transport));
        loop.setDaemon(true);
        loop.start();
    }

    private void receive(DtlsTransport transport) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (!socket.isClosed()) {
            try {
                packet.setLength(2048);
                socket.receive(packet);
                peer = (InetSocketAddress) packet.getSocketAddress();
                transport.onDatagram(0, packet.getData(), 0, packet.getLength());
            } catch (SocketException e) {
                continue;
            } catch (IOException e) {
                return;
            }
        }
    }

    private static int freePort() throws SocketException {
        try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private void start(String command, SrtpProfile profile) throws IOException {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(
                List.of(
                        "-cert",
                        "cert.pem",
                        "-key",
                        "key.pem",
                        "-keymatexport",
                        "EXTRACTOR-dtls_srtp",
                        "-keymatexportlen",
                        "" + SrtpKeyingMaterial.exportBytes(profile)));
        openssl =
                new ProcessBuilder(words)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        Thread reader = new Thread(this::readOutput);
        reader.setDaemon(true);
        reader.start();
    }

    private void readOutput() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(openssl.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                String label = "Keying material: ";
                int at = line.indexOf(label);
                if (at >= 0) {
                    exported.complete(line.substring(at + label.length()).trim());
                }
            }
        } catch (IOException e) {
            output.append(e);
        }
        exported.completeExceptionally(new AssertionError("openssl said:\n" + output));
    }

    private static boolean hasOpenssl() throws InterruptedException {
        try {
            return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void run(String command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command.split(" "))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }
}
