package dev.sluice.bench.target;

import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.ParticipantStats;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Somebody whom a server has let in. Usable from any thread; never blocks. */
public interface Member {

    /** What it publishes, in the order in which that was asked for. */
    List<LocalPublication> publications();

    /** Completes when media can flow. */
    CompletionStage<Void> connected();

    CompletionStage<ParticipantStats> stats();

    /** Leaves; never fails. */
    CompletionStage<Void> leave();
}
