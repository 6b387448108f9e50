package dev.sluice.bench.target;

import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.client.ParticipantStats;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** By Sluice's protocol over a WebSocket: a participant who receives whatever others publish. */
public final class SluiceDoor implements Door {

    private final ClientGroup clients;
    private final URI server;
    private final int authenticateOneIn;

    public SluiceDoor(ClientGroup clients, URI server, int authenticateOneIn) {
        this.clients = clients;
        this.server = server;
        this.authenticateOneIn = authenticateOneIn;
    }

    @Override
    public CompletionStage<Member> enter(Guest guest, ParticipantListener listener) {
        JoinOptions options =
                JoinOptions.of(server, guest.room())
                        .withIdentity(guest.identity())
                        .withSubscribe(!guest.receives().isEmpty())
                        .withAuthenticateOneIn(authenticateOneIn);
        return clients.join(options, listener).thenCompose(joined -> publish(joined, guest));
    }

    private static CompletionStage<Member> publish(HeadlessParticipant joined, Guest guest) {
        List<CompletableFuture<LocalPublication>> publishing =
                guest.sends().stream()
                        .map(options -> joined.publish(options).toCompletableFuture())
                        .toList();
        return CompletableFuture.allOf(publishing.toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        joined.abort();
                    }
                })
                .thenApply(done ->
                        new Joined(
                                joined, publishing.stream().map(CompletableFuture::join).toList()));
    }

    @Override
    public void close() {
        // Participants have sockets of their own.
    }

    private record Joined(HeadlessParticipant participant, List<LocalPublication> publications)
            implements Member {

        @Override
        public CompletionStage<Void> connected() {
            return participant.connected();
        }

        @Override
        public CompletionStage<ParticipantStats> stats() {
            return participant.stats();
        }

        @Override
        public CompletionStage<Void> leave() {
            return participant.leave();
        }
    }
}
