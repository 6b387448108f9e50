package dev.sluice.bench.target;

import dev.sluice.signaling.client.HeadlessPeer;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.ParticipantStats;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A peer connection that came in by offer and answer.
 *
 * @param goodbye tells the server; the connection is closed whatever comes of it
 */
record PeerMember(
        HeadlessPeer peer,
        List<LocalPublication> publications,
        Supplier<CompletionStage<?>> goodbye)
        implements Member {

    @Override
    public CompletionStage<Void> connected() {
        return peer.connected();
    }

    @Override
    public CompletionStage<ParticipantStats> stats() {
        return peer.stats();
    }

    @Override
    public CompletionStage<Void> leave() {
        return goodbye.get()
                .handle((done, failure) -> {
                    peer.close();
                    return null;
                })
                .thenCompose(unused -> peer.closed());
    }
}
