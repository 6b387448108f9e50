package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end, as an operator reads of it. */
@Timeout(60)
class DrainTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private SluiceServer media;
    private SignalingServer signaling;

    @BeforeEach
    void start() throws IOException {
        media = SluiceServer.start(TestServer.mediaConfig(1).withMetrics(registry));
        signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
    }

    @AfterEach
    void stop() {
        signaling.close();
        media.close();
    }

    @Test
    void shouldCountWhomItTold() throws InterruptedException {
        try (WebSocketClient ada =
                WebSocketClient.connect(
                        HttpClient.newHttpClient(), "http://127.0.0.1:" + signaling.port())) {
            ada.join("r", "ada");
            Drained drained = signaling.drain(Duration.ofSeconds(40));
            assertEquals(1, drained.told());
            assertEquals(0, drained.cutOff());
            assertTrue(drained.took().compareTo(Duration.ofSeconds(40)) < 0);
            assertEquals(1, drained("told"));
            assertEquals(0, drained("cut-off"));
        }
    }

    @Test
    void shouldCountWhomItHadToCutOff() throws IOException, InterruptedException {
        cutsOffTheDeaf(Duration.ofMillis(50));
    }

    @Test
    void shouldNotTakeAClosedConnectionForAClientThatHeard()
            throws IOException, InterruptedException {
        cutsOffTheDeaf(Duration.ofSeconds(40));
    }

    private void cutsOffTheDeaf(Duration timeout) throws IOException, InterruptedException {
        try (Socket deaf = new Socket(InetAddress.getLoopbackAddress(), signaling.port())) {
            String upgrade =
                    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection:"
                            + " Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
            deaf.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
            assertEquals('H', deaf.getInputStream().read(), "it is there");
            Drained drained = signaling.drain(timeout);
            assertEquals(0, drained.told());
            assertEquals(1, drained.cutOff());
            assertEquals(1, drained("cut-off"));
        }
    }

    private double drained(String outcome) {
        return registry.get("sluice.drained").tag("outcome", outcome).functionCounter().count();
    }
}
