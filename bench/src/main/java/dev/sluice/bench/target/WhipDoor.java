package dev.sluice.bench.target;

import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessPeer;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.MediaOptions;
import dev.sluice.signaling.client.ParticipantListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * By WHIP (RFC 9725) for those who send, and by WHEP for those who receive. A viewer waits for up
 * to 10 s for what it wants to see.
 */
public final class WhipDoor implements Door {

    private static final int TRIES = 40;
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(250, TimeUnit.MILLISECONDS);

    /** There is nothing to see yet, or too many knock. */
    private static final Set<Integer> TRY_LATER = Set.of(404, 409, 429, 503);

    private final ClientGroup clients;
    private final Endpoints endpoints;
    private final MediaOptions options;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    /**
     * Where to go.
     *
     * @param whip for those who send; {@code {room}} in it becomes the room's name
     * @param whep for those who receive, likewise
     * @param token null: none
     */
    public record Endpoints(String whip, String whep, @Nullable String token) {}

    public WhipDoor(ClientGroup clients, Endpoints endpoints, int authenticateOneIn) {
        this.clients = clients;
        this.endpoints = endpoints;
        this.options = MediaOptions.DEFAULT.withAuthenticateOneIn(authenticateOneIn);
    }

    @Override
    public CompletionStage<Member> enter(Guest guest, ParticipantListener listener) {
        boolean sends = !guest.sends().isEmpty();
        if (sends && !guest.receives().isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IOException(
                            "WHIP sends and WHEP receives, nobody does both: run broadcast"));
        }
        String endpoint = sends ? endpoints.whip() : endpoints.whep();
        URI uri = URI.create(endpoint.replace("{room}", guest.room()));
        return clients.peer(options, listener)
                .thenCompose(peer ->
                        peer.offer(guest.sends(), guest.receives())
                                .thenCompose(sdp -> post(uri, sdp, TRIES))
                                .thenCompose(answer -> enter(peer, uri, answer))
                                .whenComplete((done, failure) -> {
                                    if (failure != null) {
                                        peer.close();
                                    }
                                }));
    }

    private CompletionStage<Member> enter(HeadlessPeer peer, URI uri, HttpResponse<String> answer) {
        URI session = answer.headers().firstValue("Location").map(uri::resolve).orElse(null);
        return peer.answered(answer.body())
                .thenApply((List<LocalPublication> sent) ->
                        new PeerMember(peer, sent, () -> delete(session)));
    }

    private CompletionStage<HttpResponse<String>> post(URI uri, String sdp, int tries) {
        HttpRequest request =
                request(uri)
                        .header("Content-Type", "application/sdp")
                        .POST(BodyPublishers.ofString(sdp))
                        .build();
        return http.sendAsync(request, BodyHandlers.ofString())
                .thenCompose(answer -> {
                    if (answer.statusCode() / 100 == 2) {
                        return CompletableFuture.completedFuture(answer);
                    }
                    if (tries > 1 && TRY_LATER.contains(answer.statusCode())) {
                        return CompletableFuture.runAsync(() -> {}, LATER)
                                .thenCompose(done -> post(uri, sdp, tries - 1));
                    }
                    return CompletableFuture.failedFuture(
                            new IOException(
                                    "POST "
                                            + uri
                                            + " gave "
                                            + answer.statusCode()
                                            + ": "
                                            + answer.body().strip()));
                });
    }

    private CompletionStage<?> delete(@Nullable URI session) {
        return session == null
                ? CompletableFuture.completedFuture(null)
                : http.sendAsync(request(session).DELETE().build(), BodyHandlers.discarding());
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10));
        if (endpoints.token() != null) {
            request.header("Authorization", "Bearer " + endpoints.token());
        }
        return request;
    }

    @Override
    public void close() {
        // The JDK's client ends with its last exchange.
    }
}
