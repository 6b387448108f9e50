package dev.sluice.sfu.server;

import dev.sluice.sfu.api.RoomInfo;
import dev.sluice.sfu.api.TransportTrace;
import dev.sluice.sfu.explain.CallTrace;
import dev.sluice.sfu.explain.CallTrace.Happening;
import dev.sluice.sfu.explain.ParticipantTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects what is kept of participants, from the loops of their transports. */
final class Traces {

    /** A transport that closes meanwhile does not answer. */
    private static final long PATIENCE_MILLIS = 2_000;

    private final List<CompletableFuture<ParticipantTrace>> asked = new ArrayList<>();

    /** Asks on the room's loop. */
    Traces(Iterable<ParticipantHost> hosts) {
        long nowNanos = System.nanoTime();
        for (ParticipantHost host : hosts) {
            var info = host.info();
            var client = host.client(nowNanos);
            asked.add(
                    host.transportTrace()
                            .<@Nullable TransportTrace>thenApply(trace -> trace)
                            .toCompletableFuture()
                            .completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                            .exceptionally(noTransport -> null)
                            .thenApply(trace -> new ParticipantTrace(info, trace, client)));
        }
    }

    CompletionStage<List<ParticipantTrace>> all() {
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
    }

    CompletionStage<CallTrace> call(RoomInfo room, List<Happening> timeline) {
        return all().thenApply(participants ->
                new CallTrace(System.currentTimeMillis(), room, timeline, participants));
    }
}
