package dev.sluice.signaling.webhook;

import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.call.CallInfo;
import dev.sluice.signaling.json.Json;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Delivers events to one receiver by POST; any 2xx takes them. Events may be told from any thread;
 * the queue lives on one event loop.
 */
public final class WebhookSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);

    /** Until a receiver answers; its answer may take as long again to come in whole. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int ID_BYTES = 12;

    private final Webhook webhook;
    private final EventExecutor loop;
    private final RandomGenerator random;
    private final Duration timeout;

    /** On threads of its own: it looks names up, which may take seconds. */
    private final HttpClient client;

    private final DeliveryQueue queue;
    private @Nullable ScheduledFuture<?> timer;
    private volatile @Nullable CompletableFuture<?> underWay;
    private volatile boolean closed;

    /**
     * How deliveries go.
     *
     * @param queued waiting now
     * @param delivered that the receiver took
     * @param failedAttempts each of which is tried again
     * @param dropped given up, for age or want of room
     */
    public record Statistics(int queued, long delivered, long failedAttempts, long dropped) {}

    /**
     * A sender with an empty queue.
     *
     * @param random unguessable
     */
    public WebhookSender(
            Webhook webhook, EventExecutor loop, RandomGenerator random, Limits limits) {
        this(webhook, loop, random, limits, TIMEOUT);
    }

    WebhookSender(
            Webhook webhook,
            EventExecutor loop,
            RandomGenerator random,
            Limits limits,
            Duration timeout) {
        this.webhook = webhook;
        this.loop = loop;
        this.random = random;
        this.timeout = timeout;
        this.queue = new DeliveryQueue(limits, random);
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(timeout)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
    }

    /** Queues an event; the oldest goes when the queue is full. */
    public void tell(ServerEvent event) {
        String id = newId();
        offer(id, WebhookEvents.of(id, System.currentTimeMillis(), event));
    }

    /** Queues what became of a call; the oldest goes when the queue is full. */
    public void tell(CallInfo call) {
        String id = newId();
        offer(id, WebhookEvents.of(id, System.currentTimeMillis(), call));
    }

    /** Asks how deliveries go; answered on the sender's loop. */
    public void statistics(Consumer<Statistics> answer) {
        loop.execute(() ->
                answer.accept(
                        new Statistics(
                                queue.size(),
                                queue.delivered(),
                                queue.failedAttempts(),
                                queue.dropped())));
    }

    /** The number of deliveries given up so far, for age or want of room. Any thread. */
    public long dropped() {
        return queue.dropped();
    }

    private void offer(String id, ObjectNode event) {
        if (closed || loop.isShuttingDown()) {
            return;
        }
        byte[] body = Json.text(event).getBytes(StandardCharsets.UTF_8);
        loop.execute(() -> {
            queue.offer(System.nanoTime(), id, body);
            deliver();
        });
    }

    private void deliver() {
        if (closed) {
            return;
        }
        DeliveryQueue.Entry entry = queue.take(System.nanoTime());
        if (entry == null) {
            schedule();
            return;
        }
        long seconds = System.currentTimeMillis() / 1000;
        HttpRequest request =
                HttpRequest.newBuilder(webhook.url())
                        .timeout(timeout)
                        .header("Content-Type", "application/json")
                        .header("Sluice-Event", entry.id)
                        .header(
                                WebhookSignature.HEADER,
                                WebhookSignature.of(webhook.secret(), seconds, entry.body))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(entry.body))
                        .build();
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        underWay = answer;
        if (closed) {
            answer.cancel(true);
        }
        // The request's own timeout ends with the head of the answer.
        ScheduledFuture<?> limit =
                loop.schedule(
                        () -> answer.cancel(true), 2 * timeout.toNanos(), TimeUnit.NANOSECONDS);
        var unused =
                answer.whenCompleteAsync(
                        (response, failure) -> {
                            limit.cancel(false);
                            done(response, failure);
                        },
                        loop);
    }

    private void done(@Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (response != null && response.statusCode() / 100 == 2) {
            queue.succeeded();
        } else {
            if (queue.failedAttempts() == 0 || queue.size() % 100 == 0) {
                LOG.warn(
                        "webhook {} did not take an event ({}); {} wait",
                        webhook.url().getHost(),
                        response == null ? String.valueOf(failure) : response.statusCode(),
                        queue.size());
            }
            queue.failed(System.nanoTime());
        }
        deliver();
    }

    private void schedule() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        long now = System.nanoTime();
        long next = queue.nextAttemptNanos(now);
        if (next != Long.MAX_VALUE && !loop.isShuttingDown()) {
            timer = loop.schedule(this::deliver, Math.max(0, next - now), TimeUnit.NANOSECONDS);
        }
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return "ev_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Delivers no more. What is under way or queued is lost. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<?> last = underWay;
        if (last != null) {
            last.cancel(true);
        }
    }
}
