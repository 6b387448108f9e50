package dev.sluice.signaling.browser;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A connection to a browser's DevTools protocol in flat mode. Safe to use from any thread. */
final class DevTools implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.shared();

    private final AtomicInteger nextId = new AtomicInteger(1);
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final Map<String, BiConsumer<String, JsonNode>> listeners = new ConcurrentHashMap<>();
    private final WebSocket socket;

    DevTools(URI address) {
        socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .connectTimeout(Duration.ofSeconds(10))
                        .buildAsync(address, new Receiver())
                        .join();
    }

    /** Tells a session's events, by method name, to a listener that must not block. */
    void listen(String sessionId, BiConsumer<String, JsonNode> listener) {
        listeners.put(sessionId, listener);
    }

    void forget(String sessionId) {
        listeners.remove(sessionId);
    }

    /** Calls a method and waits for its result; a session of null addresses the browser itself. */
    JsonNode call(
            @Nullable String sessionId,
            String method,
            Map<String, ?> parameters,
            Duration timeout) {
        int id = nextId.getAndIncrement();
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        pending.put(id, reply);
        send(id, sessionId, method, parameters);
        try {
            return reply.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(method + ": " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new AssertionError(method + " was not answered within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(method + " was interrupted", e);
        } finally {
            pending.remove(id);
        }
    }

    /** Calls a method that has no answer to wait for. */
    void cast(String sessionId, String method) {
        send(nextId.getAndIncrement(), sessionId, method, Map.of());
    }

    private synchronized void send(
            int id, @Nullable String sessionId, String method, Map<String, ?> parameters) {
        ObjectNode message = JSON.createObjectNode();
        message.put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (sessionId != null) {
            message.put("sessionId", sessionId);
        }
        socket.sendText(JSON.writeValueAsString(message), true).join();
    }

    private void received(String text) {
        JsonNode message = JSON.readTree(text);
        if (message.has("id")) {
            CompletableFuture<JsonNode> reply = pending.get(message.get("id").asInt());
            if (reply == null) {
                return;
            }
            if (message.has("error")) {
                reply.completeExceptionally(
                        new IllegalStateException(message.get("error").toString()));
            } else {
                reply.complete(message.get("result"));
            }
            return;
        }
        BiConsumer<String, JsonNode> listener =
                listeners.get(message.path("sessionId").asString(""));
        if (listener != null) {
            listener.accept(message.get("method").asString(), message.get("params"));
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Receiver implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                received(whole);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            failAll("the browser closed the connection");
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            failAll(String.valueOf(error));
        }

        private void failAll(String why) {
            pending.values()
                    .forEach(reply -> reply.completeExceptionally(new IllegalStateException(why)));
        }
    }
}
