package dev.sluice.signaling.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.signaling.doctor.Finding.Grade;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerChecksTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void shouldSayWhatAStatusMeans() throws Exception {
        assertTrue(answering(503).remedy().contains("wait for the new one"));
        assertTrue(answering(421).remedy().contains("--allowed-host 127.0.0.1"));
        assertTrue(answering(403).remedy().contains("--allowed-host 127.0.0.1"));
        Finding other = answering(404);
        assertTrue(other.detail().contains("answers 404 to /health"), other.text());
        assertTrue(other.remedy().contains("proxy"), other.text());
    }

    @Test
    void shouldSayThatNothingComesBack() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 1, LOOPBACK)) {
            URI uri = URI.create("http://127.0.0.1:" + mute.getLocalPort() + "/");
            ServerChecks checks = new ServerChecks(uri, null, Duration.ofMillis(300));
            Finding finding = checks.findings().get(0);
            assertEquals(Grade.BAD, finding.grade());
            assertEquals("nothing comes back from " + uri, finding.detail());
            assertTrue(
                    finding.remedy().contains("TCP port " + mute.getLocalPort()), finding.text());
        }
    }

    private static Finding answering(int status) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            ServerChecks checks = new ServerChecks(uri, null);
            Finding finding = checks.findings().get(0);
            assertEquals(Grade.BAD, finding.grade(), finding.text());
            assertFalse(checks.answers());
            return finding;
        } finally {
            server.stop(0);
        }
    }
}
