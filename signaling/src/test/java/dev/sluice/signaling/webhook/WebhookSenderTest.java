package dev.sluice.signaling.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.sfu.api.Action;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.call.CallInfo;
import dev.sluice.sfu.call.CallState;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class WebhookSenderTest {

    private static final String SECRET = "a-webhook-secret-of-at-least-32-bytes";

    private record Delivery(String body, String signature, String event) {}

    private final EventExecutor loop = new DefaultEventExecutor();
    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer receiver;
    private WebhookSender sender;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", this::receive);
        receiver.start();
        URI url =
                URI.create(
                        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?tenant=1");
        sender =
                new WebhookSender(
                        new Webhook(url, SECRET), loop, new SecureRandom(), Limits.DEFAULT);
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean refuse = refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        if (!refuse) {
            deliveries.add(
                    new Delivery(
                            body,
                            exchange.getRequestHeaders().getFirst(WebhookSignature.HEADER),
                            exchange.getRequestHeaders().getFirst("Sluice-Event")));
        }
        exchange.sendResponseHeaders(refuse ? 503 : 204, -1);
        exchange.close();
    }

    @AfterEach
    void stop() {
        sender.close();
        receiver.stop(0);
        var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private Delivery next() throws InterruptedException {
        Delivery delivery = deliveries.poll(10, TimeUnit.SECONDS);
        assertTrue(delivery != null, "a delivery came");
        return delivery;
    }

    @Test
    void shouldSignWhatItDelivers() throws InterruptedException {
        sender.tell(new ServerEvent.Moderated("r", "host", Action.REMOVE, "eve", "pa_1"));
        Delivery delivery = next();
        JsonNode event = JsonMapper.shared().readTree(delivery.body());
        assertEquals("moderation", event.get("type").asString());
        assertEquals("remove", event.get("action").asString());
        assertEquals("eve", event.get("target").asString());
        assertEquals(delivery.event(), event.get("id").asString());

        long seconds = Long.parseLong(delivery.signature().replaceAll("t=([0-9]+),.*", "$1"));
        assertTrue(Math.abs(System.currentTimeMillis() / 1000 - seconds) < 60);
        byte[] body = delivery.body().getBytes(StandardCharsets.UTF_8);
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        assertEquals(WebhookSignature.of(secret, seconds, body), delivery.signature());
        assertFalse(
                WebhookSignature.of(secret, seconds + 1, body).equals(delivery.signature()),
                "the time is signed");
    }

    @Test
    void shouldTryAgainAndKeepTheOrder() throws InterruptedException {
        refusals.set(2);
        for (int i = 0; i < 20; i++) {
            sender.tell(new ServerEvent.Moderated("r", "a" + i, Action.LOCK, null, null));
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    "a" + i, JsonMapper.shared().readTree(next().body()).get("actor").asString());
        }
        BlockingQueue<WebhookSender.Statistics> answer = new LinkedBlockingQueue<>();
        sender.statistics(answer::add);
        WebhookSender.Statistics statistics = answer.take();
        assertEquals(2, statistics.failedAttempts());
        assertEquals(0, statistics.dropped());
    }

    @Test
    void shouldKeepWhatAClosedPortDoesNotTake() throws Exception {
        int closed;
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = reserved.getLocalPort();
        }
        try (WebhookSender refused = sender("http://localhost:" + closed + "/hook")) {
            refused.tell(new ServerEvent.Moderated("r", "ada", Action.LOCK, null, null));
            WebhookSender.Statistics statistics = awaitFailedAttempts(refused, 2);
            assertEquals(1, statistics.queued());
            assertEquals(0, statistics.delivered());
        }
    }

    /** Receivers that take a connection and say nothing, or begin an answer and stop. */
    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab"})
    void shouldNotWaitForAReceiverThatStalls(String said) throws Exception {
        try (ServerSocket stalling = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
                WebhookSender slow =
                        sender("http://127.0.0.1:" + stalling.getLocalPort() + "/hook")) {
            slow.tell(new ServerEvent.Moderated("r", "ada", Action.LOCK, null, null));
            try (Socket first = stalling.accept()) {
                first.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                awaitFailedAttempts(slow, 1);
            }
            try (Socket second = stalling.accept()) {
                assertTrue(second.getInputStream().read() >= 0, "it is tried again");
            }
        }
    }

    @Test
    void shouldEndWhatIsUnderWay() throws Exception {
        try (ServerSocket stalling = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + stalling.getLocalPort() + "/hook";
            Webhook webhook = new Webhook(URI.create(url), SECRET);
            WebhookSender patient =
                    new WebhookSender(
                            webhook,
                            loop,
                            new SecureRandom(),
                            Limits.DEFAULT,
                            Duration.ofMinutes(9));
            patient.tell(new ServerEvent.Moderated("r", "ada", Action.LOCK, null, null));
            try (Socket only = stalling.accept()) {
                only.setSoTimeout(20_000);
                assertTrue(only.getInputStream().read() >= 0, "it is delivered");
                patient.close();
                while (only.getInputStream().read() >= 0) {
                    // What was written before.
                }
            } catch (SocketException reset) {
                // Ends it as well.
            }
        }
    }

    private WebhookSender sender(String url) {
        Webhook webhook = new Webhook(URI.create(url), SECRET);
        return new WebhookSender(
                webhook, loop, new SecureRandom(), Limits.DEFAULT, Duration.ofMillis(300));
    }

    private static WebhookSender.Statistics awaitFailedAttempts(WebhookSender sender, long attempts)
            throws InterruptedException {
        BlockingQueue<WebhookSender.Statistics> answer = new LinkedBlockingQueue<>();
        while (true) {
            sender.statistics(answer::add);
            WebhookSender.Statistics statistics = answer.take();
            if (statistics.failedAttempts() >= attempts) {
                return statistics;
            }
            Thread.sleep(20);
        }
    }

    @Test
    void shouldTellOfCalls() throws InterruptedException {
        sender.tell(
                new CallInfo(
                        "c", CallState.MISSED, RoomType.VOICE, "ada", "Ada", "bob", "r", 1, 0, 2));
        JsonNode event = JsonMapper.shared().readTree(next().body());
        assertEquals("call.missed", event.get("type").asString());
        assertEquals("bob", event.at("/call/to/identity").asString());
    }

    /** openssl dgst -sha256 -hmac key, over {@code 1700000000.{"a":1}}. */
    @Test
    void shouldSignAsTheDocumentSays() {
        assertEquals(
                "t=1700000000,v1=" + EXPECTED,
                WebhookSignature.of(
                        "key".getBytes(StandardCharsets.UTF_8),
                        1_700_000_000L,
                        "{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
    }

    private static final String EXPECTED =
            "a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03";

    @Test
    void shouldRefuseBadReceivers() {
        for (String url : new String[] {"ftp://x/y", "/hook", "http:///x", "https://x/#f"}) {
            assertThrows(
                    IllegalArgumentException.class, () -> new Webhook(URI.create(url), SECRET));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new Webhook(URI.create("https://x/y"), "short"));
        assertFalse(new Webhook(URI.create("https://x/y"), SECRET).toString().contains(SECRET));
    }

    @Test
    void shouldLetNobodyForgeALineOfTheAudit() {
        String line =
                AuditLog.line(
                        0,
                        new ServerEvent.Moderated(
                                "r\n{\"actor\":\"x\"}", "a\"b", Action.REMOVE, "c\r\n", null));
        assertFalse(line.contains("\n"));
        JsonNode read = JsonMapper.shared().readTree(line);
        assertEquals("a\"b", read.get("actor").asString());
        assertTrue(read.get("detail").isNull());
    }
}
