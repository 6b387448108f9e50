package dev.sluice.signaling.kit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks the protocol as it is written, with whatever a test wants to send. */
public final class WebSocketClient implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 10;

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;
    private int lastId;

    private WebSocketClient(HttpClient client, String address) {
        socket =
                client.newWebSocketBuilder()
                        .buildAsync(
                                URI.create(address.replaceFirst("http", "ws") + "/ws"),
                                new Receiver())
                        .join();
    }

    /** A connection to the server at that address, such as {@code http://localhost:7880}. */
    public static WebSocketClient connect(HttpClient client, String address) {
        return new WebSocketClient(client, address);
    }

    public void send(String text) {
        socket.sendText(text, true).exceptionally(broken -> socket).join();
    }

    /** The next message, reply or event. */
    public JsonNode next() {
        try {
            JsonNode message = messages.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no message came; closed: " + closed.getNow(null));
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The next event of that type; what comes before it is skipped. */
    public JsonNode event(String type) {
        JsonNode message = next();
        while (!message.get("type").asString().equals(type)) {
            message = next();
        }
        return message;
    }

    /** Sends a request with the next id and returns its reply; events before it are skipped. */
    public JsonNode ask(String type, String fields) {
        int id = ++lastId;
        send("{\"type\":\"%s\",\"id\":%d%s}".formatted(type, id, comma(fields)));
        return reply(id);
    }

    /** Sends a request that must be granted. */
    public JsonNode must(String type, String fields) {
        JsonNode reply = ask(type, fields);
        if (!reply.get("type").asString().equals("ok")) {
            throw new AssertionError(type + " " + fields + ": " + reply);
        }
        return reply;
    }

    /** Sends a request that must be refused with that code. */
    public JsonNode refused(String code, String type, String fields) {
        JsonNode reply = ask(type, fields);
        if (!reply.path("code").asString("").equals(code)) {
            throw new AssertionError(type + " " + fields + ": " + reply);
        }
        return reply;
    }

    /** The reply to that request; what comes before it is skipped. */
    public JsonNode reply(int id) {
        JsonNode message = next();
        while (!message.has("id") || message.get("id").asInt(-1) != id) {
            message = next();
        }
        return message;
    }

    private static String comma(String fields) {
        return fields.isEmpty() ? "" : "," + fields;
    }

    public JsonNode join(String room, String identity) {
        return ask("join", "\"room\":\"%s\",\"identity\":\"%s\"".formatted(room, identity));
    }

    /** As a JSON string with its quotes. */
    public static String quote(String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }

    public int awaitClose() {
        return closed.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    /** Says goodbye. */
    public void sayGoodbye() {
        socket.sendClose(1001, "").join();
    }

    public WebSocket raw() {
        return socket;
    }

    /** Breaks the connection. */
    @Override
    public void close() {
        socket.abort();
    }

    private final class Receiver implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(JsonMapper.shared().readTree(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
