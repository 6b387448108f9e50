package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that asks faster than it can be answered has to wait: its socket is not read. */
@Timeout(120)
class PendingRequestsTest {

    /** With what follows, far more than the kernel's buffers take. */
    private static final int REQUESTS = 100;

    private static final String PADDING = "x".repeat(150_000);
    private static final long STILL_MILLIS = 300;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.withLimits(Limits.DEFAULT.with(Limit.SOCKET_REQUESTS, 3));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldReadNoFurtherUntilRequestsAreAnswered() throws Exception {
        try (WebSocketClient ada = server.webSocket()) {
            ada.join("r", "ada");
            CountDownLatch answering = server.media.standStill();
            AtomicInteger sent = new AtomicInteger();
            CompletableFuture<?> all = CompletableFuture.completedFuture(null);
            for (int id = 1_000; id < 1_000 + REQUESTS; id++) {
                String request =
                        "{\"type\":\"unsubscribe\",\"id\":%d,\"publication\":\"p\",\"pad\":\"%s\"}"
                                .formatted(id, PADDING);
                all =
                        all.thenCompose(before -> ada.raw().sendText(request, true))
                                .thenAccept(socket -> sent.incrementAndGet());
            }
            for (int before = -1; before != sent.get(); ) {
                before = sent.get();
                Thread.sleep(STILL_MILLIS);
            }
            assertTrue(sent.get() < REQUESTS, "all were read: " + sent.get());
            answering.countDown();
            for (int id = 1_000; id < 1_000 + REQUESTS; id++) {
                assertEquals("ok", ada.reply(id).get("type").asString());
            }
            all.get(30, TimeUnit.SECONDS);
            assertEquals(REQUESTS, sent.get());
        }
    }
}
