package dev.sluice.signaling.browser;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A client of the signalling protocol with bad manners: it sends what it is told. */
final class RawSocket implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 10;

    private final BlockingQueue<JsonNode> replies = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    RawSocket(String address) {
        socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(BadInputIT.webSocket(address), new Receiver())
                        .join();
    }

    void send(String text) {
        socket.sendText(text, true).exceptionally(broken -> socket).join();
    }

    /** Sends and waits for the next reply; events are skipped. */
    JsonNode ask(String text) {
        send(text);
        try {
            JsonNode reply = replies.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (reply == null) {
                throw new AssertionError(
                        "no reply to " + text.substring(0, Math.min(200, text.length())));
            }
            return reply;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    JsonNode ask(Map<String, ?> message) {
        return ask(DevTools.JSON.writeValueAsString(message));
    }

    int awaitClose() {
        return closed.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
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
                JsonNode message = DevTools.JSON.readTree(text.toString());
                text.setLength(0);
                String type = message.get("type").asString();
                if (type.equals("ok") || type.equals("error")) {
                    replies.add(message);
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
