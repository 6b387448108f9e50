package dev.sluice.bench.target;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A session of Janus over one WebSocket: requests and what is answered to them, told apart by their
 * transactions. Usable from any thread.
 */
public final class JanusSession implements AutoCloseable {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int ANSWER_SECONDS = 20;
    private static final int KEEP_ALIVE_SECONDS = 20;

    private final Map<String, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong transactions = new AtomicLong();
    private final Object sending = new Object();
    private CompletableFuture<WebSocket> sent = new CompletableFuture<>();
    private volatile @Nullable WebSocket socket;
    private volatile long id;

    /**
     * What a plugin answers.
     *
     * @param data the plugin's own part
     * @param sdp of the description that came with it; null: none did
     */
    record Reply(JsonNode data, @Nullable String sdp) {

        String jsep() {
            if (sdp == null) {
                throw new CompletionException(
                        new IOException("Janus answered without a description: " + data));
            }
            return sdp;
        }
    }

    private JanusSession() {}

    /** Connects and begins the session. Blocks. */
    public static JanusSession open(URI server) throws IOException {
        JanusSession session = new JanusSession();
        try {
            session.socket =
                    HttpClient.newHttpClient()
                            .newWebSocketBuilder()
                            .subprotocols("janus-protocol")
                            .buildAsync(server, session.new Listener())
                            .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                            .join();
            session.sent.complete(session.socket);
            session.id =
                    session.request(message("create"))
                            .toCompletableFuture()
                            .join()
                            .path("data")
                            .path("id")
                            .asLong();
        } catch (CompletionException e) {
            throw new IOException("Janus does not answer at " + server, e);
        }
        session.keepAlive();
        return session;
    }

    private void keepAlive() {
        CompletableFuture.delayedExecutor(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .execute(() -> {
                    WebSocket open = socket;
                    if (open != null && !open.isOutputClosed()) {
                        var unused = request(message("keepalive"));
                        keepAlive();
                    }
                });
    }

    /** A new handle of a plugin. */
    CompletionStage<Long> attach(String plugin) {
        return request(message("attach").put("plugin", plugin))
                .thenApply(answer -> answer.path("data").path("id").asLong());
    }

    CompletionStage<JsonNode> detach(long handle) {
        return request(message("detach").put("handle_id", handle));
    }

    /** Sends a message to a plugin; completes with the event or the result that answers it. */
    CompletionStage<Reply> message(long handle, JsonNode body, @Nullable JsonNode jsep) {
        ObjectNode message = message("message").put("handle_id", handle);
        message.set("body", body);
        if (jsep != null) {
            message.set("jsep", jsep);
        }
        return request(message)
                .thenApply(answer -> {
                    JsonNode data = answer.path("plugindata").path("data");
                    if (data.has("error")) {
                        throw new CompletionException(
                                new IOException("Janus: " + data.path("error").asString()));
                    }
                    JsonNode sdp = answer.path("jsep").path("sdp");
                    return new Reply(data, sdp.isString() ? sdp.asString() : null);
                });
    }

    private static ObjectNode message(String type) {
        return JsonNodeFactory.instance.objectNode().put("janus", type);
    }

    private CompletionStage<JsonNode> request(ObjectNode message) {
        String transaction = Long.toString(transactions.incrementAndGet());
        message.put("transaction", transaction);
        if (id != 0) {
            message.put("session_id", id);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(transaction, answer);
        send(message.toString());
        return answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .whenComplete((done, failure) -> waiting.remove(transaction));
    }

    /** One text at a time, as the JDK's WebSocket asks for. */
    private void send(String text) {
        WebSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("the session is not open");
        }
        synchronized (sending) {
            sent = sent.exceptionally(failure -> open).thenCompose(s -> open.sendText(text, true));
        }
    }

    private void onMessage(String text) {
        JsonNode message = MAPPER.readTree(text);
        CompletableFuture<JsonNode> answer = waiting.get(message.path("transaction").asString(""));
        switch (message.path("janus").asString("")) {
            // The event that answers comes later, under the same transaction.
            case "success", "event" -> {
                if (answer != null) {
                    answer.complete(message);
                }
            }
            case "error" -> {
                if (answer != null) {
                    answer.completeExceptionally(
                            new IOException(
                                    "Janus: " + message.path("error").path("reason").asString("")));
                }
            }
            default -> {
                // Reports of links: the bench measures for itself.
            }
        }
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                onMessage(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }
}
